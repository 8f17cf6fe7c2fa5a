// A file without a name: its content disappears with the process, however that ends.

import { closeSync, mkdtempSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openToWrite, withPathInError, writeWhole } from './private-file.ts'

export interface UnnamedFile {
  /** Appends, and returns the place of the bytes. */
  append(bytes: Buffer): number
  read(at: number, size: number): Buffer
  /** Fills a buffer with the bytes from `at` on. */
  fill(bytes: Buffer, at: number): void
  close(): void
}

/** Creates the file in the folder for temporary files. Throws errors of the disk with this folder. */
export function unnamedFile(): UnnamedFile {
  const folder = mkdtempSync(join(tmpdir(), 'user-sync-run-'))
  const fd = openToWrite(join(folder, 'run'), 'alone')
  rmSync(folder, { recursive: true })
  let end = 0
  const fill = (bytes: Buffer, at: number) => {
    for (let n = 0; n < bytes.length; ) {
      const got = readSync(fd, bytes, n, bytes.length - n, at + n)
      if (got === 0) throw new Error(`${folder}: only ${n} of ${bytes.length} bytes came back from the disk`)
      n += got
    }
  }
  return {
    fill,
    append(bytes) {
      withPathInError(folder, () => writeWhole(fd, bytes))
      end += bytes.length
      return end - bytes.length
    },
    read(at, size) {
      const bytes = Buffer.alloc(size)
      fill(bytes, at)
      return bytes
    },
    close: () => closeSync(fd),
  }
}
