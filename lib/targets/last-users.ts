// The users of the last read, kept in the state of an instance, and the reasons not to build on them.

import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Head, lastUsers, users } from '../artifacts/files.ts'
import { openAndKeep, openUnproven } from '../artifacts/read.ts'
import type { User } from '../artifacts/records.ts'
import { replaceByCopy } from '../artifacts/write.ts'
import { Failure, foreseen } from '../errors/failure.ts'

/** Raised when the same user of a target makes another record than before. */
export const USER_VERSION = 1

type UsersHead = Head<typeof users.extra>

/** A read of all users on which the next one can build. Its file stays open, because another run may replace it. */
export interface LastUsers {
  read: NonNullable<UsersHead['read']>
  gathered: string
  count: number
  records: Iterable<User>
  close(): void
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

/** The last users of a state folder, or the reason to read all users. The caller closes them. */
export function readLastUsers(state: string, facts: ReadFacts, times: ReadTimes): LastUsers | string {
  if (!existsSync(join(state, lastUsers.file))) return 'no last read is kept'
  let found: ReturnType<typeof openLastUsers>
  try {
    found = openLastUsers(state)
  } catch (error) {
    if (!(foreseen(error) instanceof Failure)) throw error
    return `state/${lastUsers.file} is damaged or of another version`
  }
  const { head, foot, records, close } = found
  const { gathered, read } = head
  const reason = reasonAgainst(head, foot, { facts, times })
  if (reason === null && read !== undefined) return { read, gathered, count: foot.count, records, close }
  close()
  return reason ?? NOT_ABOUT_ALL
}

const openLastUsers = (state: string) => openAndKeep(state, lastUsers)

const NOT_ABOUT_ALL = `state/${lastUsers.file} is not about all users`

/** The reason not to build on a read, or null. A clock that went back proves no age. */
function reasonAgainst(
  { read, ...head }: UsersHead,
  { complete }: { complete: boolean },
  { facts, times: { fullEvery, now, target } }: { facts: ReadFacts; times: ReadTimes },
): string | null {
  if (read === undefined || head.person !== null || !complete) return NOT_ABOUT_ALL
  const then: ReadFacts = { ...head, reader: read.reader, version: read.version }
  const other = (Object.keys(OTHERS) as (keyof ReadFacts)[]).find((name) => then[name] !== facts[name])
  if (other !== undefined) return `the last read was ${OTHERS[other]}`
  const age = now - Date.parse(read.full)
  if (age < 0 || target < Date.parse(read.until)) return 'the last read is in the future by the clocks of today'
  return age < fullEvery ? null : 'the last full read is older than target.fullEvery'
}

/** The words for each fact in which two reads may differ. */
const OTHERS: Record<keyof ReadFacts, string> = {
  instance: 'of another instance',
  from: 'of another target',
  settings: 'with other settings',
  reader: 'with another sign-in',
  version: 'by another version of user-sync',
}

/** Forgets the last users: the next read is full. */
export const dropLastUsers = (state: string): void => rmSync(join(state, lastUsers.file), { force: true })

/** Keeps users.json of a folder as the last users. The caller holds the lock of the folder. */
export function keepLastUsers(folder: string, state: string): void {
  const { head } = openUnproven(folder, users)
  if (head.read !== undefined && head.person === null) replaceByCopy(join(folder, users.file), state, lastUsers.file)
}
