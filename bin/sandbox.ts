// a world file -> Zendesk, Salesforce, two SCIM services, Zeenea and Gluu on loopback
// Serves the simulators until Ctrl-C and prints the environment that points the stages at them.

import { tool } from '../lib/cli/tool.ts'

const notes = `
--fault plays a fault once, COUNT times, or "always".
It hits requests whose path fits PATH (* stands for any characters).

Standard output is a file of variables for the shell. The stages find the simulators by them:
  node --import tsx bin/sandbox.ts > sandbox.env
When "Ctrl-C ends it" appears, read the file in another terminal:
  . ./sandbox.env

While it runs, you can add faults to each simulator. GET lists them, and DELETE removes them:
  curl -H content-type:application/json -d '{"kind":"stall","path":"*/users","skip":2}' $ZENDESK_URL/__sandbox/faults
The requests so far are at $ZENDESK_URL/__sandbox/requests, and the records at $ZENDESK_URL/__sandbox/world.
`

await tool(
  {
    name: 'sandbox',
    flags: {
      world: { type: 'string', placeholder: 'FILE', help: 'the world to serve (default: the one of the project)' },
      'save-world': {
        type: 'string',
        placeholder: 'FILE',
        help: 'write the world to FILE at the end (default: it is not saved)',
      },
      speed: { type: 'string', placeholder: 'N', help: 'how many times faster than the real systems (default: 50)' },
      rate: { type: 'string', placeholder: 'N', help: 'requests a minute that Zendesk allows (default: 700)' },
      unpleasant: {
        type: 'boolean',
        help: 'play a bad day: limits, resets, conflicts, short tokens (default: a good day)',
      },
      fault: {
        type: 'string',
        multiple: true,
        placeholder: 'KIND[:PATH[:COUNT]]',
        help: 'a fault, or several by several flags; an unknown KIND lists the known ones (default: none)',
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
