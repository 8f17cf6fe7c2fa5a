// A folder with the files of a feed: exactly those that the control file names.

import { constants } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { exit, Failure } from '../../errors/failure.ts'
import type { Control } from './control.ts'
import { CONTROL_NAME } from './names.ts'
import { type Feed, feedOf } from './people.ts'
import type { OpenFile } from './rows.ts'

/**
 * The feed in a folder, where `_control` may be a copy of the control file. Throws exit 7 if a file is missing, is not
 * named by the control file, or is not a complete feed file. The same happens for a file that is not regular, because a
 * link leads elsewhere.
 */
export async function readFeed(folder: string, control: Control): Promise<Feed> {
  const entries = await readdir(folder, { withFileTypes: true })
  const there = new Map(entries.map((entry) => [entry.name, entry]))
  const named = [...control.files.keys()]
  const problems = [
    ...named.filter((name) => !there.has(name)).map((name) => `${name} is missing`),
    ...[...there.keys()]
      .sort()
      .filter((name) => name !== CONTROL_NAME && !control.files.has(name))
      .map(surplus),
    ...named.filter((name) => there.get(name)?.isFile() === false).map((name) => `${name} is no regular file`),
  ]
  if (problems.length > 0) throw new Failure(exit.input, `feed ${folder}: ${problems.join('; ')}`)
  return feedOf(control, opener(folder))
}

const surplus = (name: string) => `${JSON.stringify(name)} is not in the control file`

/** Opens no link, which may have replaced the file since the check. */
const NO_LINK = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)

/** The bytes of a file. */
export async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  yield* (await open(path, NO_LINK)).createReadStream()
}

const opener =
  (folder: string): OpenFile =>
  (file) =>
    bytesOf(join(folder, file))
