// The JSON Schemas of data/schema/, from the same declarations that check the files.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { all, fileOf } from '../artifacts/files.ts'
import { journalHead, journalLine } from '../artifacts/records.ts'
import { config } from '../config/settings.ts'

/** File name -> text, for every artifact, a line of receipts.ndjson, and the settings (as a person writes them). */
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

/** An editor does not need to know which settings may be read from the environment. */
const override = ({ jsonSchema }: { jsonSchema: object }) => Reflect.deleteProperty(jsonSchema, 'environment')

/** Writes them all to data/schema/. */
export async function writeSchemas(): Promise<number> {
  const folder = join(import.meta.dirname, '..', '..', 'data', 'schema')
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of schemas()) writeFileSync(join(folder, file), text)
  return 0
}
