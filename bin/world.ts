// accounts + contacts of Salesforce's sample data -> a world file
// Makes a world for the sandbox of two data files; --out names the file, else it goes to standard output.

import { tool } from '../lib/tool.ts'

const usage = 'node --import tsx bin/world.ts --accounts FILE --contacts FILE [--out FILE]\n'
const options = { accounts: { type: 'string' }, contacts: { type: 'string' }, out: { type: 'string' } } as const

await tool('world', usage, options, async ({ accounts, contacts, out }) =>
  (await import('../lib/samples.ts')).worldOfSamples(String(accounts ?? ''), String(contacts ?? ''), out as string),
)
