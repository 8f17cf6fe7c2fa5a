// The documents of the project, and the parts of them.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'

export const ROOT = join(import.meta.dirname, '..', '..')

export const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8')

export const README = read('README.md')

/** The part of a document under a heading, up to the next of its rank or above. */
export function part(heading: string, text = README): string {
  const [, rank = ''] = text.match(new RegExp(`^(#+) ${heading}$`, 'm')) ?? []
  assert.ok(rank, `no heading "${heading}"`)
  const from = text.slice(text.indexOf(`${rank} ${heading}\n`) + rank.length)
  const end = from.search(new RegExp(`\\n#{1,${rank.length}} `))
  return end < 0 ? from : from.slice(0, end)
}

/** What tests look at in a JSON Schema. */
export interface Schema {
  required?: string[]
  items?: Schema
  properties?: Record<string, Schema>
  additionalProperties?: Schema | boolean
  oneOf?: Schema[]
  anyOf?: Schema[]
  default?: unknown
}
