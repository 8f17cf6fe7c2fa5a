// The users of the last read, kept in the state of an instance, and the reasons not to build on them.

import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Head, lastUsers, users } from '../artifacts/files.ts'
import { open, openUnproven, type Snapshot } from '../artifacts/read.ts'
import type { User } from '../artifacts/records.ts'
import { replaceByCopy } from '../artifacts/write.ts'
import { Failure } from '../errors/failure.ts'

/** Raised when the same user of a target makes another record than before. */
export const USER_VERSION = 1

type UsersHead = Head<typeof users.extra>

/** A read of all users on which the next one can build. */
export interface LastUsers {
  read: NonNullable<UsersHead['read']>
  records: Snapshot<User, UsersHead>['records']
  gathered: string
}

/** The facts of a read that have to be those of the last one. */
export interface ReadFacts {
  instance: string
  from: string
  settings: string
  reader: string
  version: number
}

/** The times of a read, in milliseconds: by the clock here, by that of the target, and between whole reads. */
export interface ReadTimes {
  now: number
  target: number
  fullEvery: number
}

/** The last users of a state folder, or the reason to read all users. */
export function readLastUsers(state: string, facts: ReadFacts, times: ReadTimes): LastUsers | string {
  let found: Snapshot<User, UsersHead>
  try {
    if (!existsSync(join(state, lastUsers.file))) return 'no earlier read is kept'
    found = open(state, lastUsers)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return `${lastUsers.file} is damaged or of another version`
  }
  const { head, foot, records } = found
  const { read } = head
  if (read === undefined || head.person !== null || !foot.complete) return `${lastUsers.file} is not about all users`
  const other = otherFact({ ...head, reader: read.reader, version: read.version }, facts)
  if (other !== null) return `the earlier read is of another ${other}`
  return reasonOfAge(read, times) ?? { read, records, gathered: head.gathered }
}

/** The first fact in which a read differs, in words; null if none does. */
function otherFact(then: ReadFacts, now: ReadFacts): string | null {
  const words = {
    instance: 'instance',
    from: 'target',
    settings: 'version of the settings',
    reader: 'sign-in',
    version: 'version of user-sync',
  }
  const name = (Object.keys(words) as (keyof ReadFacts)[]).find((one) => then[one] !== now[one])
  return name === undefined ? null : words[name]
}

/** The reason of time to read all users, or null. A clock that went back proves no age. */
function reasonOfAge({ full, until }: LastUsers['read'], { fullEvery, now, target }: ReadTimes): string | null {
  const age = now - Date.parse(full)
  if (age < 0 || target < Date.parse(until)) return 'the earlier read is in the future by the clock of today'
  return age < fullEvery ? null : 'the last full read is as old as fullEvery allows'
}

/** Forgets the last users: the next read is full. */
export const dropLastUsers = (state: string): void => rmSync(join(state, lastUsers.file), { force: true })

/** Keeps users.json of a folder as the last users. The caller holds the lock of the folder. */
export function keepLastUsers(folder: string, state: string): void {
  const { head } = openUnproven(folder, users)
  if (head.read !== undefined && head.person === null) replaceByCopy(join(folder, users.file), state, lastUsers.file)
}
