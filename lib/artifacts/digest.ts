// The digest of a value: two values with the same digest are the same settings, inputs or records.

import { createHash } from 'node:crypto'
import stringify from 'fast-json-stable-stringify'

/** The sha256 of a value in hex; the order of its keys does not count. */
export const digestOf = (value: unknown): string => createHash('sha256').update(stringify(value)).digest('hex')
