// Salesforce: contacts by SOQL. jsforce signs in; the reading is ours, because jsforce never settles on a cut-off body,
// follows redirects with the token and stops at 10,000 rows (seen with 3.10.16).

import pLimit from 'p-limit'
import { type Contact, clean, keyed, usable } from '../../artifacts.ts'
import { chunked, room } from '../../chunks.ts'
import { exit, Failure } from '../../exit.ts'
import { type Call, http } from '../../http.ts'
import type { Progress } from '../../progress.ts'
import type { Source } from '../source.ts'
import { accountId } from './account-id.ts'
import { looks } from './looks.ts'
import { query, type Row, verdict } from './query.ts'
import type { SalesforceSettings } from './settings.ts'
import { signIn } from './sign-in.ts'

/** Chunks asked at a time: far from Salesforce's cap of 25 long calls, and no faster beyond (Salesforce, API limits). */
const AT_ONCE = 5

/** Contacts of a Salesforce org. Throws exit 8 or 9 when a read is not proven whole. */
export function salesforce(settings: SalesforceSettings, progress: Progress): Source {
  const { accountField, chunk, loginUrl, network, version } = settings

  /** A query that is too long, or runs too long, is asked by halves. */
  async function rowsOf(call: Call, ids: string[], only: string | null): Promise<Row[]> {
    const rows = await query(call, version, soql(settings, ids, only), progress)
    if (rows) return rows
    if (ids.length <= 1) {
      const what = `the query is too long, or runs too long, even for the one account ${ids[0] ?? ''}`
      throw new Failure(exit.input, `Salesforce: ${what}. Shorten source.where, or ask for an index on ${accountField}`)
    }
    const half = Math.ceil(ids.length / 2)
    return [...(await rowsOf(call, ids.slice(0, half), only)), ...(await rowsOf(call, ids.slice(half), only))]
  }

  async function connected(signal?: AbortSignal) {
    const { url, authorization } = await signIn(settings)
    const heard = () => {
      progress.count('requests')
      return null
    }
    const service = { name: 'Salesforce', url, network, authorization, verdict, heard, ...(signal && { signal }) }
    return { call: http(service), url, authorization }
  }

  return {
    from: loginUrl,

    looks() {
      let call: Promise<Call> | null = null
      return looks(() => {
        call ??= connected().then((one) => one.call)
        return call
      }, settings)
    },

    async *contacts({ accounts, only }) {
      const stop = new AbortController() // a failed chunk ends the others
      const { call, url, authorization } = await connected(stop.signal)
      const shortest = new URLSearchParams({ q: soql(settings, accounts.slice(0, 1), only) })
      const left = room(new URL(`/services/data/v${version}/query?${shortest}`, url), await authorization(null))
      const chunks = accounts.length ? [...chunked(accounts, { most: chunk, room: left, around: "''" })] : [[]]
      progress.expect('chunks', chunks.length)
      const limit = pLimit(AT_ONCE)
      const reads = chunks.map((ids) =>
        limit(async () => {
          const rows = await rowsOf(call, ids, only)
          progress.count('chunks')
          return rows
        }),
      )
      try {
        for (const rows of await Promise.all(reads))
          for (const row of rows) {
            if (only === null || keyed(row.Email ?? '') === keyed(only)) yield contact(row, accountField)
          }
      } finally {
        limit.clearQueue()
        stop.abort()
      }
    },
  }
}

/**
 * The query for one chunk of account ids, or of any account where there are none, or for one address of these. Throws exit 7
 * for anything that is no id.
 */
export function soql(
  { accountField, where }: Pick<SalesforceSettings, 'accountField' | 'where'>,
  ids: readonly string[],
  only: string | null = null,
): string {
  const wrong = ids.find((id) => accountId(id) !== id)
  if (wrong !== undefined) {
    throw new Failure(
      exit.input,
      `organizations.json: ${JSON.stringify(wrong)} is no Salesforce account id. Run again: npm run gather-organizations`,
    )
  }
  const conditions = [
    /\bOR\b/i.test(where) ? `(${where})` : where,
    // a superset: blanks may be stored around it, % and _ fit more; what comes is held against the address
    ...(only === null ? [] : [`Email LIKE '%${escaped(only.trim())}%'`]),
    ...(ids.length ? [`${accountField} IN (${ids.map((id) => `'${id}'`).join(',')})`] : []),
  ]
  return `SELECT Id, Name, Email, ${accountField} FROM Contact WHERE ${conditions.join(' AND ')} ORDER BY Id`
}

/** As a text of SOQL, which knows no other way out of its quotes (Salesforce, SOQL, quoted string escape sequences). */
const escaped = (text: string) => text.replace(/[\\']/g, '\\$&')

function contact(row: Row, accountField: string): Contact {
  const name = clean(row.Name ?? '')
  const email = row.Email?.trim() ? row.Email : null
  const good = email !== null && usable(email)
  const externalId = `salesforce:${row.Id}`
  const account = accountField.split('.').reduce<unknown>((at, field) => Reflect.get(Object(at ?? {}), field), row)
  const problem = !good ? 'no usable address' : name === '' ? 'no usable name' : null
  return {
    account: typeof account === 'string' ? accountId(account) : null,
    email: email?.trim() ?? null,
    externalId,
    key: good ? keyed(email) : `?${externalId}`,
    person: { active: true, attributes: {}, groups: [], name, organization: null },
    problem,
  }
}
