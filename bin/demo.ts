// a world -> Zendesk and Salesforce on loopback, the five scripts, a table
// The main job on the sandbox that ships with the project; what it leaves is where the next demo begins.

import { tool } from '../lib/tool.ts'

const usage = `npm start -- [--fresh] [--world FILE]

  --fresh        forget the world that the last demo left, and its artifacts
  --world FILE   begin with this world (bin/world.ts makes some)
`
const options = { fresh: { type: 'boolean' }, world: { type: 'string' } } as const

await tool('start', usage, options, async (values) => (await import('../lib/demo.ts')).demo(values))
