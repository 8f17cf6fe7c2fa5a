// Addresses as no hand writes them: made of people who are there already, after all else, so that all else stays as it
// was.

import { contactKey } from '../salesforce/main-contacts.ts'
import type { Contact } from '../salesforce/store.ts'
import { systemNames, systemOf, type World } from '../systems.ts'
import type { User } from '../zendesk/store.ts'

/** What is done to the address of a contact whose user has it as it was; one contact each. */
export const spellings: readonly ((email: string) => string)[] = [
  (email) => email.replace('@', '\u200b@'),
  (email) => `<${email}>`,
  (email) => `${email}.`,
]

/** What an org shows in place of an address that its user may not see (Salesforce Help, security_pe_masking). */
const MASK = '?????'

/** Changes the addresses of some contacts, and masks that of one whose organization has a user without a contact. */
export function respell(world: World): void {
  const { contacts } = world.salesforce
  const times = new Map<string, number>()
  for (const one of contacts) times.set(contactKey(one), (times.get(contactKey(one)) ?? 0) + 1)
  const known = new Map(contacts.filter(isAsked).map((one) => [contactKey(one), one]))
  const elsewhere = new Set(systemNames.flatMap((name) => systemOf(name).signInNames?.(world[name]) ?? []))
  const isFree = (one: Contact) => times.get(contactKey(one)) === 1 && !elsewhere.has(contactKey(one))

  const pairs = world.zendesk.users.flatMap((user) => {
    const contact = known.get(user.email ?? '')
    return contact && isUsual(user) && isFree(contact) ? [contact] : []
  })
  for (const [n, spell] of spellings.entries()) {
    const contact = pairs.at(-1 - n)
    if (contact) contact.Email = spell(contactKey(contact))
  }
  const isMaskable = maskable(world, known)
  const masked = contacts.find((one) => isAsked(one) && isFree(one) && isMaskable(one))
  if (masked) masked.Email = MASK
}

const isAsked = ({ Email, Inactive_Contact__c, Role__c }: Contact) =>
  Email !== null && !Inactive_Contact__c && Role__c?.split(';').includes('Gitlab Admin') === true

/** Nobody made by the sync: such a user is found by the id, however the address is spelled. */
const isUsual = ({ external_id, identities, organization_id, role, suspended, user_fields }: User) =>
  external_id === null &&
  role === 'end-user' &&
  !suspended &&
  identities.length === 0 &&
  organization_id !== null &&
  user_fields['not_in_sfdc'] !== true

/** Tells whether a contact has no user in Zendesk, one in the SCIM service, and a user without a contact beside it. */
function maskable({ scim, zendesk }: World, known: ReadonlyMap<string, Contact>) {
  const ids = new Set(zendesk.users.flatMap(({ external_id }) => external_id ?? []))
  const names = new Set(
    zendesk.users.flatMap(({ email, identities }) => [email, ...identities.map((one) => one.value)]),
  )
  const inScim = new Set(scim.users.map(({ externalId }) => externalId))
  const alone = zendesk.users.filter((user) => isUsual(user) && !known.has(user.email ?? ''))
  const homes = new Set(alone.map(({ organization_id }) => organization_id))
  const accounts = new Set(
    zendesk.organizations
      .filter(({ id }) => homes.has(id))
      .map(({ organization_fields }) => String(organization_fields['salesforce_id'] ?? '').trim()),
  )
  return (one: Contact) => {
    const id = `salesforce:${one.Id}`
    return !ids.has(id) && !names.has(contactKey(one)) && inScim.has(id) && accounts.has(one.AccountId ?? '')
  }
}
