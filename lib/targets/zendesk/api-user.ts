// The fields of a Zendesk user: absent, a value, or unreadable. Pure.

import {
  type Reading,
  readBoolean,
  readField,
  readId,
  readList,
  readText,
  readWords,
  shapeOf,
  Unreadable,
} from '../../connector/read-value.ts'

/** A user as an answer has it. Zendesk sends every field but `tags` for every user (Zendesk, Users). */
export interface ApiUser {
  /** `?users[3]` for an unreadable id: Zendesk has no such id. */
  id: string
  idProblem: Unreadable | null
  name: Reading<string>
  email: Reading<string>
  role: Reading<string>
  active: Reading<boolean>
  suspended: Reading<boolean>
  /** A user of another account, by ticket sharing (Zendesk, Users). */
  shared: Reading<boolean>
  organization: Reading<string>
  externalId: Reading<string>
  /** Null if Zendesk shows none: user tagging may be off in the account. */
  tags: Reading<string[]>
  fields: Reading<Record<string, unknown>>
}

/** Reads one row of an answer; `path` is its place there. Throws exit 9 for an id that JSON cannot hold. */
export function readUser(row: unknown, path: string): ApiUser {
  const field = (name: string) => requiredField(row, name)
  const id = readRowId(row, path)
  return {
    id: typeof id === 'string' ? id : `?${path}`,
    idProblem: typeof id === 'string' ? null : id,
    name: requiredValue(readWords(field('name'), 'name'), 'name'),
    email: readAddress(field('email'), 'email'),
    role: requiredValue(readText(field('role'), 'role'), 'role'),
    active: requiredValue(readBoolean(field('active'), 'active'), 'active'),
    suspended: requiredValue(readBoolean(field('suspended'), 'suspended'), 'suspended'),
    shared: readBoolean(readField(row, 'shared'), 'shared'),
    organization: readDigits(field('organization_id'), 'organization_id', `${path}.organization_id`),
    externalId: readOnlyText(field('external_id'), 'external_id'),
    tags: readTags(readField(row, 'tags')),
    fields: readObject(field('user_fields'), 'user_fields'),
  }
}

/** The id of a row, in digits. Throws exit 9 for one that JSON cannot hold: two records would become one. */
export function readRowId(row: unknown, path: string): string | Unreadable {
  const id = readDigits(readField(row, 'id', `${path}.id`), `${path}.id`)
  return id ?? new Unreadable(`${path}.id`, 'missing')
}

/** A field that Zendesk always sends, at least as null. A missing field is unreadable. */
function requiredField(row: unknown, name: string): unknown {
  const value = readField(row, name)
  return value === undefined ? new Unreadable(name, 'missing') : value
}

const requiredValue = <T>(reading: Reading<T>, path: string): Reading<T> => reading ?? new Unreadable(path, 'empty')

function readDigits(value: unknown, path: string, inAnswer = path): Reading<string> {
  const id = readId(value, inAnswer)
  if (id === null) return null
  const isExact = typeof id === 'string' && /^\d+$/.test(id) && Number.isSafeInteger(Number(id))
  if (typeof id === 'string') return isExact ? id : new Unreadable(path, 'a text that is no id') // sent as a number
  return new Unreadable(path, id.shape)
}

function readAddress(value: unknown, path: string): Reading<string> {
  const text = readText(value, path)
  return typeof text === 'string' && !isAddress(text) ? new Unreadable(path, 'a text that is no address') : text
}

/** A number is unreadable: the external ids of Zendesk are texts. */
const readOnlyText = (value: unknown, path: string): Reading<string> =>
  typeof value === 'number' ? new Unreadable(path, shapeOf(value)) : readText(value, path)

/** A text is unreadable: it could be several tags. */
const readTags = (value: unknown): Reading<string[]> =>
  typeof value === 'string' ? new Unreadable('tags', shapeOf(value)) : readList(value, 'tags', readText)

function readObject(value: unknown, path: string): Reading<Record<string, unknown>> {
  if (value === null || value instanceof Unreadable) return value
  const isRecord = typeof value === 'object' && !Array.isArray(value)
  return isRecord ? (value as Record<string, unknown>) : new Unreadable(path, shapeOf(value))
}

/** Whether a value counts as an address: text on both sides of an `@`. */
export const isAddress = (value: string): boolean => /\S\s*@\s*\S/u.test(value)

/** Whether the id of a user is readable. */
export const hasId = ({ idProblem }: ApiUser): boolean => idProblem === null
