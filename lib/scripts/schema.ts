// The JSON Schemas of data/schema/ and the tables of docs/settings.md, from the declarations that check the files.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { all, fileOf } from '../artifacts/files.ts'
import { journalHead, journalLine } from '../artifacts/records.ts'
import { config } from '../config/settings.ts'
import { writeSettingsPage } from '../config/settings-page.ts'
import { OWN_META } from '../connector/settings.ts'

/** File name -> text, for every artifact, a line of receipts.ndjson, and the settings before defaults. */
export function schemas(): Map<string, string> {
  const made = new Map<string, z.ZodType>(all.map((artifact) => [artifact.name, fileOf(artifact)]))
  made.set('receipts', z.union([journalHead, journalLine]).describe('one line of receipts.ndjson'))
  made.set('config', config)
  return new Map(
    [...made].map(([name, shape]) => [
      `${name}.json`,
      `${JSON.stringify(z.toJSONSchema(shape, { io: name === 'config' ? 'input' : 'output', override }), null, 2)}\n`,
    ]),
  )
}

function override({ jsonSchema }: { jsonSchema: object }): void {
  for (const name of OWN_META) Reflect.deleteProperty(jsonSchema, name)
}

/** Writes the schemas to data/schema/, and the tables to docs/settings.md. */
export async function writeSchemas(): Promise<number> {
  const root = join(import.meta.dirname, '..', '..')
  const folder = join(root, 'data', 'schema')
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of schemas()) writeFileSync(join(folder, file), text)
  writeSettingsPage(join(root, 'docs', 'settings.md'))
  return 0
}
