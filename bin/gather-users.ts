// target -> users.json
// Reads every user of the target, or who changed since the last read, and the reason for a protection.

import '../lib/cli/first-moments.js'

const { PERSON_ASKING } = await import('../lib/cli/flags.ts')
const { boundGarbage } = await import('../lib/cli/heap.ts')
const { stage } = await import('../lib/cli/stage.ts')

await stage(
  {
    name: 'gather-users',
    flags: PERSON_ASKING,
    examples: ['npm run gather-users', 'npm run gather-users -- --person ann@acme.com'],
    codes: [0, 1, 6, 7, 8, 9, 130],
  },
  async () => {
    boundGarbage('gather')
    return (await import('../lib/scripts/gather-users.ts')).gatherUsers
  },
)
