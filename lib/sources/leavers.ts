// Single lookups of leavers: their number at a time, their names, and the result of several answers.

import pLimit from 'p-limit'
import { toKey } from '../artifacts/key.ts'
import type { Progress } from '../connector/progress.ts'
import { exit, Failure } from '../errors/failure.ts'
import type { Leaver, Presence } from './source.ts'

/** Concurrent lookups of leavers. */
const LEAVERS_AT_ONCE = 5

/** The presence of each leaver, by its id in the target. */
export async function askEach(
  leavers: readonly Leaver[],
  askOne: (leaver: Leaver) => Promise<Presence>,
  { name, progress }: { name: string; progress: Progress },
): Promise<Map<string, Presence>> {
  if (leavers.length > 0) progress.say(`${name}: ${leavers.length} leavers are asked for one by one`)
  const limit = pLimit(LEAVERS_AT_ONCE)
  const answers = leavers.map((leaver) =>
    limit(async () => {
      const presence = await askOne(leaver)
      progress.count('leavers asked')
      return [leaver.id, presence] as const
    }),
  )
  return new Map(await Promise.all(answers))
}

/** The names for the lookup of a leaver, each once. */
export const namesOf = ({ emails }: Leaver): string[] =>
  [...new Map(emails.map((name) => [toKey(name), name.trim()])).values()].filter((name) => name !== '')

export const unconfirmedPresence = (reason: string): Presence => ({ is: 'unconfirmed', reason })

/** The presence of a leaver by several candidates: present if any is, else unconfirmed if any is, else absent. */
export async function anyOf<T>(people: readonly T[], presenceOf: (one: T) => Promise<Presence>): Promise<Presence> {
  let answer: Presence = { is: 'absent' }
  for (const one of people) {
    const presence = await presenceOf(one)
    if (presence.is === 'present') return presence
    if (presence.is === 'unconfirmed') answer = presence
  }
  return answer
}

/**
 * The lookups of single leavers, for doctor. Throws exit 9 if there is none: sync would remove nobody.
 */
export function waysInWords(ways: readonly string[]): string {
  if (ways.length > 0) return `a leaver is asked for alone by ${ways.join(', ')}`
  const what = 'nobody who is there is found by id or by a filter in other capitals'
  throw new Failure(exit.remote, `${what}, so no absence can be confirmed, and nobody is removed`)
}
