// a world file -> Zendesk and Salesforce on loopback
// Serves the stand-ins until Ctrl-C and prints the environment that points the stages at them.

import { tool } from '../lib/tool.ts'

const usage = `node --import tsx bin/sandbox.ts [--world FILE] [--save FILE] [--speed N]

  --world FILE   the world to serve; without it the one that ships
  --save FILE    write the world there at the end; without it nothing is written
  --speed N      how much faster than life jobs are (50)

Standard output is for the shell, where the stages then find the stand-ins:
  node --import tsx bin/sandbox.ts > sandbox.env &  then  . ./sandbox.env
`
const options = { world: { type: 'string' }, save: { type: 'string' }, speed: { type: 'string' } } as const

await tool('sandbox', usage, options, async (values) => (await import('../lib/serve.ts')).serveWorld(values))
