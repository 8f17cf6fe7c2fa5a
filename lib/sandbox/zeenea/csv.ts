// The export file: a header, every field in quotes, CRLF after every row.

import type { ZeeneaOptions } from './options.ts'
import { permissionCells } from './permissions.ts'
import type { PermissionSet, ZeeneaStore, ZeeneaUser } from './store.ts'

/** The columns of a live instance; the documentation leaves out a column. */
export const columns = [
  'Id',
  'Email',
  'First name',
  'Last name',
  'Phone',
  'Permission set id',
  'Permission set name',
  'Permission set description',
  'Permission set built-in',
  'Custom item documentation permission',
  'Custom item documentation scope',
  'Item documentation permission',
  'Item documentation scope',
  'Glossary documentation permission',
  'Glossary documentation scope',
  'Catalog design permission',
  'Ops administration permission',
  'Users and permissions administration permission',
  'Analytics dashboard permission',
  'License type',
  'Creation date',
  'Last login',
  'Logins count',
]

/** The file with all users. "If the user belongs to several groups, the file will return only the first one." */
export function csvOf({ permissionSets, users }: ZeeneaStore, options: Partial<ZeeneaOptions>): string {
  const { bom = false, columns: chosen = columns } = options
  const sets = new Map(permissionSets.map((set) => [set.id, set]))
  const rows = users.map((user) => {
    const cells = cellsOf(user, sets.get(user.permissionSets[0] ?? ''))
    return chosen.map((column) => cells[column] ?? '')
  })
  return (bom ? '\uFEFF' : '') + [chosen, ...rows].map((row) => `${row.map(quote).join(',')}\r\n`).join('')
}

const quote = (text: string) => `"${text.replaceAll('"', '""')}"`

function cellsOf(user: ZeeneaUser, set: PermissionSet | undefined): Record<string, string | undefined> {
  return {
    Id: user.id,
    Email: user.email,
    'First name': user.firstName,
    'Last name': user.lastName,
    Phone: user.phone,
    'Permission set id': set?.id,
    'Permission set name': set?.name,
    'Permission set description': set?.description,
    'Permission set built-in': set && String(set.builtIn),
    ...permissionCells(set),
    // A user without a set may read (docs.zeenea.com, "Managing Users").
    'License type': set?.licenseType ?? 'Explorer',
    'Creation date': user.created,
    'Last login': user.lastLogin,
    'Logins count': String(user.logins),
  }
}
