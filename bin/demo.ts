// a world -> simulators on loopback, the five scripts, a table
// The main job on the sandbox that ships with the project; what it leaves is where the next demo begins.

import { tool } from '../lib/cli/tool.ts'

await tool(
  {
    name: 'start',
    flags: {
      fresh: {
        type: 'boolean',
        help: 'forget the last demo and its artifacts (default: go on from the world it left)',
      },
      source: {
        type: 'string',
        placeholder: 'NAME',
        help: 'where people come from: salesforce, scim, feed or gluu (default: salesforce)',
      },
      target: {
        type: 'string',
        placeholder: 'NAME',
        help: 'where they go: zendesk, scim or zeenea (default: zendesk)',
      },
      world: { type: 'string', placeholder: 'FILE', help: 'begin with this world (default: the one that ships)' },
    },
    examples: ['npm start', 'npm start -- --target scim'],
    codes: [0, 1, 3, 5, 6, 7, 8, 9],
    notes: 'A code that is not 0 is that of the first script that failed. bin/world.ts makes worlds.',
  },
  async (flags) => (await import('../lib/scripts/demo.ts')).demo(flags),
)
