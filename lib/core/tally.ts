// What compare counts: people by row, moves between organizations, and the users that could be removed. Pure.

import { isActive, type Line } from '../artifacts/record-line.ts'
import { type Row, rowNames, type User } from '../artifacts/records.ts'
import type { Decision, Rules } from './compare.ts'
import type { Moves } from './limits.ts'
import type { Scope } from './protection.ts'

export type Tally = Record<Row, number>

/** How many people fell into each row, how many of the held carry the mark, and who leaves and joins which organization. */
export function tally() {
  const rows = Object.fromEntries(rowNames.map((row) => [row, 0])) as Tally
  const moves = new Map<string, Moves>()
  let people = 0
  let pairs = 0
  let marked = 0
  const moved = (organization: string | null, what: keyof Moves) => {
    if (organization === null) return
    const counts = moves.get(organization) ?? { left: 0, removed: 0, joined: 0 }
    counts[what]++
    moves.set(organization, counts)
  }
  return {
    add({ entry, folded, joins, leaves, marked: isMarked, row, sides }: Decision): void {
      moved(leaves, 'left')
      if (entry?.into === 'delete') moved(leaves, 'removed')
      moved(joins, 'joined')
      rows[row]++
      if (folded) rows.folded++
      if (isMarked) marked++
      if (sides !== 'user') people++
      if (sides === 'both') pairs++
    },
    get counts() {
      return { rows, people, pairs, marked, moves }
    },
  }
}

/**
 * How many users could be removed at all: what the share of deletions is counted on; and how many of each organization.
 * Most lines are told unparsed.
 */
export function census(
  users: Iterable<Line<User>>,
  scope: Scope,
  { removable, unread }: Pick<Rules, 'removable' | 'unread'>,
) {
  const isEverybody = scope === 'end-users' && (unread?.size ?? 0) === 0
  const homes = new Map<string, number>()
  let count = 0
  for (const line of users) {
    if (!isActive(line.person) || !line.text.endsWith(',"protected":null}')) continue
    if (!isEverybody && !removable(line.record)) continue
    count++
    const { organization } = line
    if (organization !== null) homes.set(organization, (homes.get(organization) ?? 0) + 1)
  }
  return { count, homes }
}
