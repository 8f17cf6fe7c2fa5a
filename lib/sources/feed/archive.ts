// The feeds of earlier runs, compressed: what a plan was made of can be looked up while they are kept.

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

/** The files of a feed: where each lies, and the sha256 of what was read of it. */
export type Files = Readonly<Record<string, { path: string; sha256: string }>>

/**
 * Copies a feed to `feeds/<time>-<first 12 of contacts>/` of the folder, each file as `.gz`, and clears away all but
 * the last `keep` of them. `contacts` is the sha256 of the contacts.json made of it, which plan files name too. Throws
 * exit 7 where a file is another one by now.
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

/** What a killed run left unfinished. */
function isLeft(name: string): boolean {
  const [, pid] = /\.(\d+)\.part$/.exec(name) ?? []
  return pid !== undefined && !isAlive(Number(pid))
}

/** Sorts as time does, and is a name on every file system. */
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
