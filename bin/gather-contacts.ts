// organizations.json + groups.json + source -> contacts.json, and received.json from a feed
// Reads every person of the source, each in an organization of the target.

import '../lib/cli/first-moments.js'

const { PERSON } = await import('../lib/cli/flags.ts')
const { boundGarbage } = await import('../lib/cli/heap.ts')
const { stage } = await import('../lib/cli/stage.ts')

await stage(
  {
    name: 'gather-contacts',
    flags: PERSON,
    examples: ['npm run gather-contacts', 'npm run gather-contacts -- --config other.config.json'],
    codes: [0, 1, 6, 7, 8, 9, 130],
  },
  async () => {
    boundGarbage('gather')
    return (await import('../lib/scripts/gather-contacts.ts')).gatherContacts
  },
)
