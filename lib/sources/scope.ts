// Who of the people of a source is asked for, and who is there after all.

import type { SourceContact } from '../artifacts/records.ts'
import type { Progress } from '../connector/progress.ts'
import { looseForms } from '../core/loose-forms.ts'
import { spellingProblem } from '../core/spelling.ts'
import type { Leaver, Presence, Query } from './source.ts'

/**
 * Tells of a contact whether it is one that is asked for: of a known account, or of whatever account where none is
 * named, and the one person, where one is. Whoever has a problem is, of the spelling too: the account may be what is
 * wrong, and who it is may not be known. Counts whom it leaves out.
 */
export function scopeFilter({ accounts, person }: Query, progress: Progress): (contact: SourceContact) => boolean {
  const known = new Set(accounts)
  const isMeantHere = person === null ? () => true : isCalled(person)
  return (contact) => {
    const { account, person, problem } = contact
    if (!isMeantHere(contact)) return false
    const isLeaver = !person.active && account === null // it went with the rest
    const isKnown = known.size === 0 || isLeaver || (account !== null && known.has(account))
    const isMeant = isKnown || problem !== null || (person.active && spellingProblem(contact) !== null)
    if (!isMeant) progress.count('of no known organization')
    return isMeant
  }
}

/** Whether a contact is the one person that is asked for, or could be: whoever is made is made beside nobody. */
export function isCalled(person: string): (contact: Pick<SourceContact, 'email' | 'key'>) => boolean {
  const asked = new Set(looseForms(person))
  return ({ email, key }) => [key, email ?? key].some((name) => looseForms(name).some((form) => asked.has(form)))
}

/** Somebody whom a source has: every name of theirs, as written, and the account that they are in. */
interface NamedPerson {
  externalId: string | null
  names: readonly string[]
  account: string | null
}

/** Letters that lower case keeps apart are one in upper case: `ß` and `ss`. */
const upperForm = (form: string) => form.toUpperCase()

/**
 * Everybody whom a source has, by every form that a name of theirs could mean. `presenceOf` finds leavers among them: a
 * form in common is enough, because a form proves presence and never absence.
 */
export function presentPeople() {
  const accounts = new Map<string, Set<string | null>>()
  const note = (name: string, account: string | null) => {
    const known = accounts.get(upperForm(name))
    if (known) known.add(account)
    else accounts.set(upperForm(name), new Set([account]))
  }

  function add({ externalId, names, account }: NamedPerson): void {
    if (externalId !== null) note(externalId, account)
    for (const name of names) for (const form of looseForms(name)) note(form, account)
  }

  /** The account is known where all that a leaver was found by is of one. */
  function presenceOf(leavers: readonly Leaver[]): Map<string, Presence> {
    return new Map(
      leavers.map(({ id, externalId, emails }): [string, Presence] => {
        const names = [...(externalId === null ? [] : [externalId]), ...emails.flatMap(looseForms)]
        const found = new Set(names.flatMap((name) => [...(accounts.get(upperForm(name)) ?? [])]))
        if (found.size === 0) return [id, { is: 'absent' }]
        const [account = null] = found.size === 1 ? found : []
        return [id, { is: 'present', account }]
      }),
    )
  }

  return { add, presenceOf }
}
