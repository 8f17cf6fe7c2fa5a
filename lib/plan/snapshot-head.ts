// The first line of a snapshot, and the contacts of one person in the source.

import { digestOf } from '../artifacts/digest.ts'
import { toKey } from '../artifacts/key.ts'
import type { SourceContact } from '../artifacts/records.ts'
import type { Run } from '../cli/stage.ts'

export const headOfSnapshot = ({ instance, now, person }: Run, from: string, settings: unknown) => ({
  instance: instance.name,
  gathered: now.toISOString(),
  from,
  person: person === null ? null : toKey(person),
  settings: digestOf(settings),
})

/** The contacts of one person, as the source has them. */
export async function contactsOf(person: string, run: Run): Promise<SourceContact[]> {
  const source = await run.instance.source(run)
  const found: SourceContact[] = []
  for await (const contact of source.contacts({ accounts: [], groups: [], person })) found.push(contact)
  return found
}
