// The incremental export of users: who changed since a time.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Progress } from '../../connector/progress.ts'
import { isUnreadable, readBoolean, readField, readText } from '../../connector/read-value.ts'
import { exit } from '../../errors/failure.ts'
import type { Call } from '../../http/client.ts'
import { type Answer, quoteRemote } from '../../http/outcome.ts'
import { LONGEST_PAUSE } from '../../http/pace.ts'
import { NotIncremental } from '../target.ts'
import { readRowId } from './api-user.ts'
import { exportsLeft } from './headers.ts'

/** Rows a page: Zendesk gives no more (Zendesk, Incremental exports). */
const PAGE_ROWS = 1000

/** The statuses that refuse the export: it is for admins (Zendesk, Incremental exports). */
const REFUSED = [401, 403]
/** The statuses of an export that is not there, or that begins too late. */
const OTHERS = [400, 404, 422]

const EXPORT = '/api/v2/incremental/users/cursor'

/** The rows of an export, in the order of their changes. */
export interface Exported {
  /** The users by id; whether the last row of each says that the user is deleted. */
  isDeleted: Map<string, boolean>
  /** The newest change that the export told, in milliseconds; null without rows. */
  newest: number | null
}

/**
 * Every user who changed from `since` on, in milliseconds. Zendesk leaves out the newest minute. Throws
 * `NotIncremental` where Zendesk refuses the export, or where it is not proven whole.
 */
export async function changedUsers(call: Call, since: number, { count }: Pick<Progress, 'count'>): Promise<Exported> {
  const isDeleted = new Map<string, boolean>()
  const cursors = new Set<string>()
  const seen = new Set<string>()
  let newest: number | null = null
  let next: Record<string, string | number> = { start_time: Math.floor(since / 1000) }
  for (;;) {
    const query = { ...next, per_page: PAGE_ROWS }
    const { body, headers } = answerOf(await call('GET', EXPORT, { query, allow: [...REFUSED, ...OTHERS] }))
    const rows = readField(body, 'users')
    if (!Array.isArray(rows)) throw unproven('a page has no users')
    count('pages')
    const before = seen.size
    for (const [n, row] of rows.entries()) {
      const { id, stamp, isGone } = readRow(row, `users[${n}]`)
      isDeleted.set(id, isGone)
      seen.add(`${id} ${stamp}`)
      newest = Math.max(newest ?? stamp, stamp)
    }
    const isEnd = readBoolean(readField(body, 'end_of_stream'), 'end_of_stream')
    if (isEnd === null || isUnreadable(isEnd)) throw unproven('a page does not say whether it is the last one')
    if (isEnd) return { isDeleted, newest }
    const cursor = readText(readField(body, 'after_cursor'), 'after_cursor')
    if (cursor === null || isUnreadable(cursor)) throw unproven('a page says there is more and names no cursor')
    if (cursors.has(cursor)) throw unproven('a cursor came twice')
    if (seen.size === before) throw unproven('a page that is not the last one has no new row')
    cursors.add(cursor)
    next = { cursor }
    await waitForTurn(headers)
  }
}

/** Throws `NotIncremental` for an answer that is no page. */
function answerOf(answer: Answer): Answer {
  const { body, status } = answer
  const said = `it said: ${quoteRemote(JSON.stringify(body))}`
  if (REFUSED.includes(status))
    throw new NotIncremental(exit.refused, `${NO_EXPORT} (${status}): its user has to be an admin; ${said}`)
  if (OTHERS.includes(status)) throw new NotIncremental(exit.remote, `${NO_EXPORT} (${status}); ${said}`)
  return answer
}

const NO_EXPORT = 'Zendesk gives no incremental export'

/** The recorded form of a stamp: `2023-09-10T00:12:07Z`. `Date.parse` takes other texts for times too. */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/

/** A row of the export. Throws `NotIncremental` without a readable id or stamp. */
function readRow(row: unknown, path: string): { id: string; stamp: number; isGone: boolean } {
  const id = readRowId(row, path)
  if (isUnreadable(id)) throw unproven(`${path}.id is ${id.shape}`)
  const text = readField(row, 'updated_at')
  const stamp = typeof text === 'string' && ISO_TIME.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(stamp)) throw unproven(`${path}.updated_at is no time`)
  return { id, stamp, isGone: readField(row, 'active') === false }
}

/** Waits while the limit of exports is used up; the limit of the account counts them too. */
async function waitForTurn(headers: Answer['headers']): Promise<void> {
  const turn = exportsLeft(headers)
  if (turn !== null && turn.left === 0) await sleep(Math.min(turn.resetsIn, LONGEST_PAUSE) * 1000)
}

const unproven = (why: string) =>
  new NotIncremental(exit.remote, `Zendesk: the incremental export is not proven whole: ${why}`)
