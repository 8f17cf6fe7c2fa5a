// The accounts and contacts of a generated world.

import type { Chances } from '../parts/chance.ts'
import { companyNames, trades } from '../parts/names.ts'
import { newRecordId } from './record-id.ts'
import type { Account, Contact, SalesforceStore } from './store.ts'

/** A person without records. */
export interface NewPerson {
  name: string
  email: string
}

/** Adds records to the org; `unique` returns the first text of `make` that is new in this world. */
export function salesforceRecords(
  { accounts, contacts }: SalesforceStore,
  { below, chance, pick }: Chances,
  unique: (make: (attempt: number) => string) => string,
) {
  let lastNumber = 12_000_000

  /** A new record id. Ids grow with time, with gaps. */
  function recordId(prefix: string): string {
    lastNumber += 1 + below(40)
    return newRecordId(prefix, lastNumber)
  }

  function account(): Account {
    const form = () => (chance(0.3) ? ` ${pick(['Group', 'Federal', 'GmbH', 'S.à r.l.'])}` : '')
    const Name = unique((n) => `${pick(companyNames)} ${pick(trades)}${form()}${n > 20 ? ` ${n}` : ''}`)
    const record = { Id: recordId('0015e'), Name }
    accounts.push(record)
    return record
  }

  function contact({ name, email }: NewPerson, { Id }: Account, more: Partial<Contact> = {}): Contact {
    const Role__c = chance(0.8) ? 'Gitlab Admin' : pick(['Billing;Gitlab Admin', 'Gitlab Admin;Security Contact'])
    const fields = { Name: name, Email: email, AccountId: Id, Role__c, Inactive_Contact__c: false }
    const record = { Id: recordId('0035e'), ...fields, ...more }
    contacts.push(record)
    return record
  }

  return { recordId, account, contact }
}
