// The names that there are, for a message about one that there is not.

import { closest } from 'fastest-levenshtein'

/** Names in one message. */
const MOST_NAMED = 10

/** `There are: A, B and 3 more; the nearest is B`, or that none is to be seen. */
export function thereAre(wanted: string, known: readonly string[]): string {
  const names = [...new Set(known)].sort()
  if (names.length === 0) return 'There is none at all, or none is shown to this credential'
  const some = names.slice(0, MOST_NAMED).join(', ')
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''
  const nearest = names.find((name) => name.toLowerCase() === wanted.toLowerCase()) ?? closest(wanted, names)
  return `There are: ${some}${more}; the nearest is ${nearest}`
}
