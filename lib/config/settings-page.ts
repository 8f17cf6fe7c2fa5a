// The tables of docs/settings.md, from the schema of the settings file.

import { readFileSync, writeFileSync } from 'node:fs'
import * as z from 'zod'
import { config } from './settings.ts'

/** A setting in a JSON Schema. */
interface Setting {
  type?: string
  description?: string
  default?: unknown
  enum?: string[]
  const?: string
  required?: string[]
  properties?: Record<string, Setting>
  items?: Setting
  oneOf?: Setting[]
}

/** A generated table, between its marker and the end. */
const TABLE = /^<!-- settings: (\S+) -->\n.*?^<!-- end -->$/gms

/** The text of the page with new tables. Throws for a marker without a table, and for a table without a marker. */
export function withTables(page: string): string {
  const known = tables()
  const used = new Set<string>()
  const text = page.replace(TABLE, (_, name: string) => {
    const table = known.get(name)
    if (table === undefined) throw new Error(`docs/settings.md: no table ${name}. There are: ${[...known.keys()]}`)
    used.add(name)
    return `<!-- settings: ${name} -->\n\n${table}\n\n<!-- end -->`
  })
  const missing = [...known.keys()].filter((name) => !used.has(name))
  if (missing.length > 0) throw new Error(`docs/settings.md lacks <!-- settings: ${missing[0]} --> and <!-- end -->`)
  return text
}

/** The tables by the name of their marker: `instance`, and `source.USE` or `target.USE` of every connector. */
function tables(): Map<string, string> {
  const schema = z.toJSONSchema(config, { io: 'input' }) as unknown as Setting
  const instance = (schema.properties!['instances'] as { additionalProperties: Setting }).additionalProperties
  const { source, target, ...rest } = instance.properties!
  const connectors = Object.entries({ source: source!, target: target! }).flatMap(([side, { oneOf = [] }]) =>
    oneOf.map((one): [string, string] => [
      `${side}.${one.properties!['use']!.const}`,
      tableOf([...settingRows(one, side)]),
    ]),
  )
  return new Map([['instance', tableOf([...settingRows({ properties: rest })])], ...connectors])
}

const tableOf = (rows: string[]) => ['| setting | meaning | default |', '| --- | --- | --- |', ...rows].join('\n')

/** A row for each setting below `at`. A group of settings has a row of its own where it may be left out. */
function* settingRows({ properties = {}, required = [] }: Setting, at = ''): Generator<string> {
  for (const [name, setting] of Object.entries(properties)) {
    const path = at === '' ? name : `${at}.${name}`
    if (setting.const !== undefined) continue
    if (!setting.properties || !(required.includes(name) || 'default' in setting))
      yield settingRow(path, setting, required.includes(name))
    if (setting.properties) yield* settingRows(setting, path)
    if (setting.items?.properties) yield* settingRows(setting.items, `${path}[]`)
  }
}

function settingRow(path: string, setting: Setting, isRequired: boolean): string {
  const usual = defaultOf(setting, isRequired)
  return `| \`${path}\` | ${meaningOf(setting, path)} |${usual === '' ? '' : ` ${usual}`} |`
}

/** The meaning as it is declared, and the values to choose from. */
function meaningOf({ description, enum: values }: Setting, path: string): string {
  if (description === undefined) throw new Error(`${path} has no meaning: add .describe() where it is declared`)
  return values ? `${description} (${values.map((value) => `\`${value}\``).join(', ')})` : description
}

function defaultOf(setting: Setting, isRequired: boolean): string {
  if ('default' in setting) return `\`${asText(setting.default)}\``
  return isRequired ? 'required' : ''
}

const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

/** Writes the tables of the page again, in place. */
export function writeSettingsPage(file: string): void {
  writeFileSync(file, withTables(readFileSync(file, 'utf8')))
}
