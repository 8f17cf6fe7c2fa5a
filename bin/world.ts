// accounts + contacts of Salesforce's sample data -> a world file
// Makes a world for the sandbox and the demo from two data files.

import { tool } from '../lib/cli/tool.ts'

await tool(
  {
    name: 'world',
    flags: {
      accounts: { type: 'string', placeholder: 'FILE', help: 'the accounts, a JSON list (required)' },
      contacts: { type: 'string', placeholder: 'FILE', help: 'the contacts, a JSON list (required)' },
      out: { type: 'string', placeholder: 'FILE', help: 'the file for the world (default: standard output)' },
    },
    examples: [
      'node --import tsx bin/world.ts --accounts Account.json --contacts Contact.json --out world.json',
      'npm start -- --fresh --world world.json',
    ],
    codes: [0, 1, 7],
  },
  async ({ accounts, contacts, out }) =>
    (await import('../lib/scripts/world.ts')).worldOfSamples(
      String(accounts ?? ''),
      String(contacts ?? ''),
      out as string,
    ),
)
