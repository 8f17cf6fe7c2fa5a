// A query with proof that it is complete: every page, every row once, and the count that Salesforce reports.

import type { Progress } from '../../connector/progress.ts'
import { readField, shapeOf } from '../../connector/read-value.ts'
import { command } from '../../errors/command.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { Call } from '../../http/client.ts'
import { type Answer, quoteRemote } from '../../http/outcome.ts'
import { recordId } from './record-id.ts'

/** A row as received. Its Id is the 18-character form of a Salesforce id; rows.ts reads all other fields. */
export interface SalesforceRow {
  Id: string
  [field: string]: unknown
}

interface QueryPage {
  totalSize: number
  done: boolean
  nextRecordsUrl?: string
  records: SalesforceRow[]
}

/** The end of a walk over the pages: its rows, or the reason why some are missing. */
type Walk = { rows: SalesforceRow[] } | { lacking: string }

/**
 * All rows of a query, by this `version` of the API. An inconsistent read is tried once more. Null if the query is too
 * long or runs too long. Throws exit 9 if the rows are not proven complete.
 */
export async function query(
  call: Call,
  { version, soql, progress }: { version: string; soql: string; progress: Progress },
): Promise<SalesforceRow[] | null> {
  const path = `/services/data/v${version}/query`
  let lacking = ''
  for (let tried = 1; tried <= 2; tried++) {
    const first = await call('GET', path, { query: { q: soql }, allow: TOO_LONG, answers: isTimeout })
    if (TOO_LONG.includes(first.status) || isTimeout(first.body)) return null
    const walk = await walkPages(call, first, progress)
    if ('rows' in walk) return walk.rows
    lacking = walk.lacking
  }
  throw unprovenQuery(`${lacking}; the read is not proven whole`)
}

async function walkPages(call: Call, first: Answer, progress: Progress): Promise<Walk> {
  const rows = new Map<string, SalesforceRow>()
  const seen = new Set<string>()
  let pages = 0
  let read = 0
  for (let page = pageOf(first.body); ; ) {
    pages++
    read += page.records.length
    for (const row of page.records) rows.set(row.Id, row)
    if (page.done) {
      if (read !== page.totalSize) return { lacking: `${read} rows came of ${page.totalSize}` }
      if (rows.size !== read) return { lacking: `${read - rows.size} rows came twice` }
      progress.count('pages', pages)
      progress.count('contacts read', read)
      return { rows: [...rows.values()] }
    }
    const next = page.nextRecordsUrl
    if (typeof next !== 'string' || next === '') throw unprovenQuery('a page is not the last and names no next one')
    if (seen.has(next)) throw unprovenQuery('a page names a next one that was read already')
    seen.add(next)
    const answer = await call('GET', next, { answers: isLost })
    if (isLost(answer.body)) return { lacking: 'Salesforce no longer knew the next page' }
    page = pageOf(answer.body)
  }
}

function pageOf(body: unknown): QueryPage {
  const { totalSize, done, records, nextRecordsUrl } = (body ?? {}) as Record<string, unknown>
  const wrong = (path: string, value: unknown) => unprovenQuery(`${path} is ${shapeOf(value)}`)
  if (!Number.isSafeInteger(totalSize)) throw wrong('totalSize', totalSize)
  if (typeof done !== 'boolean') throw wrong('done', done)
  if (!Array.isArray(records)) throw wrong('records', records)
  const rows = records.map((row: unknown, index): SalesforceRow => {
    const id = readField(row, 'Id')
    const known = typeof id === 'string' ? recordId(id) : null
    if (known !== null) return { ...(row as object), Id: known }
    throw unprovenQuery(`records[${index}].Id is ${typeof id === 'string' ? 'no Salesforce id' : shapeOf(id)}`)
  })
  return {
    totalSize: totalSize as number,
    done,
    records: rows,
    ...(typeof nextRecordsUrl === 'string' && { nextRecordsUrl }),
  }
}

const unprovenQuery = (what: string) =>
  new Failure(exit.remote, `Salesforce: query: ${what}. Run again: ${command('gather-contacts')}`)

const errorCodeOf = (body: unknown) =>
  Array.isArray(body) ? (body[0] as { errorCode?: unknown } | null)?.errorCode : null

/** The URI, or the URI with headers, is over 16,384 bytes (Salesforce, API limits); a proxy may have added headers. */
const TOO_LONG = [414, 431]

/**
 * A query ends after 120 s, or if it is too complicated, because formula fields are expanded for each id (Salesforce,
 * API limits; error codes). Fewer ids help in both cases.
 */
const isTimeout = (body: unknown) => ['QUERY_TIMEOUT', 'QUERY_TOO_COMPLICATED'].includes(String(errorCodeOf(body)))

/** A locator may end before its two days (Salesforce, API Query Cursor Limits). */
const isLost = (body: unknown) => errorCodeOf(body) === 'INVALID_QUERY_LOCATOR'

/** Codes of a query that Salesforce refuses because the settings are wrong (Salesforce, error codes). */
const WRONG = ['MALFORMED_QUERY', 'INVALID_FIELD', 'INVALID_TYPE', 'INVALID_QUERY_FILTER_OPERATOR']

/** A query that Salesforce refuses. `why` is its code. */
export class QueryRefused extends Failure {
  readonly why: string

  constructor(why: string, said: string) {
    super(
      exit.input,
      `Salesforce does not take the query: ${why}, ${said}. ` +
        'Check source.where, accountField, key and attributes, and what its user may see',
    )
    this.why = why
  }
}

/** An unknown version is an unknown path (Salesforce, error codes). */
const isUnknownPath = (status: number, body: unknown) =>
  status === 404 && ['NOT_FOUND', 'URL_NOT_FOUND'].includes(String(errorCodeOf(body)))

/**
 * The meaning of an error of Salesforce. A limit of concurrent calls passes, and a limit of daily calls does not; any
 * other 403 belongs to the sign-in. A refused query is a matter of the settings (Salesforce, API limits; error codes).
 */
export function errorRule(status: number, body: unknown): 'again' | Failure | null {
  const code = String(errorCodeOf(body) ?? '')
  const message = String((body as { message?: string }[] | null)?.[0]?.message ?? '')
  // the message begins with the query, which may have names, and ends with the error
  const said = `it said: ${quoteRemote(message.trim().split('\n').at(-1) ?? '')}`
  if (status === 410) {
    return new Failure(exit.input, `Salesforce: this API version is gone, ${said}. Raise source.version`)
  }
  if (isUnknownPath(status, body)) {
    const what = 'the org does not know this version of the API'
    return new Failure(
      exit.input,
      `Salesforce: ${what}, ${said}. Set source.version; ${command('doctor')} names the newest`,
    )
  }
  if (WRONG.includes(code)) return new QueryRefused(code, said)
  if (code !== 'REQUEST_LIMIT_EXCEEDED') return null
  if (/^Concurrent/i.test(message)) return 'again'
  const what = "the org's calls of the last 24 hours are spent"
  return new Failure(exit.remote, `Salesforce: ${what}, ${said}. Run the stage again later`)
}
