// a world file -> Zendesk, Salesforce, two SCIM services, Zeenea and Gluu on loopback
// Serves the simulators until Ctrl-C and prints the environment that points the stages at them.

import { tool } from '../lib/cli/tool.ts'

const notes = `
--fault: something goes wrong, once or COUNT times (or "always"), with what PATH fits (* stands for any characters).

Standard output is for the shell, where the stages then find the simulators:
  node --import tsx bin/sandbox.ts > sandbox.env
When "Ctrl-C ends it" appears, read the file in another terminal:
  . ./sandbox.env

While it runs, each simulator takes faults (and lists them on GET, forgets them on DELETE):
  curl -H content-type:application/json -d '{"kind":"stall","path":"*/users","skip":2}' $ZENDESK_URL/__sandbox/faults
What it was asked is at $ZENDESK_URL/__sandbox/requests, what it holds at $ZENDESK_URL/__sandbox/world.
`

await tool(
  {
    name: 'sandbox',
    flags: {
      world: { type: 'string', placeholder: 'FILE', help: 'the world to serve (default: the one that ships)' },
      'save-world': {
        type: 'string',
        placeholder: 'FILE',
        help: 'write the world there at the end (default: it is forgotten)',
      },
      speed: { type: 'string', placeholder: 'N', help: 'how many times faster than the real systems (default: 50)' },
      rate: { type: 'string', placeholder: 'N', help: 'requests a minute that Zendesk allows (default: 700)' },
      unpleasant: {
        type: 'boolean',
        help: 'a bad day: limits, resets, conflicts, short tokens; nothing is lost (default: a good one)',
      },
      fault: {
        type: 'string',
        multiple: true,
        placeholder: 'KIND[:PATH[:COUNT]]',
        help: 'may be given more than once; an unknown KIND lists those there are (default: none)',
      },
    },
    examples: [
      'node --import tsx bin/sandbox.ts > sandbox.env',
      'npm run --silent sandbox -- --unpleasant --save-world world.json > sandbox.env',
    ],
    codes: [0, 1, 7],
    notes,
  },
  async (flags) => (await import('../lib/scripts/sandbox.ts')).serveWorld(flags),
)
