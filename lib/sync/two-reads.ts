// Absence by two complete reads of a source that agree, for sources without a query for single people.

import type { Run } from '../cli/stage.ts'
import { readContacts } from '../sources/read-contacts.ts'
import { presentPeople } from '../sources/scope.ts'
import type { Leaver, Presence } from '../sources/source.ts'

export const TWO_READS = 'two whole reads of the source that agree'

/** One read of all people of the source, of any account. */
interface WholeRead {
  people: ReturnType<typeof presentPeople>
  /** All people, each as one text of its compared values. */
  everyone: ReadonlySet<string>
  /** The reason why the read proves no absence, or null. */
  doubt: string | null
}

/** The presence of leavers by id. A leaver is absent if neither of two complete reads that agree has them. */
export async function presenceByTwoReads(run: Run, leavers: readonly Leaver[]): Promise<Map<string, Presence>> {
  const [first, second] = [await readEveryone(run), await readEveryone(run)]
  const doubt = first.doubt ?? second.doubt ?? (isSameRead(first, second) ? null : 'two reads of the source differ')
  const found = [first, second].map(({ people }) => people.presenceOf(leavers))
  return new Map(
    leavers.map(({ id }): [string, Presence] => {
      const present = found.map((one) => one.get(id)!).find(({ is }) => is === 'present')
      if (present) return [id, present]
      return [id, doubt === null ? { is: 'absent' } : { is: 'unconfirmed', reason: doubt }]
    }),
  )
}

async function readEveryone(run: Run): Promise<WholeRead> {
  const source = await run.instance.source(run)
  const people = presentPeople()
  const everyone = new Set<string>()
  let hidden = 0
  const end = await readContacts(source, { accounts: [], groups: [], person: null }, (contact) => {
    const { account, email, externalId, key, person, problem } = contact
    if (!person.active) return
    everyone.add(JSON.stringify([externalId, key, email, account]))
    people.add({ account, externalId, names: [key, ...(email === null ? [] : [email])] })
    if (problem !== null && UNREADABLE_PROBLEM.test(problem)) hidden++
  })
  const doubt =
    everyone.size === 0
      ? 'the source has nobody at all'
      : !end.complete
        ? 'the source gave changes, and not everyone'
        : (end.doubt ?? (hidden > 0 ? `${hidden} contacts of the source cannot be read` : null))
  return { people, everyone, doubt }
}

/** A contact with an unreadable value may be any person. */
const UNREADABLE_PROBLEM = /^(?:unreadable|masked address)/

const isSameRead = (a: WholeRead, b: WholeRead) =>
  a.everyone.size === b.everyone.size && [...a.everyone].every((one) => b.everyone.has(one))
