// target -> organizations.json, groups.json
// Every organization of the target and the groups it manages.

import { stage } from '../lib/stage.ts'

await stage(
  {
    name: 'gather-organizations',
    arrow: 'target -> organizations.json, groups.json',
  },
  async () => (await import('../lib/gather.ts')).gatherOrganizations,
)
