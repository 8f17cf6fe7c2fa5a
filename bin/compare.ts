// {organizations,users,contacts}.json + state/synced.json -> {create,update,delete,held}.json
// Plans the changes for every person, and changes nothing.

import '../lib/cli/first-moments.js'

const { PERSON } = await import('../lib/cli/flags.ts')
const { boundGarbage } = await import('../lib/cli/heap.ts')
const { stage } = await import('../lib/cli/stage.ts')

await stage(
  {
    name: 'compare',
    flags: {
      ...PERSON,
      details: { type: 'boolean', help: 'show the first 50 changes on standard output (default: counts alone)' },
      'detailed-exitcode': { type: 'boolean', help: 'exit 2 when there are changes (default: 0)' },
    },
    examples: ['npm run compare', 'npm run compare -- --details'],
    codes: [0, 1, 2, 5, 6, 7, 130],
    means: { 0: 'done; held people are counted in the line' },
  },
  async () => {
    boundGarbage('compare')
    return (await import('../lib/scripts/compare.ts')).makePlan
  },
)
