// Absence by two whole reads of a source that agree: the way out where it cannot be asked for single people.

import type { Run } from '../cli/stage.ts'
import { readContacts } from '../sources/read-contacts.ts'
import { presentPeople } from '../sources/scope.ts'
import type { Leaver, Presence } from '../sources/source.ts'

export const TWO_READS = 'two whole reads of the source that agree'

/** One read of everyone whom the source has, of whatever account. */
interface WholeRead {
  people: ReturnType<typeof presentPeople>
  /** Everyone, by all that is compared. */
  everyone: ReadonlySet<string>
  /** Why the read proves nobody's absence, or null. */
  doubt: string | null
}

/** The presence of leavers by their ids: absent is whom neither of two reads has that are whole and agree. */
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

/** A contact of which something cannot be read may be anybody. */
const UNREADABLE_PROBLEM = /^(?:unreadable|masked address)/

const isSameRead = (a: WholeRead, b: WholeRead) =>
  a.everyone.size === b.everyone.size && [...a.everyone].every((one) => b.everyone.has(one))
