// docs/settings.md against the declarations of the settings: its tables are generated, and nothing is left out.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { config as shape } from '../../lib/config/settings.ts'
import { withTables } from '../../lib/config/settings-page.ts'
import { schemas } from '../../lib/scripts/schema.ts'
import { docs, MANUAL, ROOT, read, type Schema } from '../kit/documents.ts'
import { suite } from '../kit/suite.ts'

const settings = suite('docs/settings.md')

const page = docs('settings')

settings('its tables are what `npm run schema` writes', () => {
  assert.is(withTables(page), page, 'docs/settings.md is stale: npm run schema')
})

settings('a stale row is made again, and a table that is missing or unknown is an error', () => {
  const row = page.split('\n').find((line) => line.startsWith('| `source.chunk` |'))!
  assert.is(withTables(page.replace(row, row.replace('500', '400'))), page)
  assert.is(withTables(page.replace(`${row}\n`, '')), page)
  assert.throws(
    () => withTables(page.replace('<!-- settings: source.gluu -->', '')),
    'lacks <!-- settings: source.gluu',
  )
  assert.throws(
    () => withTables(page.replace('settings: source.gluu', 'settings: source.ldap')),
    'no table source.ldap',
  )
})

/** The rows of all tables: path, meaning, default. */
const rows = [...page.matchAll(/^\| `([a-zA-Z_.[\]]+)` \| (.+) \| ?(.*?) ?\|$/gm)].map(
  ([, path = '', , usual = '']) => ({
    path,
    usual,
  }),
)

/** Path -> setting, of every setting of an instance. */
function* settingsOf({ properties = {}, oneOf = [] }: Schema, path: string[] = []): Generator<[string, Schema]> {
  for (const [name, below] of Object.entries(properties)) {
    yield [[...path, name].join('.'), below]
    yield* settingsOf(below, [...path, name])
    if (below.items) yield* settingsOf(below.items, [...path, `${name}[]`])
  }
  for (const one of oneOf) yield* settingsOf(one, path)
}

const config = JSON.parse(schemas().get('config.json')!) as Schema
const instance = config.properties!['instances']!.additionalProperties as Schema

settings('every setting has a row, and every row is a setting', () => {
  const all = [...settingsOf(instance)].filter(([, { properties, oneOf }]) => !properties && !oneOf)
  const named = new Set(all.map(([path]) => path).filter((path) => !path.endsWith('.use')))
  for (const one of ['limits.create.share', 'source.network.firstWait', 'target.removal.mark.user_fields'])
    assert.ok(named.has(one), one)
  const optionalGroups = ['source.status']
  const inRows = new Set(rows.map(({ path }) => path).filter((path) => !optionalGroups.includes(path)))
  assert.equal([...inRows].sort(), [...named].sort())
})

settings('every default is in the row of its setting', () => {
  const defaults = new Map<string, Set<string>>()
  for (const [path, setting] of settingsOf(instance)) {
    if (!('default' in setting) || setting.properties) continue
    const text = typeof setting.default === 'object' ? JSON.stringify(setting.default) : String(setting.default)
    defaults.set(path, (defaults.get(path) ?? new Set()).add(text))
  }
  assert.ok(defaults.size > 15)
  for (const [path, values] of defaults) {
    const told = rows.filter((row) => row.path === path).map(({ usual }) => usual.replaceAll('`', ''))
    assert.equal([...new Set(told)].sort(), [...values].sort(), path)
  }
})

settings('every value to choose from is on the page', () => {
  const values = [...settingsOf(instance)].flatMap(([path, one]) => (one.enum ?? []).map((value) => ({ path, value })))
  assert.ok(values.length > 20)
  const missing = values.filter(
    ({ path, value }) =>
      !page.split('\n').some((line) => line.startsWith(`| \`${path}\``) && line.includes(`\`${value}\``)),
  )
  assert.equal(missing, [])
})

/** The instances that the examples of a page show, each with a source and a target. */
function examplesOf(path: string): Record<string, unknown>[] {
  const blocks = [...read(path).matchAll(/^```json\n(.+?)^```$/gms)].map(([, block = '']) => block)
  return blocks.flatMap((block) => {
    const entries = /^"/.test(block) ? (JSON.parse(`{${block}}`) as Record<string, unknown>) : {}
    return [entries, ...Object.values(entries)].filter(
      (one): one is Record<string, unknown> =>
        typeof one === 'object' && one !== null && 'source' in one && 'target' in one,
    )
  })
}

settings('every example of an instance is one that the scripts accept', () => {
  // docs/settings.md shows only the attributes of two sides
  const pages = MANUAL.filter((path) => path !== 'docs/settings.md')
  const examples = pages.flatMap((path) => examplesOf(path).map((example) => ({ path, example })))
  assert.ok(examples.length > 3, `${examples.length}`)
  for (const { path, example } of examples) {
    const { error } = shape.safeParse({ instances: { example } })
    assert.is(error, undefined, `${path}: ${error?.message}`)
  }
})

settings('the schema of an editor is in the repository as it is generated', () => {
  assert.is(readFileSync(join(ROOT, 'data', 'schema', 'config.json'), 'utf8'), schemas().get('config.json'))
  assert.ok(read('sync.config.json').includes('./data/schema/config.json'))
})

settings.run()
