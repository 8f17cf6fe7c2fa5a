// Odd addresses of Salesforce contacts. They change after every system is filled, so that other records stay equal.

import { contactKey } from '../salesforce/main-contacts.ts'
import type { Contact, SalesforceStore } from '../salesforce/store.ts'
import { MASKED_EMAIL } from '../salesforce/tables.ts'
import type { ScimStore } from '../scim/store.ts'
import type { User, ZendeskStore } from './store.ts'

interface Spelled {
  zendesk: ZendeskStore
  salesforce: SalesforceStore
  scim: ScimStore
}

/** The odd spellings, one contact each. The user of the contact keeps the usual spelling. */
export const spellings: readonly ((email: string) => string)[] = [
  (email) => email.replace('@', '\u200b@'),
  (email) => `<${email}>`,
  (email) => `${email}.`,
]

/**
 * Changes the address of some contacts to an odd spelling, and masks the address of one contact. Its organization has a
 * user without a contact. Contacts with one of the `signInNames` stay as they are.
 */
export function respell(world: Spelled, signInNames: ReadonlySet<string>): void {
  const { contacts } = world.salesforce
  const times = new Map<string, number>()
  for (const one of contacts) times.set(contactKey(one), (times.get(contactKey(one)) ?? 0) + 1)
  const known = new Map(contacts.filter(isWanted).map((one) => [contactKey(one), one]))
  const isFree = (one: Contact) => times.get(contactKey(one)) === 1 && !signInNames.has(contactKey(one))

  const pairs = world.zendesk.users.flatMap((user) => {
    const contact = known.get(user.email ?? '')
    return contact && isUsual(user) && isFree(contact) ? [contact] : []
  })
  for (const [n, spell] of spellings.entries()) {
    const contact = pairs.at(-1 - n)
    if (contact) contact.Email = spell(contactKey(contact))
  }
  const isMaskable = maskableIn(world, known)
  const masked = contacts.find((one) => isWanted(one) && isFree(one) && isMaskable(one))
  if (masked) masked.Email = MASKED_EMAIL
}

const isWanted = ({ Email, Inactive_Contact__c, Role__c }: Contact) =>
  Email !== null && !Inactive_Contact__c && Role__c?.split(';').includes('Gitlab Admin') === true

/** Whether an earlier sync did not make the user: sync finds its own users by their id, in any spelling. */
const isUsual = ({ external_id, identities, organization_id, role, suspended, user_fields }: User) =>
  external_id === null &&
  role === 'end-user' &&
  !suspended &&
  identities.length === 0 &&
  organization_id !== null &&
  user_fields['not_in_sfdc'] !== true

/**
 * A test of contacts: without a user in Zendesk, with a user in the SCIM service, and in an organization with a user
 * without a contact.
 */
function maskableIn({ scim, zendesk }: Spelled, known: ReadonlyMap<string, Contact>): (contact: Contact) => boolean {
  const ids = new Set(zendesk.users.flatMap(({ external_id }) => external_id ?? []))
  const names = new Set(
    zendesk.users.flatMap(({ email, identities }) => [email, ...identities.map((one) => one.value)]),
  )
  const inScim = new Set(scim.users.map(({ externalId }) => externalId))
  const alone = zendesk.users.filter((user) => isUsual(user) && !known.has(user.email ?? ''))
  const organizationIds = new Set(alone.map(({ organization_id }) => organization_id))
  const accounts = new Set(
    zendesk.organizations
      .filter(({ id }) => organizationIds.has(id))
      .map(({ organization_fields }) => String(organization_fields['salesforce_id'] ?? '').trim()),
  )
  return (contact) => {
    const id = `salesforce:${contact.Id}`
    return !ids.has(id) && !names.has(contactKey(contact)) && inScim.has(id) && accounts.has(contact.AccountId ?? '')
  }
}
