// The queries to Salesforce. Only valid ids reach a query, and texts that cannot end their quotes.

import { command } from '../../errors/command.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { recordId } from './record-id.ts'
import type { SalesforceSettings } from './settings.ts'

type Fields = Pick<SalesforceSettings, 'accountField' | 'attributes' | 'key' | 'where'>
type QuerySettings = Omit<Fields, 'attributes'>

/**
 * The query for one chunk of account ids; for any account if there are none; or for one address among them. Throws exit
 * 7 for an invalid id.
 */
export function soqlOfContacts(settings: Fields, ids: readonly string[], person: string | null = null): string {
  const { accountField, attributes, key } = settings
  const wrong = ids.find((id) => recordId(id) !== id)
  if (wrong !== undefined) {
    throw new Failure(
      exit.input,
      `organizations.json: ${JSON.stringify(wrong)} is no Salesforce account id. Run again: ${command('gather-organizations')}`,
    )
  }
  const conditions = [
    // a superset: stored blanks may surround the address, and % and _ match more; rows are compared with the address
    ...(person === null ? [] : [like('Email', `%${escapeText(person.trim())}%`)]),
    ...(ids.length && accountField ? [isOneOf(accountField, ids)] : []),
  ]
  const mapped = Object.values(attributes).filter((place) => typeof place === 'string')
  const fields = ['Id', 'Name', 'Email', ...(accountField ? [accountField] : []), key, ...mapped]
  return select(fields, settings, conditions)
}

/** The query for everyone who meets source.where, with the fields that the absence check compares. */
export const soqlOfEveryone = (settings: QuerySettings): string => select(namesOf(settings), settings, [])

/** The query for some contacts that meet source.where. */
export const soqlOfSome = (settings: QuerySettings, count: number): string =>
  `${soqlOfEveryone(settings)} LIMIT ${count}`

/** The query for contacts by their ids, in any account. */
export const soqlOfIds = (settings: QuerySettings, ids: readonly string[]): string =>
  select(namesOf(settings), settings, [isOneOf('Id', ids)])

/** A contact that is known to exist, and the pattern that has to find it. */
export interface Control {
  id: string
  pattern: string
}

/** The query for contacts in any account with a field like one of these patterns, and for the control contact. */
export function soqlOfLike(
  settings: QuerySettings,
  field: string,
  { patterns, control }: { patterns: readonly string[]; control: Control },
): string {
  const known = `(Id = '${control.id}' AND ${like(field, control.pattern)})`
  const asked = [...patterns.map((pattern) => like(field, pattern)), known]
  return select(namesOf(settings), settings, [`(${asked.join(' OR ')})`])
}

/** The query for addresses with unusual signs: like one of these patterns, or without a plain `@` and dot. */
export const soqlOfOddSigns = (settings: QuerySettings, patterns: readonly string[]): string =>
  select(namesOf(settings), settings, [
    `(${[...patterns.map((pattern) => like('Email', pattern)), "(NOT Email LIKE '%@%.%')"].join(' OR ')})`,
  ])

const namesOf = ({ accountField, key }: QuerySettings) => ['Id', 'Email', key, ...(accountField ? [accountField] : [])]

function select(fields: readonly string[], { where }: Pick<Fields, 'where'>, conditions: readonly string[]): string {
  const all = [/\bOR\b/i.test(where) ? `(${where})` : where, ...conditions]
  return `SELECT ${[...new Set(fields)].join(', ')} FROM Contact WHERE ${all.join(' AND ')} ORDER BY Id`
}

const like = (field: string, pattern: string) => `${field} LIKE '${pattern}'`

const isOneOf = (field: string, values: readonly string[]) =>
  `${field} IN (${values.map((value) => `'${escapeText(value)}'`).join(',')})`

/** The text in SOQL's quotes, which only a backslash can escape (Salesforce, SOQL, quoted string escape sequences). */
const escapeText = (text: string) => text.replace(/[\\']/g, '\\$&')
