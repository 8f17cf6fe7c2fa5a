// The permissions of a permission set, derived from its license, in the words of the export. A world file has none.

import { type PermissionSet, SUPER_ADMIN } from './store.ts'

/**
 * The name in GraphQL, which is not confirmed; the column of the export; the role that has it; whether it has a scope.
 */
const permissionTable: [permission: string, column: string, of: 'steward' | 'admin', scoped: boolean][] = [
  ['CustomItemDocumentation', 'Custom item documentation', 'steward', true],
  ['ItemDocumentation', 'Item documentation', 'steward', true],
  ['GlossaryDocumentation', 'Glossary documentation', 'steward', true],
  ['CatalogDesign', 'Catalog design', 'admin', false],
  ['OpsAdministration', 'Ops administration', 'admin', false],
  ['UsersAndPermissionsAdministration', 'Users and permissions administration', 'admin', false],
  ['AnalyticsDashboard', 'Analytics dashboard', 'steward', false],
]

const hasPermission = ({ name, licenseType }: PermissionSet, of: 'steward' | 'admin') =>
  name === SUPER_ADMIN || (of === 'steward' && licenseType === 'Steward')

/** Super admins document all items, other users their own. */
const documentationScope = ({ name }: PermissionSet) => (name === SUPER_ADMIN ? 'All' : 'UserOwnedAndUnassigned')

/** The permissions of a set, as GraphQL lists them. */
export const permissionsOf = (set: PermissionSet) =>
  permissionTable
    .filter(([, , of]) => hasPermission(set, of))
    .map(([permission, , , scoped]) => ({ permission, scope: scoped ? documentationScope(set) : null }))

/** The cells of the export about permissions; empty without a set. */
export function permissionCells(set: PermissionSet | undefined): Record<string, string> {
  if (!set) return {}
  const cells = permissionTable.flatMap(([, column, of, scoped]): [string, string][] => [
    [`${column} permission`, String(hasPermission(set, of))],
    ...(scoped
      ? ([[`${column} scope`, hasPermission(set, of) ? documentationScope(set) : '']] as [string, string][])
      : []),
  ])
  return Object.fromEntries(cells)
}
