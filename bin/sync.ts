// create.json + update.json + delete.json + target + source -> receipts.ndjson, created.json, updated.json, deleted.json
// Applies the plan that compare made, within the limits, and keeps a receipt for every record.

import { stage } from '../lib/stage.ts'

await stage(
  {
    name: 'sync',
    arrow:
      'create.json + update.json + delete.json + target + source -> receipts.ndjson, created.json, updated.json, deleted.json',
    flags: { approve: { type: 'string', placeholder: 'WORDS' } },
    help: { approve: 'send what a limit holds: <first 12 of plan>:<kind>=<count>[,<kind>=<count>]' },
    words: ['create', 'update', 'delete'],
  },
  async () => (await import('../lib/apply.ts')).applyPlan,
)
