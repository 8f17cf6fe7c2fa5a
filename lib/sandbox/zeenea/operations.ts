// The operations of GraphQL.

import type { RemoteRequest } from '../http/remote.ts'
import type { Exports } from './exports.ts'
import type { ZeeneaOptions } from './options.ts'
import { contactIdOf, type People, ruleError, type UserChange } from './people.ts'
import { permissionsOf } from './permissions.ts'
import type { PermissionSet, ZeeneaStore, ZeeneaUser } from './store.ts'

interface Input {
  id: string
  email: string
  firstName: string
  lastName: string
  permissionSetId?: string | null
  contactInformation?: { key: string; value: string }[] | null
  exportId: string
}
type Arguments = { input: Input }

interface ZeeneaParts {
  store: ZeeneaStore
  people: People
  exports: Exports
  options: Partial<ZeeneaOptions>
}

/** The operations for a request: the fields of both roots, by name. */
export function graphqlOperations(
  { store, people, exports, options }: ZeeneaParts,
  { origin, jobFault }: RemoteRequest,
) {
  const { byEmail, byId, create, update, remove } = people
  const { unknownUser = 'null', upsertTakesContacts = false, upsertClears = false } = options
  const setPayload = (set: PermissionSet) => ({ ...set, permissions: permissionsOf(set) })

  /** A user as GraphQL shows it: with a single set, though it may be in several groups. */
  function userPayload(user: ZeeneaUser) {
    const { id, email, firstName, lastName, phone } = user
    const set = store.permissionSets.find((one) => one.id === user.permissionSets[0])
    const contactInformation = phone === undefined ? [] : [{ key: 'phone', value: phone }]
    const contact = { id: contactIdOf(user), firstName, lastName, contactInformation }
    return { id, email, contact, permissionSet: set ? setPayload(set) : null }
  }

  function loadUser(user: ZeeneaUser | undefined, called: string) {
    if (!user && unknownUser === 'error') throw noUser(called)
    return user ? userPayload(user) : null
  }

  function deleteUser(user: ZeeneaUser | undefined, called: string) {
    if (!user) throw noUser(called)
    remove(user)
    return { id: user.id }
  }

  return {
    listPermissionSets: () => store.permissionSets.map(setPayload),
    loadUserById: ({ input: { id } }: Arguments) => loadUser(byId(id), id),
    loadUserByEmail: ({ input: { email } }: Arguments) => loadUser(byEmail(email), email),
    createUser: ({ input }: Arguments) => ({
      user: userPayload(create(changeIn(input), { takesContacts: false })),
      action: 'CREATED',
    }),
    upsertUser({ input }: Arguments) {
      const said = changeIn(input)
      const user = byEmail(input.email)
      if (!user) return { user: userPayload(create(said, { takesContacts: upsertTakesContacts })), action: 'CREATED' }
      update(user, { ...said, phone: said.phone ?? (upsertClears ? null : said.phone) })
      return { user: userPayload(user), action: 'UPDATED' }
    },
    deleteUserById: ({ input: { id } }: Arguments) => deleteUser(byId(id), id),
    deleteUserByEmail: ({ input: { email } }: Arguments) => deleteUser(byEmail(email), email),
    createAllUsersExport: () => exports.create(jobFault),
    loadUsersExportStatus({ input: { exportId } }: Arguments) {
      const status = exports.status(exportId, origin)
      if (!status) throw ruleError('NOT_FOUND', `There is no export ${exportId}`)
      return status
    },
  }
}

const noUser = (called: string) => ruleError('NOT_FOUND', `There is no user ${called}`)

/** Only the key of the phone is documented; the behavior for other keys is not confirmed. */
function changeIn({ email, firstName, lastName, permissionSetId, contactInformation }: Input): UserChange {
  const other = contactInformation?.find(({ key }) => key !== 'phone')
  if (other) throw ruleError('INVALID_INPUT', `There is no contact information ${other.key}`)
  // An empty list removes the phone.
  const phone = contactInformation ? (contactInformation[0]?.value ?? null) : undefined
  return { email, firstName, lastName, permissionSetId, phone }
}
