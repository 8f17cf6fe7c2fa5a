// The digest of a value: what makes two sets of settings, inputs or records the same.

import { createHash } from 'node:crypto'
import stringify from 'fast-json-stable-stringify'

/** The sha256, in hex, of a value whose keys may stand in any order. */
export const digestOf = (value: unknown): string => createHash('sha256').update(stringify(value)).digest('hex')
