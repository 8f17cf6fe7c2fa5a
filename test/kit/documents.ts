// The pages of the project, and the parts of them.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'

export const ROOT = join(import.meta.dirname, '..', '..')

export const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8')

/** A page of docs/. */
export const docs = (name: string) => read('docs', `${name}.md`)

/** The paths of the pages that say how to use user-sync. */
export const MANUAL = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)]

/** The paths of all pages. */
export const PAGES = [...MANUAL, 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'data/README.md', 'lib/README.md']

/** The part of a page under a heading, up to the next of its rank or above. */
export function part(heading: string, text: string): string {
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
  enum?: string[]
  default?: unknown
}
