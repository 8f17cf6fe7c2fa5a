// The spelling of a contact: its problem, and the similar names. Pure.

import { toKey } from '../artifacts/key.ts'
import type { SourceContact } from '../artifacts/records.ts'
import { addressProblem, isUnambiguous, looseForms, signInProblem, signProblem } from './loose-forms.ts'

type Names = Pick<SourceContact, 'email' | 'key' | 'otherNames'>

const NO_ADDRESS = 'no usable address'

/** A contact without a usable sign-in name has a key that begins with `?`. */
const hasSignIn = ({ key }: Names) => !key.startsWith('?')

/** The first problem in the spelling of a contact's address, sign-in name or display name; null: there is none. */
export function spellingProblem(contact: Names & Pick<SourceContact, 'person'>): string | null {
  const { email, key, person } = contact
  const isOther = hasSignIn(contact) && key !== toKey(email ?? '')
  return (
    (email === null ? null : addressProblem(email)) ??
    (isOther ? signInProblem(key) : null) ??
    (person.name === '' ? null : signProblem(person.name)) // whether there has to be one is for others to say
  )
}

/** The problem of the source, or that of the spelling. An address without use gets the reason from its spelling. */
export function withSpelling({ email, problem }: SourceContact, spelling: string | null): string | null {
  const reason = problem === NO_ADDRESS && email !== null ? addressProblem(email) : null
  return reason === null ? (problem ?? spelling) : `${NO_ADDRESS}: ${reason}`
}

/** The loose forms of a contact's names without its key and its address, ascending. */
export function similarNamesOf(contact: Names): string[] {
  const { email, key, otherNames = [] } = contact
  if (otherNames.length === 0 && key === email && isUnambiguous(key)) return []
  const names = [...(hasSignIn(contact) ? [key] : []), ...(email === null ? [] : [email])]
  if (otherNames.length === 0 && names.every(isUnambiguous)) return []
  const own = new Set([key, toKey(email ?? '')])
  const forms = new Set([...names, ...otherNames].flatMap(looseForms))
  return [...forms].filter((form) => !own.has(form)).sort()
}
