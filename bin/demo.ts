// a world -> Zendesk and Salesforce on loopback, the five scripts, a table
// The main job on the sandbox that ships with the project; what it leaves is where the next demo begins.

import { parseArgs } from 'node:util'

const usage = `npm start -- [--fresh] [--world FILE]

  --fresh        forget the world that the last demo left, and its artifacts
  --world FILE   begin with this world (bin/world.ts makes some)
`

const options = { fresh: { type: 'boolean' }, world: { type: 'string' }, help: { type: 'boolean' } } as const
const { values } = parseArgs({ options })

if (values.help) process.stdout.write(usage)
else process.exitCode = await (await import('../lib/demo.ts')).demo(values)
