// organizations.json + groups.json + source -> contacts.json
// Everyone the source says should be there, in the organization where they belong.

import { ONLY } from '../lib/flags.ts'
import { stage } from '../lib/stage.ts'

await stage(
  {
    name: 'gather-contacts',
    arrow: 'organizations.json + groups.json + source -> contacts.json',
    flags: ONLY,
    examples: ['', '--config other.config.json'],
    codes: [8, 9],
  },
  async () => (await import('../lib/gather.ts')).gatherContacts,
)
