// Small JSON files in the state of an instance: read and validated as a whole, replaced as a whole.

import { dirname } from 'node:path'
import type { z } from 'zod'
import { exit, Failure } from '../errors/failure.ts'
import { parseJson } from '../errors/parse-json.ts'
import { check } from '../errors/validate.ts'
import { makeFolder, readPrivate, replaceFile } from './private-file.ts'

/**
 * The content of a file; null if there is none. Throws exit 7 if it is damaged; the message has the effect of deleting
 * it (`without`).
 */
export function readStateFile<T>(file: string, schema: z.ZodType<T>, without: string): T | null {
  try {
    const bytes = readPrivate(file)
    return bytes && check(schema, parseJson(bytes.toString('utf8')), { at: file })
  } catch (cause) {
    throw new Failure(exit.input, `${file} is damaged. Delete it: ${without}`, { cause })
  }
}

/** Replaces a file, and creates its folder if there is none. */
export function writeStateFile(file: string, value: unknown): void {
  makeFolder(dirname(file))
  replaceFile(file, `${JSON.stringify(value)}\n`)
}
