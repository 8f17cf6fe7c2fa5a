// Finds a record by the id or the name in a setting; the message about an unknown one lists the known names.

import { closest } from 'fastest-levenshtein'
import { exit, Failure } from '../errors/failure.ts'

/** The number of names in one message. */
const MOST_NAMED = 10

/** `There are: A, B and 3 more; the nearest is B`, or the text that there is none. */
export function knownNamesText(wanted: string, known: readonly string[]): string {
  const names = [...new Set(known)].sort()
  if (names.length === 0) return 'There is none at all, or none is shown to this credential'
  const some = names.slice(0, MOST_NAMED).join(', ')
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''
  const nearest = names.find((name) => name.toLowerCase() === wanted.toLowerCase()) ?? closest(wanted, names)
  return `There are: ${some}${more}; the nearest is ${nearest}`
}

interface Sought {
  system: string
  /** The kind of record, in the singular. */
  kind: string
  setting: string
}

/**
 * The record with this id, otherwise the one with this name. Throws exit 7 if there is none, or if two have the name.
 */
export function findByIdOrName<T extends { id: string; name: string | null }>(
  all: readonly T[],
  wanted: string,
  { system, kind, setting }: Sought,
): T {
  const byId = all.filter(({ id }) => id === wanted)
  const found = byId.length > 0 ? byId : all.filter(({ name }) => name === wanted)
  const [one] = found
  if (one && found.length === 1) return one
  const what = one
    ? `${found.length} ${kind}s are called ${wanted}: name one by its id`
    : `there is no ${kind} ${wanted}`
  const names = all.flatMap(({ name }) => name ?? [])
  throw new Failure(
    exit.input,
    `${system}: ${what}. Check ${setting}${one ? '' : `. ${knownNamesText(wanted, names)}`}`,
  )
}
