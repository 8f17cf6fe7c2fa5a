// Files and folders for their owner alone: made narrow whatever the umask is, and never opened through a link.

import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = constants

const OPEN_MODES = {
  new: O_WRONLY | O_CREAT | O_TRUNC,
  append: O_WRONLY | O_CREAT | O_APPEND,
  alone: O_RDWR | O_CREAT | O_EXCL,
}

/** Makes a folder and those above it that are not there, one by one: a umask would narrow or widen each. */
export function makeFolder(path: string): void {
  const isThere = statSync(path, { throwIfNoEntry: false })?.isDirectory()
  if (isThere) return
  const above = dirname(resolve(path))
  if (above !== resolve(path)) makeFolder(above)
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && statSync(path).isDirectory()) return
    throw error
  }
  chmodSync(path, 0o700)
}

/**
 * Opens a file to be written: emptied, at its end, or one that was not there. It may have been there with wider rights.
 */
export function openToWrite(path: string, way: keyof typeof OPEN_MODES): number {
  const fd = openSync(path, OPEN_MODES[way] | O_NOFOLLOW, 0o600)
  fchmodSync(fd, 0o600)
  return fd
}

export const openToRead = (path: string): number => openSync(path, O_RDONLY | O_NOFOLLOW)

/** The bytes of a file; null where there is none. */
export function readPrivate(path: string): Buffer | null {
  return withPathInError(path, () => {
    let fd: number
    try {
      fd = openToRead(path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
    try {
      return readFileSync(fd)
    } finally {
      closeSync(fd)
    }
  })
}

/** Puts another content in the place of a file, whole or not at all. */
export function replaceFile(path: string, content: string | Buffer): void {
  const part = `${path}.${process.pid}.part`
  withPathInError(path, () => {
    try {
      const fd = openToWrite(part, 'new')
      try {
        writeWhole(fd, content)
      } finally {
        closeSync(fd)
      }
      renameSync(part, path)
    } catch (error) {
      rmSync(part, { force: true })
      throw error
    }
  })
}

/**
 * Does `work` for a file; an error of the system names this one: a full disk names none, a rename the one in the
 * making.
 */
export function withPathInError<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof Error && (error as NodeJS.ErrnoException).syscall) Object.assign(error, { path })
    throw error
  }
}

/** Writes all of a text: a disk that is nearly full takes a part of it, and says how much. */
export function writeWhole(fd: number, content: string | Buffer): void {
  const bytes = Buffer.from(content)
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
}
