// Small JSON files in a run's state: read whole and checked, replaced whole.

import { dirname } from 'node:path'
import type { z } from 'zod'
import { exit, Failure } from '../errors/failure.ts'
import { parseJson } from '../errors/parse-json.ts'
import { check } from '../errors/validate.ts'
import { makeFolder, readPrivate, replaceFile } from './private-file.ts'

/** What a file says; null where there is none. Throws exit 7 where it is damaged, with what happens `without` it. */
export function readStateFile<T>(file: string, schema: z.ZodType<T>, without: string): T | null {
  try {
    const bytes = readPrivate(file)
    return bytes && check(schema, parseJson(bytes.toString('utf8')), file)
  } catch (cause) {
    throw new Failure(exit.input, `${file} is damaged. Delete it: ${without}`, { cause })
  }
}

/** Writes a file anew, and the folder that it is in where there is none. */
export function writeStateFile(file: string, value: unknown): void {
  makeFolder(dirname(file))
  replaceFile(file, `${JSON.stringify(value)}\n`)
}
