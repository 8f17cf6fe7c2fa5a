// The read of all users of a target: its whole list, or the last list and who changed since.

import type { Head, users } from '../artifacts/files.ts'
import type { User } from '../artifacts/records.ts'
import type { Progress } from '../connector/progress.ts'
import { readCounter } from '../connector/read-value.ts'
import { isHalfRead } from '../core/protection.ts'
import { Failure } from '../errors/failure.ts'
import { type LastUsers, type ReadFacts, readLastUsers, USER_VERSION } from './last-users.ts'
import { type IncrementalRead, NotIncremental, type Target, type UserChanges } from './target.ts'

/** A read that has begun. */
export interface UserRead {
  users: AsyncIterable<User> | Iterable<User>
  /** How users are read, for the header of users.json; absent for a target that tells no changes. */
  read?: NonNullable<Head<typeof users.extra>['read']>
  /** What the line of the stage says about the read; null for a target that tells no changes. */
  said: string | null
}

interface Asked extends Pick<ReadFacts, 'instance' | 'settings'> {
  now: Date
  count: Progress['count']
  state: string
  /** The users whom a sync wrote after a time (ISO 8601): the target may not tell these changes yet. */
  writtenSince(time: string): readonly string[]
}

/**
 * Begins the read of all users of a target. Throws exit 8 or 9 where the settings require an incremental read and the
 * target refuses it, or does not prove it whole.
 */
export async function beginUserRead(
  { from, incremental, users }: Pick<Target, 'from' | 'incremental' | 'users'>,
  asked: Asked,
): Promise<UserRead> {
  if (!incremental) return { users: users(), said: null }
  const started = await orReason(incremental, () => incremental.now())
  if (typeof started === 'string') return { users: users(), said: `read in full: ${started}` }
  const changed = await changedRead(incremental, started, { ...asked, from })
  if (typeof changed !== 'string') return changed
  const { reader, time } = started
  const read = { kind: 'full' as const, full: asked.now.toISOString(), until: time, reader, version: USER_VERSION }
  return { users: users(), read, said: `read in full: ${changed}` }
}

/** The read of changes, or the reason to read all users. */
async function changedRead(
  incremental: IncrementalRead,
  { reader, time }: { reader: string; time: string },
  { count, now, state, writtenSince, ...facts }: Asked & { from: string },
): Promise<UserRead | string> {
  const times = { now: now.getTime(), target: Date.parse(time), fullEvery: incremental.fullEvery }
  const last = readLastUsers(state, { ...facts, reader, version: USER_VERSION }, times)
  if (typeof last === 'string') return last
  let changes: UserChanges | string = ''
  try {
    const ids = writtenSince(last.gathered)
    const most = Math.max(FEW_CHANGES, last.count * MOST_CHANGED)
    changes = await orReason(incremental, () => incremental.changesSince(last.read.until, { ids, most }))
  } finally {
    if (typeof changes === 'string') last.close()
  }
  if (typeof changes === 'string') return changes
  const full = last.read.full.replace(/\.\d+/, '')
  return {
    users: withChanges(last, changes.users, count),
    read: { ...last.read, kind: 'incremental', until: laterOf(last.read.until, changes.newest, time) },
    said: `read incrementally: ${changes.users.size} read again; last full read ${full}`,
  }
}

/** So many changes never make a read of all users the quicker one. */
const FEW_CHANGES = 1000
/** The part of all users from which on a read of all users is quicker: exports have a low limit. */
const MOST_CHANGED = 0.25

/** The time from which the next read asks: that of the newest change, unless it is after `now`. */
function laterOf(until: string, newest: string | null, now: string): string {
  const at = newest === null ? Number.NaN : Date.parse(newest)
  return at > Date.parse(until) && at <= Date.parse(now) ? newest! : until
}

/** What a target tells, or the reason why it tells nothing. Throws where the settings require it. */
async function orReason<T>({ isRequired }: IncrementalRead, ask: () => Promise<T>): Promise<T | string> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof NotIncremental)) throw error
    const words = `${error.message}. With "read": "auto", gather-users reads all users then`
    if (isRequired) throw new Failure(error.code, words, { cause: error })
    return error.message
  }
}

/**
 * The last users with the changed ones in their place, in no order. Closes the last users. Throws exit 9 if most users
 * are unreadable.
 */
async function* withChanges(
  { records, close }: LastUsers,
  changed: UserChanges['users'],
  count: Progress['count'],
): AsyncGenerator<User> {
  const counter = readCounter('users')
  const take = (user: User) => {
    if (counter.count(isHalfRead(user) ? user.protected : null) !== null) count('unreadable')
    return user
  }
  try {
    for (const user of records) if (!changed.has(user.id)) yield take(user)
    for (const user of changed.values()) if (user !== null) yield take(user)
  } finally {
    close()
  }
  counter.assertMostlyReadable()
}
