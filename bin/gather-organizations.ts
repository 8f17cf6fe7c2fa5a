// target -> organizations.json, groups.json
// Every organization of the target and the groups it manages.

import { ONLY } from '../lib/flags.ts'
import { stage } from '../lib/stage.ts'

await stage(
  {
    name: 'gather-organizations',
    arrow: 'target -> organizations.json, groups.json',
    flags: ONLY,
    examples: ['', '--instance us-gov --data trial'],
    codes: [8, 9],
  },
  async () => (await import('../lib/gather.ts')).gatherOrganizations,
)
