// A file without a name: its content disappears with the process, however that ends.

import { closeSync, mkdtempSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openToWrite, withPathInError, writeWhole } from './private-file.ts'

export interface UnnamedFile {
  /** Appends, and returns the place of the bytes. */
  append(bytes: Buffer): number
  read(at: number, size: number): Buffer
  close(): void
}

/** Creates the file in the folder for temporary files. Throws errors of the disk with this folder. */
export function unnamedFile(): UnnamedFile {
  const folder = mkdtempSync(join(tmpdir(), 'user-sync-run-'))
  const fd = openToWrite(join(folder, 'run'), 'alone')
  rmSync(folder, { recursive: true })
  let end = 0
  return {
    append(bytes) {
      withPathInError(folder, () => writeWhole(fd, bytes))
      end += bytes.length
      return end - bytes.length
    },
    read(at, size) {
      const bytes = Buffer.alloc(size)
      for (let n = 0; n < size; ) {
        const got = readSync(fd, bytes, n, size - n, at + n)
        if (got === 0) throw new Error(`${folder}: only ${n} of ${size} bytes came back from the disk`)
        n += got
      }
      return bytes
    },
    close: () => closeSync(fd),
  }
}
