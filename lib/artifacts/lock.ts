// One writer at a time on one machine: a file names the process that writes. Between machines GitLab's resource_group
// does it.

import { randomUUID } from 'node:crypto'
import { closeSync, linkSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import * as z from 'zod'
import { exit, Failure } from '../errors/failure.ts'
import { digestOf } from './digest.ts'
import { makeFolder, openToWrite, readPrivate, withPathInError, writeWhole } from './private-file.ts'
import { isAlive } from './process.ts'

export const LOCK = 'sync.lock'

const owner = z.strictObject({
  host: z.string(),
  pid: z.int(),
  /** The start time, which differs from that of a later process with this pid; null if the system does not show it. */
  begun: z.string().nullable(),
  /** The pid namespace: two containers with one host name have separate pids; null as above. */
  space: z.string().nullable(),
  /** A stage that renames its files holds a lock for a moment, a sync for as long as it runs. */
  purpose: z.enum(['publish', 'sync']).default('sync'),
})
type Owner = z.infer<typeof owner>

/**
 * Where the locks of a sync lie: with the artifacts, and, for runs with other folders, once for the target on this
 * machine.
 */
export const locksOf = (folders: readonly string[], target: string): string[] => [
  ...new Set(folders.map((folder) => join(folder, LOCK))),
  join(tmpdir(), `user-sync-${digestOf(target).slice(0, 16)}.lock`),
]

/** How long a lock of a stage that renames its files is waited for, in milliseconds. */
const MOMENT = 5_000

/**
 * As `lock`; a lock that another stage holds to rename its files is waited for. Throws exit 6 where a sync holds one.
 */
export async function lockSoon(paths: readonly string[], purpose: Purpose = 'sync'): Promise<() => void> {
  for (const until = performance.now() + MOMENT; ; ) {
    try {
      return lock(paths, purpose)
    } catch (error) {
      const isMoment = error instanceof BusyFailure && isHeldBriefly(error.path) && performance.now() < until
      if (!isMoment) throw error
    }
    await setTimeout(20)
  }
}

/** Whether a lock that was held a moment ago is held by a stage that renames its files, or by nobody any more. */
function isHeldBriefly(path: string): boolean {
  const found = ownerOf(path)
  return typeof found === 'string' ? found === 'gone' : found.purpose === 'publish'
}

/**
 * Takes all of these locks and returns their release. The lock of a dead process of this machine is taken over. Throws
 * exit 6 where another run holds one, or may.
 */
export function lock(paths: readonly string[], purpose: Purpose = 'sync'): () => void {
  const taken: string[] = []
  const release = () => {
    for (const path of taken) rmSync(path, { force: true })
  }
  try {
    for (const path of paths) {
      makeFolder(dirname(path))
      if (!createLock(path, purpose)) takeOver(path, purpose)
      taken.push(path)
      clearAway(path)
    }
    return release
  } catch (error) {
    release()
    throw error
  }
}

type Purpose = Owner['purpose']

const thisProcess = (purpose: Purpose): Owner => ({
  host: hostname(),
  pid: process.pid,
  begun: startOfProcess(process.pid),
  space: space(),
  purpose,
})

/** Makes the file, with its owner in it; false where there is one. Under another name first: no kill leaves a half. */
function createLock(path: string, purpose: Purpose): boolean {
  const part = `${path}.${randomUUID()}.part`
  try {
    writeOwner(part, path, purpose)
    linkSync(part, path)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' || code === 'ENOENT') return false // ENOENT: who just took the lock cleared it away
    throw error
  } finally {
    rmSync(part, { force: true })
  }
}

/**
 * Removes temporary files of killed runs. Only the holder of the lock may do so: two runs that create a lock would
 * remove each other's file.
 */
function clearAway(path: string): void {
  for (const name of readdirSync(dirname(path))) {
    if (!name.startsWith(`${basename(path)}.`) || !name.endsWith('.part')) continue
    try {
      rmSync(join(dirname(path), name), { force: true })
    } catch {
      // another user's, in the system's folder for temporary files: it does no harm
    }
  }
}

/**
 * Two runs may find the same stale lock. Only the one that creates `<lock>.next` may replace it. A lock that no longer
 * exists is not replaced, because another run may be creating it.
 */
function takeOver(path: string, purpose: Purpose): void {
  const next = `${path}.next`
  if (isGone(path)) throw new BusyFailure(path, 'another run just ended')
  if (!createLock(next, purpose)) {
    if (!isGone(next)) rmSync(next, { force: true }) // its owner died while taking over: the next run may
    throw new BusyFailure(next, 'another run was taking over')
  }
  try {
    if (isGone(path)) throw new BusyFailure(path, 'another run just ended')
    renameSync(next, path)
  } catch (error) {
    rmSync(next, { force: true })
    throw error
  }
}

/** Whether a lock no longer exists; if it exists, its owner is dead. Throws exit 6 if the owner is alive or may be. */
function isGone(path: string): boolean {
  const found = ownerOf(path)
  if (typeof found === 'string') {
    if (found === 'unknown') throw new BusyFailure(path, 'it is of another user')
    return found === 'gone'
  }
  const { begun, host, pid } = found
  if (host !== hostname() || found.space !== space())
    throw new BusyFailure(path, `process ${pid} on ${host}, which cannot be asked from here`)
  if (startOfProcess(pid) === begun && isAlive(pid)) throw new BusyFailure(path, `process ${pid}`)
  return false
}

/** Another run holds the lock at `path`. */
class BusyFailure extends Failure {
  readonly path: string

  constructor(path: string, why: string) {
    super(
      exit.busy,
      `another run is writing to this instance: ${why}. Wait for it and run again; if there is none, delete ${path}`,
    )
    this.path = path
  }
}

function writeOwner(part: string, path: string, purpose: Purpose): void {
  const fd = openToWrite(part, 'alone')
  try {
    withPathInError(path, () => writeWhole(fd, `${JSON.stringify(thisProcess(purpose))}\n`))
  } finally {
    closeSync(fd)
  }
}

/** The owner of a lock; 'nobody' if a power cut truncated it, 'unknown' if it belongs to another user. */
function ownerOf(path: string): Owner | 'gone' | 'nobody' | 'unknown' {
  try {
    const bytes = readPrivate(path)
    if (bytes === null) return 'gone'
    const read = owner.safeParse(parseLock(bytes.toString('utf8')))
    return read.success ? read.data : 'nobody'
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EACCES') return 'unknown'
    throw error
  }
}

function parseLock(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * When a process began, in the words of Linux: numbers are used again, soon in containers. Null for one that is dead,
 * or unknown.
 */
function startOfProcess(pid: number): string | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
    return isDead(fields[0]!) ? null : (fields[19] ?? null)
  } catch {
    return null
  }
}

/** A zombie: it ended, and a container without an init does not reap it. */
const isDead = (state: string) => state === 'Z' || state === 'X'

function space(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return null
  }
}
