// What each operation of GraphQL does.

import type { Asked } from '../http/remote.ts'
import type { Exports } from './exports.ts'
import type { PermissionSet, ZeeneaHolding, ZeeneaUser } from './holding.ts'
import type { ZeeneaOptions } from './options.ts'
import { contactIdOf, forbidden, type People, type Said } from './people.ts'
import { permissionsOf } from './permissions.ts'

interface Input {
  id: string
  email: string
  firstName: string
  lastName: string
  permissionSetId?: string | null
  contactInformation?: { key: string; value: string }[] | null
  exportId: string
}
type Given = { input: Input }

/** The operations for one request, `asked`: fields of both roots, by name. */
export function operations(
  holding: ZeeneaHolding,
  { byEmail, byId, create, update, remove }: People,
  exports: Exports,
  options: Partial<ZeeneaOptions>,
  { origin, fate }: Asked,
) {
  const { unknownUser = 'null', upsertTakesContacts = false, upsertClears = false } = options
  const shownSet = (set: PermissionSet) => ({ ...set, permissions: permissionsOf(set) })

  /** Users have one set here, though they may be in several groups. */
  function shown(user: ZeeneaUser) {
    const { id, email, firstName, lastName, phone } = user
    const set = holding.permissionSets.find((one) => one.id === user.permissionSets[0])
    const contactInformation = phone === undefined ? [] : [{ key: 'phone', value: phone }]
    const contact = { id: contactIdOf(user), firstName, lastName, contactInformation }
    return { id, email, contact, permissionSet: set ? shownSet(set) : null }
  }

  function loaded(user: ZeeneaUser | undefined, called: string) {
    if (!user && unknownUser === 'error') throw noUser(called)
    return user ? shown(user) : null
  }

  function deleted(user: ZeeneaUser | undefined, called: string) {
    if (!user) throw noUser(called)
    remove(user)
    return { id: user.id }
  }

  return {
    listPermissionSets: () => holding.permissionSets.map(shownSet),
    loadUserById: ({ input: { id } }: Given) => loaded(byId(id), id),
    loadUserByEmail: ({ input: { email } }: Given) => loaded(byEmail(email), email),
    createUser: ({ input }: Given) => ({ user: shown(create(saidIn(input), false)), action: 'CREATED' }),
    upsertUser({ input }: Given) {
      const said = saidIn(input)
      const user = byEmail(input.email)
      if (!user) return { user: shown(create(said, upsertTakesContacts)), action: 'CREATED' }
      update(user, { ...said, phone: said.phone ?? (upsertClears ? null : said.phone) })
      return { user: shown(user), action: 'UPDATED' }
    },
    deleteUserById: ({ input: { id } }: Given) => deleted(byId(id), id),
    deleteUserByEmail: ({ input: { email } }: Given) => deleted(byEmail(email), email),
    createAllUsersExport: () => exports.create(fate),
    loadUsersExportStatus({ input: { exportId } }: Given) {
      const status = exports.status(exportId, origin)
      if (!status) throw forbidden('NOT_FOUND', `There is no export ${exportId}`)
      return status
    },
  }
}

const noUser = (called: string) => forbidden('NOT_FOUND', `There is no user ${called}`)

/** No key but the phone's is documented; what the real one does with another is not confirmed. */
function saidIn({ email, firstName, lastName, permissionSetId, contactInformation }: Input): Said {
  const other = contactInformation?.find(({ key }) => key !== 'phone')
  if (other) throw forbidden('INVALID_INPUT', `There is no contact information ${other.key}`)
  // An empty list says that there is no phone.
  const phone = contactInformation ? (contactInformation[0]?.value ?? null) : undefined
  return { email, firstName, lastName, permissionSetId, phone }
}
