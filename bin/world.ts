// accounts + contacts of Salesforce's sample data -> a world file
// Makes a world for the sandbox of two data files; --out names the file, else it goes to standard output.

import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

const usage = 'node --import tsx bin/world.ts --accounts FILE --contacts FILE [--out FILE]'
const { values } = parseArgs({
  options: {
    accounts: { type: 'string' },
    contacts: { type: 'string' },
    out: { type: 'string' },
    help: { type: 'boolean' },
  },
})

if (values.help) console.log(usage)
else if (values.accounts && values.contacts) await main(values.accounts, values.contacts, values.out).catch(failed)
else failed(new Error(`--accounts and --contacts are needed: ${usage}`))

async function main(accounts: string, contacts: string, out: string | undefined) {
  const { convert } = await import('../lib/sandbox/convert.ts')
  const [made, people] = [accounts, contacts].map((file): unknown => JSON.parse(readFileSync(file, 'utf8')))
  const world = convert(made, people)
  const text = `${JSON.stringify(world, null, 1)}\n`
  if (out) writeFileSync(out, text)
  else process.stdout.write(text)
  const { zendesk, salesforce } = world
  console.error(`world: ${zendesk.organizations.length} organizations, ${salesforce.contacts.length} contacts`)
}

function failed(error: Error) {
  console.error(`world: ${error.message}`)
  process.exitCode = 7
}
