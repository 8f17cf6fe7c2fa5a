// A query with proof that it is complete: every page, every row once, and the count that Salesforce reports.

import { HashSet, hashOf, hashOfText } from '../../artifacts/byte-hash.ts'
import type { Progress } from '../../connector/progress.ts'
import { readField, shapeOf } from '../../connector/read-value.ts'
import { command } from '../../errors/command.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { Call, Request } from '../../http/client.ts'
import { type Answer, quoteRemote } from '../../http/outcome.ts'
import { type KeptRows, keptRows } from './kept-rows.ts'
import { ScannedPage, scanPage } from './page-scan.ts'
import { ID_SIZE, recordId } from './record-id.ts'

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

/** The proven rows of a query; can be iterated once. Until then, `discard` forgets them. */
export type ProvenRows = Pick<KeptRows<SalesforceRow>, 'rows' | 'discard'>

/** The end of a walk over the pages; `lacking` is the reason why some rows are missing. */
type Walk = 'whole' | 'too long' | { lacking: string }

/**
 * All rows of a query, by this `version` of the API. An inconsistent read is tried once more. Null if the query is too
 * long or runs too long. Throws exit 9 if the rows are not proven complete.
 */
export async function query(
  call: Call,
  { version, soql, progress }: { version: string; soql: string; progress: Progress },
): Promise<ProvenRows | null> {
  const path = `/services/data/v${version}/query`
  let lacking = ''
  for (let tried = 1; tried <= 2; tried++) {
    const kept = keptRows((text) => pageOf(JSON.parse(text)).records)
    let walk: Walk | null = null
    try {
      walk = await walkPages(call, kept, { path, soql, progress })
    } finally {
      if (walk !== 'whole') kept.discard()
    }
    if (walk === 'whole') return kept
    if (walk === 'too long') return null
    lacking = walk.lacking
  }
  throw unprovenQuery(`${lacking}; the read is not proven whole`)
}

/** An answer with the rows of its page, or its text, put aside. */
interface AskedPage {
  answer: Answer
  keep(): PageEnd
}

interface PageEnd extends Pick<QueryPage, 'totalSize' | 'done' | 'nextRecordsUrl'> {
  count: number
}

/** Asks for a page. Its rows are made when they are used, so that memory does not hold those of all queries. */
async function askForPage(
  call: Call,
  { at, request, kept, ids }: { at: string; request: Request; kept: KeptRows<SalesforceRow>; ids: HashSet },
): Promise<AskedPage> {
  let received = ''
  const parse = (text: string): unknown => {
    received = text
    return scanPage(text) ?? JSON.parse(text)
  }
  const answer = await call('GET', at, { ...request, parse })
  const { body } = answer
  const keep = (): PageEnd => {
    if (body instanceof ScannedPage) {
      const { records: _, ...end } = pageOf({ ...body.end, records: [] })
      const view = new DataView(body.bytes.buffer, body.bytes.byteOffset, body.bytes.length)
      for (const { id } of body.rows) ids.add(hashOf(view, id, id + ID_SIZE))
      kept.addRows(body)
      return { ...end, count: body.rows.length }
    }
    const { records, ...end } = pageOf(body)
    for (const { Id } of records) ids.add(hashOfText(Id))
    kept.addPage(received)
    return { ...end, count: records.length }
  }
  return { answer, keep }
}

async function walkPages(
  call: Call,
  kept: KeptRows<SalesforceRow>,
  { path, soql, progress }: { path: string; soql: string; progress: Progress },
): Promise<Walk> {
  const ids = new HashSet()
  const seen = new Set<string>()
  let pages = 0
  let read = 0

  /** Asks for a page and keeps its rows. Null for a refusal. */
  async function pageEnd(at: string, request: Request, isRefusal: (answer: Answer) => boolean) {
    const { answer, keep } = await askForPage(call, { at, request, kept, ids })
    if (isRefusal(answer)) return null
    const end = keep()
    pages++
    read += end.count
    return end
  }

  const asked = { query: { q: soql }, allow: TOO_LONG, answers: isTimeout }
  let end = await pageEnd(path, asked, ({ status, body }) => TOO_LONG.includes(status) || isTimeout(body))
  if (end === null) return 'too long'
  while (!end.done) {
    const next: string | undefined = end.nextRecordsUrl
    if (next === undefined || next === '') throw unprovenQuery('a page is not the last and names no next one')
    if (seen.has(next)) throw unprovenQuery('a page names a next one that was read already')
    seen.add(next)
    end = await pageEnd(next, { answers: isLost }, ({ body }) => isLost(body))
    if (end === null) return { lacking: 'Salesforce no longer knew the next page' }
  }
  if (read !== end.totalSize) return { lacking: `${read} rows came of ${end.totalSize}` }
  const different = ids.size === read ? read : countDifferent(kept)
  if (different !== read) return { lacking: `${read - different} rows came twice` }
  progress.count('pages', pages)
  progress.count('contacts read', read)
  return 'whole'
}

/** The number of different ids. Two may have one hash, so only the ids themselves decide. */
const countDifferent = (kept: KeptRows<SalesforceRow>): number => new Set(Array.from(kept.peek(), ({ Id }) => Id)).size

function pageOf(body: unknown): QueryPage {
  const { totalSize, done, records, nextRecordsUrl } = (body ?? {}) as Record<string, unknown>
  const wrong = (path: string, value: unknown) => unprovenQuery(`${path} is ${shapeOf(value)}`)
  if (!Number.isSafeInteger(totalSize)) throw wrong('totalSize', totalSize)
  if (typeof done !== 'boolean') throw wrong('done', done)
  if (!Array.isArray(records)) throw wrong('records', records)
  const rows = records.map((row: unknown, index): SalesforceRow => {
    const id = readField(row, 'Id')
    const known = typeof id === 'string' ? recordId(id) : null
    if (known !== null && (row as SalesforceRow).Id === known) return row as SalesforceRow
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
