// The incremental export of users: who changed since a time.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Progress } from '../../connector/progress.ts'
import { isUnreadable, readBoolean, readField, readText } from '../../connector/read-value.ts'
import { exit } from '../../errors/failure.ts'
import type { Call } from '../../http/client.ts'
import { type Answer, AnsweredFailure, quoteRemote } from '../../http/outcome.ts'
import { LONGEST_PAUSE } from '../../http/pace.ts'
import { NotIncremental } from '../target.ts'
import { readRowId } from './api-user.ts'
import { exportsLeft } from './headers.ts'

/** Rows a page: Zendesk gives no more (Zendesk, Incremental exports). */
const PAGE_ROWS = 1000

/** Statuses without an export: its user is no admin, there is none, or it begins in the last minute. */
const NO_EXPORT = [400, 403, 404, 422]

const EXPORT = '/api/v2/incremental/users/cursor'

/** The rows of an export. */
export interface Exported {
  /** The users by id; whether each is deleted by every row with its newest stamp. */
  isDeleted: Map<string, boolean>
  /** The newest change that the export told, in milliseconds; null without rows. */
  newest: number | null
}

interface Asked {
  /** The time from which changes are asked for, in milliseconds. */
  since: number
  /** The most users: where more changed, a read of all users is quicker. */
  most: number
}

/**
 * Every user who changed from a time on. Zendesk leaves out the newest minute. Throws `NotIncremental` where Zendesk
 * gives no export, where it is not proven whole, or where too many users changed.
 */
export async function changedUsers(
  call: Call,
  { since, most }: Asked,
  { count, say }: Pick<Progress, 'count' | 'say'>,
): Promise<Exported> {
  const rows = new Map<string, { stamp: number; isGone: boolean }>()
  const cursors = new Set<string>()
  const seen = new Set<string>()
  let next: Record<string, string | number> = { start_time: Math.floor(since / 1000) }
  for (;;) {
    const { body, headers } = await exportPage(call, { ...next, per_page: PAGE_ROWS })
    const before = seen.size
    count('pages')
    for (const { id, stamp, isGone } of rowsOf(body)) {
      const known = rows.get(id)
      seen.add(`${id} ${stamp}`)
      if (known === undefined || stamp > known.stamp) rows.set(id, { stamp, isGone })
      else if (stamp === known.stamp) known.isGone &&= isGone
    }
    if (rows.size > most) throw new NotIncremental(exit.remote, 'too many users changed')
    const cursor = followingCursor(body)
    if (cursor === null) return resultOf(rows)
    if (cursors.has(cursor)) throw unproven('a cursor came twice')
    if (seen.size === before) throw unproven('a page that is not the last one has no new row')
    cursors.add(cursor)
    next = { cursor }
    await waitForTurn(headers, say)
  }
}

const resultOf = (rows: ReadonlyMap<string, { stamp: number; isGone: boolean }>): Exported => ({
  isDeleted: new Map([...rows].map(([id, { isGone }]) => [id, isGone])),
  newest: [...rows.values()].reduce<number | null>((newest, { stamp }) => Math.max(newest ?? stamp, stamp), null),
})

/** One page. Throws `NotIncremental` where Zendesk gives none. */
async function exportPage(call: Call, query: Record<string, string | number>): Promise<Answer> {
  const answer = await call('GET', EXPORT, { query, allow: NO_EXPORT }).catch((error: unknown) => {
    if (!(error instanceof AnsweredFailure) || error.status !== 401) throw error
    throw new NotIncremental(exit.refused, 'Zendesk refuses the sign-in for the incremental export (401)')
  })
  const { body, status } = answer
  if (!NO_EXPORT.includes(status)) return answer
  const said = body === null ? '' : `; it said: ${quoteRemote(JSON.stringify(body))}`
  const why = status === 403 ? ': its user has to be an admin' : ''
  const code = status === 403 ? exit.refused : exit.remote
  throw new NotIncremental(code, `Zendesk gives no incremental export (${status})${why}${said}`)
}

/** The cursor of the next page; null after the last one. */
function followingCursor(body: unknown): string | null {
  const isEnd = readBoolean(readField(body, 'end_of_stream'), 'end_of_stream')
  if (isEnd === null || isUnreadable(isEnd)) throw unproven('a page does not say whether it is the last one')
  if (isEnd) return null
  const cursor = readText(readField(body, 'after_cursor'), 'after_cursor')
  if (cursor === null || isUnreadable(cursor)) throw unproven('a page says there is more and names no cursor')
  return cursor
}

function* rowsOf(body: unknown) {
  const rows = readField(body, 'users')
  if (!Array.isArray(rows)) throw unproven('a page has no users')
  for (const [n, row] of rows.entries()) yield readRow(row, `users[${n}]`)
}

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

/** Waits while the limit of exports is used up (Zendesk, Rate limits: 10 or 30 a minute). */
async function waitForTurn(headers: Answer['headers'], say: Progress['say']): Promise<void> {
  const turn = exportsLeft(headers)
  if (turn === null || turn.left > 0) return
  const seconds = Math.min(turn.resetsIn, LONGEST_PAUSE)
  say(`Zendesk: its limit of incremental exports is used up; ${seconds} s until the next page`)
  await sleep(seconds * 1000)
}

const unproven = (why: string) =>
  new NotIncremental(exit.remote, `Zendesk: the incremental export is not proven whole: ${why}`)
