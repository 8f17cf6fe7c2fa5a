// The output of explain as text or JSON; names and addresses are hidden unless `--reveal` is given. Pure.

import type { Receipt } from '../artifacts/records.ts'
import { maskLine, maskNames } from '../errors/mask.ts'
import type { Field } from './fields.ts'
import { type Explanation, explanationText } from './text.ts'

export interface Explanations {
  instance: string
  /** The reason why compare would refuse these files, or null. */
  refused: string | null
  people: Explanation[]
}

/** The text for standard output. Without `reveal` it has no name and no address of a person. */
export function render(found: Explanations, { json, reveal }: { json: boolean; reveal: boolean }): string {
  const shown = reveal ? found : { ...found, people: found.people.map(hideValues) }
  return json ? renderJson(shown, reveal) : renderText(shown, reveal)
}

/** Values are masked before they become JSON: a mask could remove the backslash before a quotation mark. */
const renderJson = (shown: Explanations, reveal: boolean) =>
  `${JSON.stringify(shown, (_, value) => (typeof value === 'string' ? maskLine(value, { reveal }) : value), 2)}\n`

function renderText({ instance, refused, people }: Explanations, reveal: boolean): string {
  const first = refused === null ? [] : [`compare would refuse: ${refused}`]
  const blocks = people.map((one) => [...explanationText(one), ''])
  return maskLine([...first, `instance        ${instance}`, ...blocks.flat()].join('\n'), { reveal })
}

const HIDDEN_ADDRESS = '<address>'
const HIDDEN_NAME = '<name>'
const TEXT = '<text>'

/** A copy without keys, names, addresses and mapped texts. */
function hideValues(one: Explanation): Explanation {
  const known = one.fields
    .filter((one) => isPersonal(one) && !isAddressField(one))
    .flatMap(({ contact, user }) => [contact, user].flat())
    .filter((value) => typeof value === 'string')
  const hide = (receipt: Receipt): Receipt => ({
    ...receipt,
    key: HIDDEN_ADDRESS,
    from: null,
    to: null,
    error: receipt.error && maskNames(receipt.error, known),
  })
  const entries = one.plan?.entries.map((entry) => ({ ...entry, receipt: entry.receipt && hide(entry.receipt) }))
  return {
    ...one,
    key: HIDDEN_ADDRESS,
    contacts: one.contacts.map((contact) => ({
      ...contact,
      similarNames: contact.similarNames.map(() => HIDDEN_ADDRESS),
    })),
    fields: one.fields.map(hideField),
    received: one.received.map((kept) => ({ ...kept, key: HIDDEN_ADDRESS, record: hideRecord(kept.record) })),
    plan: one.plan && { ...one.plan, entries: entries ?? [] },
  }
}

/** Hides every value, because each field of a feed may hold personal data. */
const hideRecord = (record: object) => Object.fromEntries(Object.keys(record).map((name) => [name, TEXT]))

const isAddressField = ({ field }: Field) => field === 'key' || field === 'email'
const isPersonal = (one: Field) => isAddressField(one) || one.field === 'name' || one.field.startsWith('attributes.')

function hideField(shown: Field): Field {
  if (!isPersonal(shown)) return shown
  const { field, contact, user, same } = shown
  const hideText = (value: unknown) =>
    typeof value === 'string' ? (isAddressField(shown) ? HIDDEN_ADDRESS : HIDDEN_NAME) : value
  const hide = (value: unknown) => (Array.isArray(value) ? value.map(hideText) : hideText(value))
  return { field, contact: hide(contact), user: hide(user), same }
}
