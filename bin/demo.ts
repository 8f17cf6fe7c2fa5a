// a world -> simulators on loopback, the five scripts, a table
// Runs the five scripts against simulators. The next demo continues with the world of this one.

import { tool } from '../lib/cli/tool.ts'

await tool(
  {
    name: 'start',
    flags: {
      fresh: {
        type: 'boolean',
        help: 'start with a new world and no files (default: continue with the world of the last demo)',
      },
      source: {
        type: 'string',
        placeholder: 'NAME',
        help: 'the source: salesforce, scim, feed or gluu (default: salesforce)',
      },
      target: {
        type: 'string',
        placeholder: 'NAME',
        help: 'the target: zendesk, scim or zeenea (default: zendesk)',
      },
      world: { type: 'string', placeholder: 'FILE', help: 'start with this world (default: the one of the project)' },
    },
    examples: ['npm start', 'npm start -- --target scim'],
    codes: [0, 1, 3, 5, 6, 7, 8, 9],
    notes: 'The code is 0, or that of the first script that failed. bin/world.ts makes worlds.',
  },
  async (flags) => (await import('../lib/scripts/demo.ts')).demo(flags),
)
