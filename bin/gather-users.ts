// target -> users.json
// Every user of the target, with all addresses and the reason why one is protected.

import { ONLY } from '../lib/flags.ts'
import { stage } from '../lib/stage.ts'

await stage(
  {
    name: 'gather-users',
    arrow: 'target -> users.json',
    flags: ONLY,
    examples: ['', '--only ann@acme.com'],
    codes: [8, 9],
  },
  async () => (await import('../lib/gather.ts')).gatherUsers,
)
