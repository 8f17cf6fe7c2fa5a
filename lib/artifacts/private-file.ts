// Files and folders for their owner alone: modes 0600 and 0700 whatever the umask is. Links are not followed.

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

/** Creates a folder and its missing parents, each with mode 0700 whatever the umask is. */
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
 * Opens a file for writing: truncated (`new`), at its end (`append`), or only if it does not exist (`alone`). Its mode
 * becomes 0600.
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

/** Replaces the content of a file, completely or not at all. */
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
 * Runs `work` for a file, and puts the path of the file into a system error. A full disk has no path in its error; a
 * rename has that of the temporary file.
 */
export function withPathInError<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof Error && (error as NodeJS.ErrnoException).syscall) Object.assign(error, { path })
    throw error
  }
}

/** Writes a text completely: on a nearly full disk, one call of `writeSync` writes only a part. */
export function writeWhole(fd: number, content: string | Buffer): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
}
