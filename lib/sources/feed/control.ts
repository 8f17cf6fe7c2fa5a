// The control file of a feed: its files, the format of each, and the way from a record to a person.

import { createHash } from 'node:crypto'
import * as z from 'zod'
import { exit, Failure } from '../../errors/failure.ts'
import { parseJson } from '../../errors/parse-json.ts'
import { mistakes } from '../../errors/validate.ts'
import { isObject } from '../../scim/path.ts'
import { type Fill, fillsOf } from './fills.ts'
import { type Compiling, compile } from './instructions.ts'
import { MAX_CONTROL } from './limits.ts'
import { USER_SYNC } from './model.ts'
import type { Raw } from './reader.ts'
import { type FieldRead, readsOf } from './reads.ts'
import { newState, perform, type RecordState } from './record-state.ts'
import { type FileSpec, filesMistakes } from './spec.ts'
import { userNameMistakes, userNameOf } from './user-name.ts'
import { mappings } from './values.ts'

const outer = z.strictObject({
  dataImportControlFileVersion: z.literal(0),
  model: z.literal('haplo:user-sync'),
  files: z.record(z.string(), z.unknown()),
  instructions: z.array(z.unknown()).min(1, 'there are none'),
  mapping: mappings.optional(),
})

export interface Control {
  files: ReadonlyMap<string, FileSpec>
  /** Places that instructions set, such as `user/title` and `profile/std:attribute:job-title`. */
  places: ReadonlySet<string>
  /** The fields of a record that instructions read. */
  reads: readonly FieldRead[]
  /** The places that each instruction sets. */
  fills: readonly Fill[]
  /** The sign-in name of a record as written, or null. */
  userName(record: Raw): string | null
  /** Runs all instructions on a record. */
  perform(record: Raw): RecordState
  bytes: number
  sha256: string
}

/** Parses a control file. Throws one Failure, exit 7, with `file` and every mistake and its place. */
export function parseControl(bytes: Uint8Array, file: string): Control {
  const refusedFor = refusalMaker(file)
  const value = parseText(bytes, refusedFor)
  const wrong = mistakes(outer, value)
  const given = isObject(value) ? value : {}
  const files = isObject(given['files']) ? given['files'] : {}
  const named = mappings.safeParse(given['mapping'] ?? {})
  const all: Compiling = {
    model: USER_SYNC,
    mapping: named.success ? named.data : {},
    places: new Map(),
    mistakes: [...wrong, ...(isObject(given['files']) ? filesMistakes(files) : [])],
  }
  const instructions: unknown[] = Array.isArray(given['instructions']) ? given['instructions'] : []
  const steps = compile(instructions, 'instructions', { all })
  all.mistakes.push(...userNameMistakes(instructions))
  if (all.mistakes.length > 0) throw refusedFor(all.mistakes)
  const read = userNameOf(instructions, all.mapping)
  return {
    files: new Map(Object.entries(files) as [string, FileSpec][]),
    places: new Set(all.places.keys()),
    reads: readsOf(instructions),
    fills: fillsOf(instructions),
    userName: read,
    perform(record) {
      const work = newState()
      perform(steps, work, record)
      return work
    },
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }
}

const refusalMaker = (file: string) => (words: readonly string[]) =>
  new Failure(exit.input, `control file ${file}:${words.length === 1 ? ` ${words[0]}` : ['', ...words].join('\n  ')}`)

function parseText(bytes: Uint8Array, refusedFor: ReturnType<typeof refusalMaker>): unknown {
  if (bytes.length > MAX_CONTROL) throw refusedFor([`more than ${MAX_CONTROL} bytes`])
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw refusedFor([`no JSON in UTF-8: ${(error as Error).message}`])
  }
}
