// The rules of the instance for users, shared by GraphQL and SCIM.

import { createHash, randomUUID } from 'node:crypto'
import type { ZeeneaOptions } from './options.ts'
import { addressKey, superAdmins, type ZeeneaStore, type ZeeneaUser } from './store.ts'

/** The new fields of a user; undefined leaves a field as it is. */
export interface UserChange {
  email: string
  firstName: string
  lastName: string
  phone?: string | null | undefined
  permissionSetId?: string | null | undefined
}

/** Codes of broken rules. They are invented: no public source has those about users. */
export type RuleCode = 'CONTACT_EXISTS' | 'USER_EXISTS' | 'INVALID_INPUT' | 'NOT_ALLOWED' | 'NOT_FOUND'

/** An error to throw if a rule is broken. */
export const ruleError = (code: RuleCode, message: string) => Object.assign(new Error(message), { code })

export type People = ReturnType<typeof peopleOf>

/** The rules over a store, which they change. */
export function peopleOf(store: ZeeneaStore, { self }: Partial<ZeeneaOptions>) {
  const byEmail = (email: string) => store.users.find((one) => addressKey(one.email) === addressKey(email))
  const contactOf = (email: string) => store.contacts.find((one) => addressKey(one.email) === addressKey(email))
  const byId = (id: string) => store.users.find((one) => one.id === id)

  function assertInput(email: string, permissionSetId: string | null | undefined) {
    if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw ruleError('INVALID_INPUT', `"${email}" is not a valid email`)
    if (permissionSetId == null || store.permissionSets.some(({ id }) => id === permissionSetId)) return
    throw ruleError('INVALID_INPUT', `There is no permission set ${permissionSetId}`)
  }

  /** Creates a user, or makes a user of a contact if `takesContacts` is true. */
  function create(said: UserChange, { takesContacts }: { takesContacts: boolean }): ZeeneaUser {
    const { email, firstName, lastName, phone, permissionSetId } = said
    assertInput(email, permissionSetId)
    if (byEmail(email)) throw ruleError('USER_EXISTS', `A user with email ${email} already exists`)
    const contact = contactOf(email)
    // "If the email address is already registered to a contact in Zeenea, the API will return an error message."
    if (contact && !takesContacts) throw ruleError('CONTACT_EXISTS', `A contact with email ${email} already exists`)
    if (contact) store.contacts.splice(store.contacts.indexOf(contact), 1)
    const user: ZeeneaUser = {
      id: randomUUID(),
      email,
      firstName,
      lastName,
      ...(phone && { phone }),
      permissionSets: permissionSetId == null ? [] : [permissionSetId],
      curator: false,
      created: new Date().toISOString().replace(/\.\d+/, ''),
      logins: 0,
      ...(contact && { contactId: contact.id }),
    }
    store.users.push(user)
    return user
  }

  /** Changes all fields but the address, which cannot change. */
  function update(user: ZeeneaUser, { firstName, lastName, phone, permissionSetId }: Omit<UserChange, 'email'>) {
    assertInput(user.email, permissionSetId)
    const isOther = permissionSetId !== undefined && permissionSetId !== (user.permissionSets[0] ?? null)
    // A set replaces all sets of the user; not confirmed for users in several groups.
    const sets = isOther ? [permissionSetId].filter((one) => one !== null) : user.permissionSets
    const before = user.permissionSets
    user.permissionSets = sets
    if (isOther && superAdmins(store).length === 0) {
      user.permissionSets = before
      throw ruleError('NOT_ALLOWED', 'There must be at least one Super Admin')
    }
    Object.assign(user, { firstName, lastName })
    if (phone) user.phone = phone
    else if (phone === null) delete user.phone
  }

  /** Takes the access away; the person stays as a contact. */
  function remove(user: ZeeneaUser) {
    const refuse = (why: string) => ruleError('NOT_ALLOWED', `User ${user.email} cannot be deleted: ${why}`)
    if (self !== undefined && addressKey(self) === addressKey(user.email)) throw refuse('this is your own user')
    const admins = superAdmins(store)
    if (admins.length === 1 && admins[0] === user) throw refuse('there must be at least one Super Admin')
    if (user.curator) throw refuse('the user is curator of at least one item')
    store.users.splice(store.users.indexOf(user), 1)
    const { email, firstName, lastName } = user
    store.contacts.push({ id: contactIdOf(user), email, firstName, lastName })
  }

  return { byEmail, byId, create, update, remove }
}

/** The id of the user's contact: every user is a contact too. */
export function contactIdOf({ id, contactId }: ZeeneaUser): string {
  if (contactId) return contactId
  const hex = createHash('sha1').update(`contact ${id}`).digest('hex').slice(0, 32)
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-5$3-8$4-$5')
}
