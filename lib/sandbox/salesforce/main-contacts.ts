// The contacts from which the people of other systems are generated.

import type { Contact, SalesforceStore } from './store.ts'

const USABLE_ADDRESS = /^[^@\s]+@[^@\s]+\.[^@\s]+$/
export const contactKey = ({ Email }: Contact) => (Email ?? '').trim().normalize('NFC').toLowerCase()
export const contactName = ({ Name }: Contact) => (Name ?? '').normalize('NFC').replace(/\s+/g, ' ').trim()

/** The contacts that the main job syncs, each address once: the contact with the lowest id represents it. */
export function mainContacts({ contacts }: SalesforceStore): Contact[] {
  const byKey = new Map<string, Contact>()
  for (const contact of contacts) {
    const isWanted = !contact.Inactive_Contact__c && contact.Role__c?.split(';').includes('Gitlab Admin')
    const key = contactKey(contact)
    if (isWanted && USABLE_ADDRESS.test(key) && !byKey.has(key)) byKey.set(key, contact)
  }
  return [...byKey.values()]
}
