// From the values of the instructions to a person, and to all problems of the record.

import { cleanName, isUsableAddress } from '../../artifacts/key.ts'
import { addressProblem, signInProblem } from '../../core/loose-forms.ts'
import { USER_SYNC } from './model.ts'
import { missing, type RecordState } from './record-state.ts'

export interface FeedPerson {
  /** The sign-in name as written in the record, trimmed. */
  userName: string | null
  email: string | null
  title: string | null
  first: string | null
  last: string | null
  /** First and last name. */
  name: string
  /** Codes, each once. */
  groups: string[]
  /** `profile/NAME`, `profile/NAME/QUALIFIER`, `user:tags/NAME`. */
  attributes: Record<string, string | string[]>
}

/** The person as far as the record says who it is. */
export function personOf({ filled }: RecordState, userName: string | null): FeedPerson {
  const user = filled.get('user')
  const text = (name: string) => String(user?.get(name) ?? '').trim() || null
  const [first, last] = [text('nameFirst'), text('nameLast')]
  const groups = (user?.get('groups') ?? []) as string[]
  return {
    userName,
    email: text('email'),
    title: text('title'),
    first,
    last,
    name: cleanName(`${first ?? ''} ${last ?? ''}`),
    groups: [...new Set(groups.map((code) => code.trim()).filter(Boolean))],
    attributes: Object.fromEntries(
      ['profile', 'user:tags'].flatMap((destination) =>
        [...(filled.get(destination) ?? [])].map(([name, value]) => [
          `${destination}/${name}`,
          value as string | string[],
        ]),
      ),
    ),
  }
}

/** The problems of a record; after an instruction rejected the record, nothing else is checked. */
export function problemsOf(work: RecordState, { userName, email, first, last }: FeedPerson): string[] {
  if (work.isAborted) return work.problems
  const words = [
    userName === null ? 'it has no user name' : signInProblem(userName),
    ...work.problems,
    ...missing(USER_SYNC, work),
    email === null ? null : isUsableAddress(email) ? addressProblem(email) : 'its email is no address',
  ].filter((word) => word !== null)
  return words.length === 0 && (email === null || first === null || last === null)
    ? ['its name or email is blank']
    : [...new Set(words)] // the user name may be the address
}
