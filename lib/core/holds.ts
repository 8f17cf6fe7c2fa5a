// The kinds that a run of sync does not send, decided before the first write: a limit, doubt, approval, the command
// line. Pure.

import { type Kind, kinds } from '../artifacts/records.ts'
import { isOverLimit, isOverPeopleLimit, type Limit, type Limits, type PlannedMoves } from './limits.ts'
import { NO_ACTIVE } from './protection.ts'

/** The counts that a person approved, by kind; a kind without one is not approved. */
export type Approval = Partial<Record<Kind, number>>

/** The numbers of one kind in the plan; `left` records have no final receipt. */
export interface KindCounts {
  left: number
  planned: number
  /** The number that the share of its limit refers to. */
  base: number
  /** Why the source is in doubt, or null. */
  doubt: string | null
}

/** The counts of a plan before the first write. */
export interface PlanCounts extends Record<Kind, KindCounts> {
  /** Rules of `protect` that cannot be checked. */
  uncheckable: readonly string[]
  /** Organizations that would keep none of their active users in scope. */
  emptiedOrganizations: readonly string[]
  moves: PlannedMoves
}

/** The request of the command line. */
export interface Request {
  /** The kinds that the command line names; empty: all of them. */
  words: readonly string[]
  isOnePerson: boolean
  approved: Approval | null
}

/** A reason why a kind waits for a person. */
export type HoldReason =
  | { is: 'doubt'; doubt: string }
  | { is: 'people'; count: number; base: number; limit: Limit }
  | { is: 'uncheckable'; rule: string }
  | { is: 'organizations'; ids: readonly string[]; limit: number }
  | { is: 'moves'; moves: PlannedMoves; base: number; limit: Limit }
  | { is: 'whole move'; move: PlannedMoves['whole'][number] }

/** A kind that this run does not send. */
export interface Hold {
  kind: Kind
  /** The error of its receipts. */
  error: string
  /** Whether it waits for a person: sync ends with the exit code for that. */
  isWaiting: boolean
  /** Empty where the kind is not over a limit of its own. */
  reasons: readonly HoldReason[]
}

/** Decides which kinds this run does not send, in the order of sending. */
export function decideHolds(counts: PlanCounts, limits: Limits, request: Request): Hold[] {
  const { approved, isOnePerson, words } = request
  const openReasons = (kind: Kind): HoldReason[] =>
    approved?.[kind] === undefined && counts[kind].left > 0 ? limitReasons(kind, counts, limits) : []
  const leaveOut = (kind: Kind, error: string): Hold => ({ kind, error, isWaiting: false, reasons: [] })
  return kinds.flatMap((kind): Hold[] => {
    if (isOnePerson && kind === 'delete') return [leaveOut(kind, '--person removes nobody')]
    if (words.length > 0 && !words.includes(kind)) return [leaveOut(kind, 'not asked for in this run')]
    if (approved && approved[kind] === undefined)
      return [leaveOut(kind, 'not named in the approval: run sync again without it')]
    const reasons = openReasons(kind)
    if (reasons.length > 0) return [{ kind, error: errorOfHold(reasons), isWaiting: true, reasons }]
    if (kind !== 'delete' || counts.delete.left === 0 || openReasons('create').length === 0) return []
    return [{ kind, error: 'waits for the creations that are over their limit', isWaiting: true, reasons: [] }]
  })
}

/** The reasons in the order in which they are explained. */
function limitReasons(
  kind: Kind,
  { emptiedOrganizations, moves, uncheckable, ...counts }: PlanCounts,
  limits: Limits,
): HoldReason[] {
  const { base, doubt, planned } = counts[kind]
  const reasons: HoldReason[] = []
  if (doubt !== null) reasons.push({ is: 'doubt', doubt })
  const limit = limits[kind]
  const isOver = kind === 'delete' ? isOverPeopleLimit : isOverLimit
  if (isOver(planned, base, limit)) reasons.push({ is: 'people', count: planned, base, limit })
  if (kind === 'delete') {
    reasons.push(...uncheckable.map((rule): HoldReason => ({ is: 'uncheckable', rule })))
    const { organizations } = limits.delete
    if (emptiedOrganizations.length > organizations)
      reasons.push({ is: 'organizations', ids: emptiedOrganizations, limit: organizations })
  }
  if (kind === 'update') {
    if (isOverPeopleLimit(moves.people, base, limits.update.moves))
      reasons.push({ is: 'moves', moves, base, limit: limits.update.moves })
    reasons.push(...moves.whole.map((move): HoldReason => ({ is: 'whole move', move })))
  }
  return reasons
}

/** A source in doubt says more than a rule, and a rule more than a number. */
function errorOfHold(reasons: readonly HoldReason[]): string {
  if (reasons.some(({ is }) => is === 'doubt')) return 'waits for approval: the source is in doubt'
  const rules = reasons.flatMap((reason) => (reason.is === 'uncheckable' ? [reason.rule] : []))
  if (rules.length === 0) return 'over the limit'
  return rules.includes(NO_ACTIVE)
    ? 'waits for approval: no user can be deactivated'
    : 'waits for approval: a protect rule cannot be checked'
}
