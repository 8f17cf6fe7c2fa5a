// The export of all users: ordered, awaited, fetched without the key, and read by column names.

import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'csv-parse/sync'
import { closest } from 'fastest-levenshtein'
import { cleanName } from '../../artifacts/key.ts'
import { readField, readText, shapeOf } from '../../connector/read-value.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { registerQuery } from '../../errors/secrets.ts'
import { httpClient } from '../../http/client.ts'
import { quoteRemote } from '../../http/outcome.ts'
import type { Graphql } from './graphql.ts'
import type { ZeeneaSettings } from './settings.ts'
import { isStorage } from './storage.ts'

/** The columns that are read, of 23; manual and instance differ in other names (Zeenea, users export). */
const COLUMNS = ['Id', 'Email', 'First name', 'Last name', 'Phone', 'Permission set id', 'Permission set name'] as const

export type ExportRow = Record<(typeof COLUMNS)[number], string>

/** The rows of the export. Throws exit 9 if it fails, never ends, or is not whole. */
export async function readExport(graphql: Graphql, settings: ZeeneaSettings): Promise<ExportRow[]> {
  const ordered = await graphql.need<unknown>('createAllUsersExport')
  const exportId = readText(readField(ordered, 'exportId'), 'exportId')
  if (typeof exportId !== 'string') throw exportFailure(`exportId is ${shapeOf(readField(ordered, 'exportId'))}`)
  const url = await waitForExport(graphql, exportId, settings)
  return parseRows(await fetchExport(url, settings))
}

async function waitForExport(
  graphql: Graphql,
  exportId: string,
  { exportDeadline, exportHosts, exportInterval, url: instance }: ZeeneaSettings,
): Promise<string> {
  const until = performance.now() + exportDeadline * 1000
  for (;;) {
    const answer = await graphql.need<unknown>('loadUsersExportStatus', { exportId })
    const [status, url] = [readField(answer, 'status'), readField(answer, 'url')]
    if (status === 'DONE' && (typeof url !== 'string' || url === '')) throw exportFailure('it is done and has no url')
    if (status === 'DONE' && isStorage(String(url), exportHosts, instance)) {
      registerQuery(new URL(String(url)).searchParams) // whoever has its values has the file
      return String(url)
    }
    if (status === 'DONE')
      throw exportFailure('its url leads to no host of target.exportHosts. The request was not sent')
    if (status !== 'RUNNING')
      throw exportFailure(`its status is ${typeof status === 'string' ? quoteRemote(status) : shapeOf(status)}`)
    if (performance.now() > until)
      throw exportFailure(`it was not done within ${exportDeadline} s (target.exportDeadline)`)
    await sleep(exportInterval * 1000)
  }
}

/**
 * Fetches a presigned url, which lives for about an hour. The storage refuses a request with the key (Zeenea, users
 * export). A 403 means an expired url or a missing file, not a refused sign-in.
 */
async function fetchExport(url: string, { network }: ZeeneaSettings): Promise<string> {
  const errorRule = (status: number) => (status === 403 ? 'again' : null)
  const call = httpClient({ name: 'Zeenea: export', url, network, errorRule, presigned: true })
  const { body } = await call('GET', url, { shown: new URL(url).pathname, text: true })
  return body as string
}

/** Reads the CSV. Every field is quoted, so a file that is cut inside a row is unreadable. */
function parseRows(csv: string): ExportRow[] {
  let rows: string[][]
  try {
    rows = parse(csv, { bom: true, columns: false, skip_empty_lines: true })
  } catch (cause) {
    throw exportFailure(`its file is no whole CSV (${(cause as { code?: string }).code ?? 'unreadable'})`)
  }
  const [head = [], ...people] = rows
  if (people.length === 0) throw exportFailure('it has nobody, not even the one who asks')
  const at = placesIn(head)
  return people.map((row) => Object.fromEntries(COLUMNS.map((name) => [name, row[at(name)] ?? ''])) as ExportRow)
}

/** The index of each column. Throws exit 9 for a missing column, with the nearest header, or a repeated one. */
function placesIn(head: readonly string[]): (column: (typeof COLUMNS)[number]) => number {
  const headers = head.map(comparableHeader)
  const places = (column: string) => headers.flatMap((header, n) => (header === comparableHeader(column) ? [n] : []))
  const lacking = COLUMNS.filter((column) => places(column).length === 0)
  // a file without a row of names begins with a person, who is not quoted
  if (lacking.length === COLUMNS.length)
    throw exportFailure(`its first row does not name columns such as ${COLUMNS[1]}`)
  if (lacking.length > 0) {
    const others = head.filter(
      (header) => !COLUMNS.some((column) => comparableHeader(column) === comparableHeader(header)),
    )
    const near = others.length === 0 ? [] : [...new Set(lacking.map((column) => nearest(column, others)))]
    const hint = near.length > 0 ? `; the nearest it has: ${near.map((one) => one.trim()).join(', ')}` : ''
    throw exportFailure(`it has no column ${lacking.join(', ')}${hint}`)
  }
  const twice = COLUMNS.find((column) => places(column).length > 1)
  if (twice !== undefined) throw exportFailure(`it has the column ${twice} twice, and which one counts is not known`)
  return (column) => places(column)[0]!
}

/** The header nearest to a column: one that contains its letters, else the smallest edit distance. */
function nearest(column: string, headers: readonly string[]): string {
  const letters = (text: string) => comparableHeader(text).replace(/[^\p{L}\p{N}]/gu, '')
  return headers.find((one) => letters(one).includes(letters(column))) ?? closest(column, [...headers])
}

/** A header for comparison, without surrounding blanks and in lower case. */
const comparableHeader = (header: string) => cleanName(header).toLowerCase()

const exportFailure = (why: string) =>
  new Failure(exit.remote, `Zeenea: the export of users: ${why}. Run the stage again`)
