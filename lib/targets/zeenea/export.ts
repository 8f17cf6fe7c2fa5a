// The export of all users: asked for, waited for, fetched without the key, read by the names of its columns.

import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'csv-parse/sync'
import { isSafeUrl } from '../../connector/settings.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { http } from '../../http/client.ts'
import type { Graphql } from './graphql.ts'
import type { ZeeneaSettings } from './settings.ts'

/** Of 23 columns those that are read; the manual and an instance name the others differently (Zeenea, users export). */
const COLUMNS = ['Id', 'Email', 'First name', 'Last name', 'Phone', 'Permission set id', 'Permission set name'] as const

export type Row = Record<(typeof COLUMNS)[number], string>

interface Status {
  status: string
  url: string | null
}

/** Everyone, as the export has them. Throws exit 9 where it fails, never ends, or is not whole. */
export async function exported(graphql: Graphql, settings: ZeeneaSettings): Promise<Row[]> {
  const { exportId } = await graphql.need<{ exportId: string }>('createAllUsersExport')
  const url = await ready(graphql, exportId, settings)
  return rowsOf(await fetched(url, settings))
}

async function ready(
  graphql: Graphql,
  exportId: string,
  { exportDeadline, exportInterval }: ZeeneaSettings,
): Promise<string> {
  const until = performance.now() + exportDeadline * 1000
  for (;;) {
    const { status, url } = await graphql.need<Status>('loadUsersExportStatus', { exportId })
    if (status === 'DONE' && url && isSafeUrl(url)) return url
    if (status === 'DONE') throw failed('it is done and has no url')
    if (status !== 'RUNNING') throw failed(`its status is ${status}`)
    if (performance.now() > until) throw failed(`it was not done within ${exportDeadline} s (target.exportDeadline)`)
    await sleep(exportInterval * 1000)
  }
}

/**
 * Presigned, good for about an hour: the key has no business there, and with it the storage refuses (Zeenea, users
 * export). A 403 says that the hour is over, or that the file is not there yet, and nothing about the sign-in.
 */
async function fetched(url: string, { network }: ZeeneaSettings): Promise<string> {
  const verdict = (status: number) => (status === 403 ? 'again' : null)
  const call = http({ name: 'Zeenea: export', url, network, verdict })
  // to the letter: it is signed, and a path may begin with two slashes
  const { body } = await call('GET', url, { shown: new URL(url).pathname, text: true })
  return body as string
}

/** Every field stands in quotes, so a file that is cut anywhere but between two rows cannot be read. */
export function rowsOf(csv: string): Row[] {
  let rows: Record<string, string>[]
  try {
    rows = parse(csv, { bom: true, columns: true, skip_empty_lines: true })
  } catch (cause) {
    throw failed(`its file is no whole CSV (${(cause as { code?: string }).code ?? 'unreadable'})`)
  }
  const [first] = rows
  if (!first) throw failed('it has nobody, not even the one who asks')
  const lacking = COLUMNS.filter((column) => !(column in first))
  if (lacking.length > 0) throw failed(`it has no column ${lacking.join(', ')}`)
  return rows as Row[]
}

const failed = (why: string) => new Failure(exit.remote, `Zeenea: the export of users: ${why}. Run the stage again`)
