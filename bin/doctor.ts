// settings + target + source -> standard output
// Checks everything that a run needs, one line each with the next step; changes nothing.

import '../lib/cli/first-moments.js'

const { stage } = await import('../lib/cli/stage.ts')

await stage(
  {
    name: 'doctor',
    examples: ['npm run doctor', 'npm run doctor -- --instance us-gov'],
    codes: [0, 1, 7, 8, 9, 130],
  },
  async () => (await import('../lib/scripts/doctor.ts')).examine,
)
