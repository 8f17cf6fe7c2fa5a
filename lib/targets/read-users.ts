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
 * Begins the read of all users of a target. Throws exit 9 where the settings require an incremental read and the target
 * gives none.
 */
export async function beginUserRead(
  { from, incremental, users }: Pick<Target, 'from' | 'incremental' | 'users'>,
  { count, instance, now, settings, state, writtenSince }: Asked,
): Promise<UserRead> {
  const started = await incremental?.now()
  if (!incremental || !started) return { users: users(), said: null }
  const { reader, time } = started
  const times = { now: now.getTime(), target: Date.parse(time), fullEvery: incremental.fullEvery }
  const last = readLastUsers(state, { instance, from, settings, reader, version: USER_VERSION }, times)
  const changes = typeof last === 'string' ? last : await changesSince(incremental, last, writtenSince(last.gathered))
  if (typeof last === 'string' || typeof changes === 'string') {
    const full = now.toISOString()
    const read = { kind: 'full' as const, full, until: time, reader, version: USER_VERSION }
    return { users: users(), read, said: `read in full: ${changes}` }
  }
  const until = laterOf(last.read.until, changes.newest, time)
  return {
    users: withChanges(last.records, changes.users, count),
    read: { ...last.read, kind: 'incremental', until },
    said: `read incrementally: ${changes.users.size} changed since ${last.read.until.replace(/\.\d+/, '')}`,
  }
}

/** The time from which the next read asks: that of the newest change, unless it is after `now`. */
function laterOf(until: string, newest: string | null, now: string): string {
  const at = newest === null ? Number.NaN : Date.parse(newest)
  return at > Date.parse(until) && at <= Date.parse(now) ? newest! : until
}

/** The changes since the last read, or the reason to read all users. */
async function changesSince(
  { changesSince, isRequired }: IncrementalRead,
  { read }: LastUsers,
  written: readonly string[],
): Promise<UserChanges | string> {
  try {
    return await changesSince(read.until, written)
  } catch (error) {
    if (!(error instanceof NotIncremental)) throw error
    if (isRequired) throw new Failure(error.code, `${error.message}. Or set target.read to "auto"`, { cause: error })
    return error.message
  }
}

/** The last users with the changed ones in their place, in no order. Throws exit 9 if most are unreadable. */
async function* withChanges(
  last: Iterable<User>,
  changed: UserChanges['users'],
  count: Progress['count'],
): AsyncGenerator<User> {
  const counter = readCounter('users')
  const take = (user: User) => {
    if (counter.count(isHalfRead(user) ? user.protected : null) !== null) count('unreadable')
    return user
  }
  for (const user of last) if (!changed.has(user.id)) yield take(user)
  for (const user of changed.values()) if (user !== null) yield take(user)
  counter.assertMostlyReadable()
}
