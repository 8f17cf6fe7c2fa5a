// The scope of a question to a source, and the presence of leavers in a list.

import type { SourceContact } from '../artifacts/records.ts'
import type { Progress } from '../connector/progress.ts'
import { looseForms } from '../core/loose-forms.ts'
import { spellingProblem } from '../core/spelling.ts'
import type { Leaver, Presence, Query } from './source.ts'

/**
 * Makes the test whether a contact is in scope: of a known account, if accounts are named, and the person, if one is
 * named. A contact with a problem is always in scope, because its account may be wrong. Counts the others.
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

/** Makes the test whether a contact is, or could be, this person. */
export function isCalled(person: string): (contact: Pick<SourceContact, 'email' | 'key'>) => boolean {
  const asked = new Set(looseForms(person))
  return ({ email, key }) => [key, email ?? key].some((name) => looseForms(name).some((form) => asked.has(form)))
}

/** A person of a source, with every name as stored, and the account. */
interface NamedPerson {
  externalId: string | null
  names: readonly string[]
  account: string | null
}

/** A form in upper case, where `ß` and `ss` are equal. */
const upperForm = (form: string) => form.toUpperCase()

/**
 * The people of a source, by every form of their names. `presenceOf` finds leavers among them: one common form is
 * enough, because a form proves presence and never absence.
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

  /** The presence of leavers. The account is known if all matches of a leaver have the same one. */
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
