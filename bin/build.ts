// bin/*.ts -> dist/
// Bundles the scripts, so that each starts in a third of the time. Every script also runs without a bundle.

import { tool } from '../lib/cli/tool.ts'

await tool(
  {
    name: 'build',
    examples: ['npm run build', 'npm run build && npm run compare'],
    codes: [0, 1, 7],
    notes: 'A bundle is used only where bin/, lib/, package-lock.json and the major version of Node are unchanged.',
  },
  async () => {
    const { buildBundles } = await import('../lib/scripts/build.ts')
    process.stdout.write(`build: ${await buildBundles()}\n`)
    return 0
  },
)
