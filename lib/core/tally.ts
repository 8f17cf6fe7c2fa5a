// The counts of compare: people by reason, moves between organizations, and removable users. Pure.

import { isActive, type Line } from '../artifacts/record-line.ts'
import { type Reason, reasonNames, type User } from '../artifacts/records.ts'
import type { Decision, Rules } from './decision.ts'
import type { Moves, Transfer } from './limits.ts'
import type { Scope } from './protection.ts'

export type Tally = Record<Reason, number>

/** Counts decisions: people by reason, marked held people, and the leavers and joiners of each organization. */
export function tally() {
  const reasons = Object.fromEntries(reasonNames.map((row) => [row, 0])) as Tally
  const moves = new Map<string, Moves>()
  const transfers = new Map<string, Transfer>()
  const unsettled = new Map<string, number>()
  let people = 0
  let pairs = 0
  let marked = 0
  const countMove = (organization: string | null, what: keyof Moves) => {
    if (organization === null) return
    const counts = moves.get(organization) ?? { left: 0, removed: 0, joined: 0 }
    counts[what]++
    moves.set(organization, counts)
  }
  const countTransfer = ({ from, isActive, to }: NonNullable<Decision['transfer']>) => {
    const move = transfers.get(`${from} ${to}`) ?? { from, to, people: 0, active: 0 }
    move.people++
    if (isActive) move.active++
    transfers.set(`${from} ${to}`, move)
  }
  return {
    add({
      entry,
      isMerged,
      joins,
      leaves,
      marked: isMarked,
      reason,
      sides,
      transfer,
      unsettled: homes,
    }: Decision): void {
      for (const home of homes) unsettled.set(home, (unsettled.get(home) ?? 0) + 1)
      countMove(leaves, 'left')
      if (entry?.into === 'delete') countMove(leaves, 'removed')
      countMove(joins, 'joined')
      if (transfer) countTransfer(transfer)
      reasons[reason]++
      if (isMerged) reasons.merged++
      if (isMarked) marked++
      if (sides !== 'user') people++
      if (sides === 'both') pairs++
    },
    /** Counts pairs that are equal, of which no decision was made. */
    addEqual(count: number): void {
      reasons.equal += count
      people += count
      pairs += count
    },
    get counts() {
      return { reasons, people, pairs, marked, moves, unsettled, transfers: [...transfers.values()] }
    },
  }
}

/** A number of users of one organization who are active and not protected. */
export interface UserCount {
  organization: string | null
  hasExternalId: boolean
  people: number
}

/**
 * How many users could be removed at all: what the share of deletions is counted on; and how many of each organization.
 * `residents`: those of each organization who are active and not protected, in scope or not. `others` are active and
 * unprotected users who are in no line.
 */
export function census(
  users: Iterable<Line<User>>,
  { removable, scope, unread }: Pick<Rules, 'removable' | 'unread'> & { scope: Scope },
  others: readonly UserCount[] = [],
) {
  const isEverybody = scope === 'end-users' && (unread?.size ?? 0) === 0
  const homes = new Map<string, number>()
  const residents = isEverybody ? homes : new Map<string, number>()
  const addTo = (map: typeof homes, organization: string | null, people = 1) => {
    if (organization !== null) map.set(organization, (map.get(organization) ?? 0) + people)
  }
  let count = 0
  for (const line of users) {
    if (!isActive(line.personBytes) || !line.text.endsWith(',"protected":null}')) continue
    const { organization } = line
    if (!isEverybody) addTo(residents, organization)
    if (!isEverybody && !removable(line.record)) continue
    count++
    addTo(homes, organization)
  }
  for (const { hasExternalId, organization, people } of others) {
    const user = { externalId: hasExternalId ? '' : null, person: { active: true, organization }, protected: null }
    if (!isEverybody) addTo(residents, organization, people)
    if (!isEverybody && !removable(user)) continue
    count += people
    addTo(homes, organization, people)
  }
  return { count, homes, residents }
}
