// accounts + contacts of Salesforce's sample data -> a world file
// Makes a world for the sandbox and the demo of two data files.

import { tool } from '../lib/cli/tool.ts'

await tool(
  {
    name: 'world',
    flags: {
      accounts: { type: 'string', placeholder: 'FILE', help: 'the accounts, a JSON list (needed)' },
      contacts: { type: 'string', placeholder: 'FILE', help: 'the contacts, a JSON list (needed)' },
      out: { type: 'string', placeholder: 'FILE', help: 'where the world goes (default: standard output)' },
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
