// Converts Salesforce's public sample data to a world of the sandbox.

import { readFileSync, writeFileSync } from 'node:fs'
import { exit, Failure } from '../errors/failure.ts'
import { convert } from '../sandbox/salesforce/npsp.ts'
import { readWorld } from '../sandbox/worlds/world-file.ts'

/** Writes the world to `out`, or to standard output. Throws exit 7 where a file is missing or of another shape. */
export async function worldOfSamples(accounts: string, contacts: string, out: string | undefined): Promise<number> {
  if (!accounts || !contacts) throw new Failure(exit.input, '--accounts and --contacts are needed')
  const world = convertFiles(accounts, contacts)
  const text = `${JSON.stringify(world, null, 1)}\n`
  if (out) writeFileSync(out, text, { mode: 0o600 })
  else process.stdout.write(text)
  const { zendesk, salesforce } = world
  process.stderr.write(`world: ${zendesk.organizations.length} organizations, ${salesforce.contacts.length} contacts\n`)
  return exit.done
}

function convertFiles(accounts: string, contacts: string) {
  try {
    const [rows, people] = [accounts, contacts].map((file): unknown => JSON.parse(readFileSync(file, 'utf8')))
    return readWorld(convert(rows, people))
  } catch (cause) {
    throw new Failure(exit.input, `${accounts} and ${contacts} make no world: ${(cause as Error).message}`)
  }
}
