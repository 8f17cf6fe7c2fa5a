// settings + target + source -> standard output
// Looks at everything a run needs, a line each with the next step; changes nothing.

import { stage } from '../lib/stage.ts'

await stage(
  {
    name: 'doctor',
    arrow: 'settings + target + source -> standard output',
    examples: ['', '--instance us-gov'],
    codes: [8, 9],
  },
  async () => (await import('../lib/doctor.ts')).examine,
)
