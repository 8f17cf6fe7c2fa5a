// Why one person is treated as they are: every gate in order, told from the artifacts alone with the code that compare runs.

import {
  attributeOf,
  type Contact,
  type Creation,
  type Deletion,
  keyed,
  type Receipt,
  type Row,
  rows,
  type Update,
  type User,
} from './artifacts.ts'
import { compare, type Entry, type Rules } from './compare.ts'
import type { Line } from './line.ts'
import { type Match, match } from './match.ts'

export interface Gate {
  contacts: Pick<Contact, 'externalId' | 'account' | 'problem'>[]
  users: Pick<User, 'id' | 'externalId' | 'protected'>[]
  /** How the users were found. */
  by: Match['by']
  /** Two claim one user, or one claims two. */
  contested: boolean
  /** Each field of the face, as the first contact wants it and the first user has it; undefined where there is none. */
  fields: { field: string; contact: unknown; user: unknown }[]
  row: Row
  /** The row in the words of the README's table. */
  decision: string
  /** The plan file the person is in, or null. */
  file: Entry['into'] | null
}

/** Finds what concerns a person: an address, a key, an external id or an id of the target. Ids compare as they are written. */
export function concerns(asked: string): (match: Match) => boolean {
  const key = keyed(asked)
  const isContact = (line: Line<Contact>) => {
    const externalId = line.field('externalId') ?? ''
    return line.key === key || keyed(line.field('email') ?? '') === key || isId(externalId, asked)
  }
  const isUser = (line: Line<User>) =>
    line.key === key ||
    line.field('id') === asked ||
    isId(line.field('externalId') ?? '', asked) ||
    (!line.lacks('otherEmails') && line.record.otherEmails.some((email) => keyed(email) === key))
  return ({ contacts, users }) => contacts.some(isContact) || users.some(isUser)
}

const isId = (externalId: string, asked: string) =>
  externalId !== '' && (externalId === asked || externalId.slice(externalId.indexOf(':') + 1) === asked)

/** Every match that concerns the person, with what compare decides about it. */
export function* explained(
  contacts: Iterable<Line<Contact>>,
  users: Iterable<Line<User>>,
  rules: Rules,
  asked: string,
): Generator<Gate> {
  const isMeant = concerns(asked)
  for (const one of match(contacts, users)) if (isMeant(one)) yield gate(one, rules)
}

function gate(one: Match, rules: Rules): Gate {
  const [decision] = compare([one], rules)
  const contacts = one.contacts.map(({ record }) => record)
  const users = one.users.map(({ record }) => record)
  const { row, entry } = decision!
  return {
    contacts: contacts.map(({ externalId, account, problem }) => ({ externalId, account, problem })),
    users: users.map(({ id, externalId, protected: reason }) => ({ id, externalId, protected: reason })),
    by: one.by,
    contested: one.contested,
    fields: fieldsOf(contacts[0], users[0]),
    row,
    decision: rows[row],
    file: entry?.into ?? null,
  }
}

function fieldsOf(contact: Contact | undefined, user: User | undefined): Gate['fields'] {
  const people = [contact?.person, user?.person]
  const names = [...new Set(people.flatMap((person) => Object.keys(person?.attributes ?? {})))].sort()
  const face = (['active', 'name', 'organization', 'groups'] as const).map((field) => ({
    field,
    contact: contact?.person[field],
    user: user?.person[field],
  }))
  const attributes = names.map((name) => ({
    field: `attributes.${name}`,
    contact: contact && attributeOf(contact.person.attributes, name),
    user: user && attributeOf(user.person.attributes, name),
  }))
  return [...face, ...attributes]
}

type Planned = Creation | Update | Deletion

/** The receipt of a planned record, among those of its kind. */
export const receiptOf = (gate: Gate, planned: Iterable<Planned>, receipts: Iterable<Receipt>): Receipt | null => {
  const ids = gate.users.map(({ id }) => id)
  const externalIds = gate.contacts.map(({ externalId }) => externalId)
  for (const entry of planned) {
    const isTheirs = 'id' in entry ? ids.includes(entry.id) : externalIds.includes(entry.to.externalId)
    if (!isTheirs) continue
    for (const receipt of receipts) {
      if (receipt.key === entry.key && (!('id' in entry) || receipt.id === entry.id)) return receipt
    }
  }
  return null
}
