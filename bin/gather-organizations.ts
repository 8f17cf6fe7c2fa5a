// target -> organizations.json, groups.json
// Reads every organization of the target, and the groups that the settings manage.

import '../lib/cli/first-moments.js'

const { PERSON_ASKING } = await import('../lib/cli/flags.ts')
const { stage } = await import('../lib/cli/stage.ts')

await stage(
  {
    name: 'gather-organizations',
    flags: PERSON_ASKING,
    examples: ['npm run gather-organizations', 'npm run gather-organizations -- --instance us-gov --data trial'],
    codes: [0, 1, 6, 7, 8, 9, 130],
  },
  async () => (await import('../lib/scripts/gather-organizations.ts')).gatherOrganizations,
)
