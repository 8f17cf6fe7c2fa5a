// organizations.json + users.json + contacts.json -> create.json, update.json, delete.json, held.json
// Decides for every person what has to change; changes nothing.

import { ONLY } from '../lib/flags.ts'
import { stage } from '../lib/stage.ts'

await stage(
  {
    name: 'compare',
    arrow: 'organizations.json + users.json + contacts.json -> create.json, update.json, delete.json, held.json',
    flags: { ...ONLY, 'detailed-exitcode': { type: 'boolean' } },
    help: { 'detailed-exitcode': 'exit 2 when there are changes' },
    examples: ['', '--detailed-exitcode'],
    codes: [2, 5],
  },
  async () => (await import('../lib/planner.ts')).makePlan,
)
