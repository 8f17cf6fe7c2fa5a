// lib/artifacts.ts + lib/config.ts -> data/schema/*.json
// Writes the JSON Schemas again after a declaration has changed.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { schemas } from '../lib/schema.ts'

const folder = join(import.meta.dirname, '..', 'data', 'schema')
mkdirSync(folder, { recursive: true })
for (const [file, text] of schemas()) writeFileSync(join(folder, file), text)
