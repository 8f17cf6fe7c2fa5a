// lib/artifacts.ts + lib/config.ts -> data/schema/*.json
// Writes the JSON Schemas again after a declaration has changed.

import { tool } from '../lib/tool.ts'

await tool('schema', 'npm run schema: writes data/schema/*.json again\n', {}, async () =>
  (await import('../lib/schema.ts')).writeSchemas(),
)
