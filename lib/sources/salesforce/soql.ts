// The queries that Salesforce is asked. Nothing reaches one but ids that are ids, and texts that cannot end their quotes.

import { exit, Failure } from '../../errors/failure.ts'
import { recordId } from './record-id.ts'
import type { SalesforceSettings } from './settings.ts'

type Fields = Pick<SalesforceSettings, 'accountField' | 'attributes' | 'key' | 'where'>

/**
 * The query for one chunk of account ids, or of any account where there are none, or for one address of these. Throws exit 7
 * for anything that is no id.
 */
export function soqlOfContacts(
  { accountField, attributes, key, where }: Fields,
  ids: readonly string[],
  person: string | null = null,
): string {
  const wrong = ids.find((id) => recordId(id) !== id)
  if (wrong !== undefined) {
    throw new Failure(
      exit.input,
      `organizations.json: ${JSON.stringify(wrong)} is no Salesforce account id. Run again: npm run gather-organizations`,
    )
  }
  const conditions = [
    alone(where),
    // a superset: blanks may be stored around it, % and _ fit more; what comes is held against the address
    ...(person === null ? [] : [`Email LIKE '%${escaped(person.trim())}%'`]),
    ...(ids.length && accountField ? [isOneOf(accountField, ids)] : []),
  ]
  const mapped = Object.values(attributes).filter((place) => typeof place === 'string')
  const fields = new Set(['Id', 'Name', 'Email', ...(accountField ? [accountField] : []), key, ...mapped])
  return `SELECT ${[...fields].join(', ')} FROM Contact WHERE ${conditions.join(' AND ')} ORDER BY Id`
}

/** The query for contacts by their ids or addresses, of whatever account. */
export const soqlOfPresent = ({ where }: Pick<Fields, 'where'>, field: string, values: readonly string[]): string =>
  `SELECT ${[...new Set(['Id', 'Email', field])].join(', ')} FROM Contact WHERE ${alone(where)} AND ${isOneOf(field, values)} ORDER BY Id`

const alone = (where: string) => (/\bOR\b/i.test(where) ? `(${where})` : where)

const isOneOf = (field: string, values: readonly string[]) =>
  `${field} IN (${values.map((value) => `'${escaped(value)}'`).join(',')})`

/** As a text of SOQL, which knows no other way out of its quotes (Salesforce, SOQL, quoted string escape sequences). */
const escaped = (text: string) => text.replace(/[\\']/g, '\\$&')
