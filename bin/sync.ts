// create.json + update.json + delete.json + target + source -> receipts.ndjson, created.json, updated.json, deleted.json
// Applies the plan that compare made, within the limits, and keeps a receipt for every record.

import { ONLY } from '../lib/flags.ts'
import { stage } from '../lib/stage.ts'

await stage(
  {
    name: 'sync',
    arrow:
      'create.json + update.json + delete.json + target + source -> receipts.ndjson, created.json, updated.json, deleted.json',
    flags: { ...ONLY, approve: { type: 'string', placeholder: 'WORDS' }, strict: { type: 'boolean' } },
    help: {
      approve: 'send what a limit holds: <first 12 of plan>:<kind>=<count>[,<kind>=<count>]',
      strict: 'conflicts are failures too: exit 3',
    },
    words: ['create', 'update', 'delete'],
    examples: ['', '--approve 44301703d2c2:delete=230'],
    codes: [3, 4, 5, 6, 8, 9],
    finishes: true,
  },
  async () => (await import('../lib/apply.ts')).applyPlan,
)
