// a world file -> Zendesk and Salesforce on loopback
// Serves the stand-ins until Ctrl-C and prints the environment that points the stages at them.

import { tool } from '../lib/tool.ts'

const usage = `node --import tsx bin/sandbox.ts [--world FILE] [--save FILE] [--speed N] [--rate N] [--unpleasant] [--fault ...]

  --world FILE   the world to serve; without it the one that ships
  --save FILE    write the world there at the end; without it nothing is written
  --speed N      how much faster than life it all is (50)
  --rate N       requests a minute that Zendesk allows (700)
  --unpleasant   a bad day: limits, resets, conflicts, short tokens, but nothing is lost
  --fault KIND[:PATH[:COUNT]]
                 something goes wrong, once or COUNT times (or always), with what PATH fits (* stands for any
                 characters); may be given more than once. A kind that there is not lists those there are

Standard output is for the shell, where the stages then find the stand-ins:
  node --import tsx bin/sandbox.ts > sandbox.env &  then  . ./sandbox.env

While it runs, either stand-in takes faults (and lists them on GET, forgets them on DELETE):
  curl -H content-type:application/json -d '{"kind":"stall","path":"*/users","skip":2}' $ZENDESK_URL/__sandbox/faults
What it was asked is at $ZENDESK_URL/__sandbox/requests, what it holds at $ZENDESK_URL/__sandbox/world.
`
const options = {
  world: { type: 'string' },
  save: { type: 'string' },
  speed: { type: 'string' },
  rate: { type: 'string' },
  unpleasant: { type: 'boolean' },
  fault: { type: 'string', multiple: true },
} as const

await tool('sandbox', usage, options, async (values) => (await import('../lib/serve.ts')).serveWorld(values))
