// From a row of Salesforce to a contact. Pure.

import { cleanName, isUsableAddress, toKey } from '../../artifacts/key.ts'
import type { SourceContact } from '../../artifacts/records.ts'
import { attributeReader } from '../../connector/attributes.ts'
import { type RecordReader, recordReader } from '../../connector/read-value.ts'
import { addressProblem, signProblem } from '../../core/loose-forms.ts'
import { hasMaskSigns, MASKED } from '../../core/masks.ts'
import type { SalesforceRow } from './query.ts'
import { recordId } from './record-id.ts'
import { attributeAt, textAt } from './rows.ts'
import type { SalesforceSettings } from './settings.ts'

export const SALESFORCE_ID_PREFIX = 'salesforce:'

/** The contact id in an external id of ours, or null, so that no other text can reach a query. */
export const contactIdOf = (externalId: string | null): string | null =>
  externalId?.startsWith(SALESFORCE_ID_PREFIX) ? recordId(externalId.slice(SALESFORCE_ID_PREFIX.length)) : null

/** A contact, and the unreadable parts of its row. */
interface Mapped {
  contact: SourceContact
  unreadable: string | null
}

/** Makes a contact from a row. An unreadable value becomes the contact's problem, never an empty value. */
export function mapping({ accountField, attributes, key }: SalesforceSettings) {
  const attributesIn = attributeReader<{ row: SalesforceRow; reader: RecordReader }>(
    attributes,
    (path) =>
      ({ row, reader }) =>
        reader.take(attributeAt(row, path)),
  )

  return (row: SalesforceRow): Mapped => {
    const reader = recordReader()
    const shown = reader.take(textAt(row, 'Email'))
    const masked = shown !== null && hasMaskSigns(shown)
    const email = masked ? null : shown
    const name = cleanName(reader.take(textAt(row, 'Name')) ?? '')
    const account = accountField === undefined ? null : reader.take(textAt(row, accountField))
    const signIn = key === 'Email' ? email : reader.take(textAt(row, key))
    const person = {
      active: true,
      attributes: attributesIn({ row, reader }),
      groups: [],
      name,
      organization: null,
    }
    const externalId = SALESFORCE_ID_PREFIX + row.Id
    const unreadable = reader.problem
    const isKey = signIn !== null && (key === 'Email' ? isUsableAddress(signIn) : !hasMaskSigns(signIn))
    const contact = {
      account: account === null ? null : recordId(account),
      email: email?.trim() ?? null,
      externalId,
      key: isKey ? toKey(signIn) : `?${externalId}`,
      person,
      problem: unreadable ?? (masked ? MASKED : (wrongAddress(email) ?? signProblem(name))),
    }
    return { contact, unreadable }
  }
}

const wrongAddress = (email: string | null) => (email?.includes('@') ? addressProblem(email) : 'no usable address')
