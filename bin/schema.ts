// lib/artifacts/{records,files}.ts + lib/config/config.ts -> data/schema/*.json, docs/settings.md
// Writes the JSON Schemas and the tables of settings again after a change of a declaration.

import { tool } from '../lib/cli/tool.ts'

await tool(
  { name: 'schema', examples: ['npm run schema', 'npm run schema && git diff data/schema'], codes: [0, 1, 7] },
  async () => (await import('../lib/scripts/schema.ts')).writeSchemas(),
)
