// The archive of earlier feeds, compressed: it shows the feed of a plan while it is kept.

import { createHash } from 'node:crypto'
import { createWriteStream, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { makeFolder, openToWrite, withPathInError } from '../../artifacts/private-file.ts'
import { isAlive } from '../../artifacts/process.ts'
import { bytesOf } from './folder.ts'
import { fileRefusal } from './reader.ts'

const FOLDER = 'feeds'
const MAKING = '.part'

/** The files of a feed: the path of each, and the sha256 of the bytes that were read. */
export type Files = Readonly<Record<string, { path: string; sha256: string }>>

/**
 * Copies a feed to `feeds/<time>-<first 12 of contacts>/` in the state folder, each file as `.gz`, and deletes all
 * copies but the last `keep`. `contacts` is the sha256 of the contacts.json of this feed, which plan files have too.
 * Throws exit 7 if a file has changed since it was read.
 */
export async function keepFeed(
  state: string,
  { contacts, files, keep }: { contacts: string; files: Files; keep: number },
): Promise<void> {
  const folder = join(state, FOLDER)
  makeFolder(folder)
  const before = readdirSync(folder).sort()
  const runs = before.filter((name) => !name.endsWith(MAKING))
  const surplus = runs.slice(0, Math.max(0, runs.length + 1 - keep))
  for (const name of [...before.filter(isLeft), ...surplus])
    rmSync(join(folder, name), { recursive: true, force: true })
  if (keep > 0) await copy(files, join(folder, `${stamp(new Date())}-${contacts.slice(0, 12)}`))
}

/** The unfinished copies of a killed run. */
function isLeft(name: string): boolean {
  const [, pid] = /\.(\d+)\.part$/.exec(name) ?? []
  return pid !== undefined && !isAlive(Number(pid))
}

/** A time as a folder name: it sorts by time, and every file system takes it. */
const stamp = (now: Date) => now.toISOString().replace(/[:.]/g, '')

async function copy(files: Files, to: string): Promise<void> {
  const making = `${to}.${process.pid}${MAKING}`
  makeFolder(making)
  for (const [file, { path, sha256 }] of Object.entries(files)) {
    const hash = createHash('sha256')
    const hashed = async function* (pieces: AsyncIterable<Buffer>) {
      for await (const piece of pieces) {
        hash.update(piece)
        yield piece
      }
    }
    const copied = join(making, `${file}.gz`)
    const out = createWriteStream(copied, { fd: openToWrite(copied, 'alone'), flush: true })
    await pipeline(bytesOf(path), hashed, createGzip(), out).catch((error: unknown) =>
      withPathInError(copied, () => {
        throw error
      }),
    )
    if (hash.digest('hex') !== sha256) throw fileRefusal(file, 'it changed after it was read')
  }
  renameSync(making, to)
}
