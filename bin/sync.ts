// {create,update,delete}.json + target + source -> receipts.ndjson, {created,updated,deleted}.json, state/synced.json
// Applies the plan within the limits, with a receipt for every record; continues after earlier receipts of the plan.

import '../lib/cli/first-moments.js'

const { PERSON } = await import('../lib/cli/flags.ts')
const { boundGarbage } = await import('../lib/cli/heap.ts')
const { stage } = await import('../lib/cli/stage.ts')

await stage(
  {
    name: 'sync',
    flags: {
      ...PERSON,
      approve: {
        type: 'string',
        placeholder: 'WORDS',
        help: 'send a kind that is over its limit: <first 12 of plan>:<kind>=<count>[,...] (default: USER_SYNC_APPROVE)',
      },
      strict: { type: 'boolean', help: 'conflicts are failures too: exit 3 (default: they are counted)' },
    },
    words: ['create', 'update', 'delete'],
    examples: ['npm run sync', 'npm run sync -- --approve 44301703d2c2:delete=230'],
    codes: [0, 1, 3, 4, 5, 6, 7, 8, 9, 130],
    means: { 0: 'done; conflicts are counted in the line' },
    finishes: true,
  },
  async () => {
    boundGarbage('sync')
    return (await import('../lib/scripts/sync.ts')).applyPlan
  },
)
