// The counts for the decision about holds, and the text that explains a hold.

import type { Kind } from '../artifacts/records.ts'
import type { Hold, HoldReason, KindCounts, PlanCounts } from '../core/holds.ts'
import { baseWords, inPercent, type Limit } from '../core/limits.ts'
import { NO_ACTIVE, uncheckableWords } from '../core/protection.ts'
import { commandWith } from '../errors/command.ts'
import { shortDigest } from '../plan/plan.ts'
import { countLeft, type PlannedChange, type Work } from './work.ts'

/** Counts the plan before the first write. */
export function countPlan(work: Work): PlanCounts {
  const { files } = work
  const countKind = (kind: Kind): KindCounts => {
    const { foot, head } = files[kind]
    return { left: countLeft(work, kind), planned: foot.count, base: head.limitBases[kind], doubt: head.doubt }
  }
  const { emptiedOrganizations, uncheckable } = files.delete.head
  return {
    create: countKind('create'),
    update: countKind('update'),
    delete: countKind('delete'),
    emptiedOrganizations,
    moves: files.update.head.moves,
    uncheckable,
  }
}

/** The reasons of these holds, and the way to approve them (docs/promises.md). */
export function explainHolds(work: Work, holds: readonly Hold[]): string {
  const { files, plan, run } = work
  const { folder, name } = run.instance
  const approval = `${shortDigest(plan)}:${holds.map(({ kind }) => `${kind}=${files[kind].foot.count}`).join(',')}`
  const command = commandWith('sync', { ...run.flags, instance: name }, `--approve ${approval}`)
  const read = holds.map(({ kind }) => `${folder}/${kind}.json`).join(' and ')
  return [
    ...holds.flatMap((hold) =>
      explainHold(work, hold).map((why) => `sync ${name}: ${hold.kind} waits for approval: ${why}`),
    ),
    `  read ${read}; if it is right: ${command}`,
    ...(run.person === null ? [`  or, in GitLab, start sync-approved with USER_SYNC_APPROVE=${approval}`] : []),
  ].join('\n')
}

/** How many organizations that move as a whole are named. */
const MOST_MOVES = 10

/** Each reason with the numbers, the limit, where it is set and ten ids. */
function explainHold(work: Work, { kind, reasons }: Hold): string[] {
  const isWhole = ({ is }: HoldReason) => is === 'whole move'
  const named = [...reasons.filter((one) => !isWhole(one)), ...reasons.filter(isWhole).slice(0, MOST_MOVES)]
  const more = reasons.filter(isWhole).length - MOST_MOVES
  return [
    ...named.map((reason) => explainReason(work, kind, reason)),
    ...(more > 0 ? [`${more} other organizations would move as a whole, too: see moves in the first line`] : []),
  ]
}

function explainReason({ files, run }: Work, kind: Kind, reason: HoldReason): string {
  const at = `  set in: ${run.flags['config'] ?? 'sync.config.json'}, instances.${run.instance.name}.limits.${kind}`
  switch (reason.is) {
    case 'doubt':
      return `${reason.doubt}\n${firstOf(idsOfRecords(files[kind].records))}`
    case 'people': {
      const people = `${reason.count} people`
      return `${people}, ${numbersOf(kind, reason.count, reason)}\n${at}\n${firstOf(idsOfRecords(files[kind].records))}`
    }
    case 'uncheckable':
      return reason.rule === NO_ACTIVE
        ? uncheckableWords(reason.rule)
        : `${uncheckableWords(reason.rule)}; let its credential see them, or take the rule out`
    case 'organizations': {
      const numbers = `${reason.ids.length} organizations would keep none of their active users in scope`
      return `${numbers}; the limit is ${reason.limit}\n${at}.organizations\n${firstOf(reason.ids)}`
    }
    case 'moves': {
      const people = `${reason.moves.people} people change from one organization to another`
      const largest = reason.moves.largest.map(({ from, people, to }) => `${people} from ${from} to ${to}`)
      const numbers = numbersOf(kind, reason.moves.people, reason)
      return `${people}, ${numbers}\n${at}.moves\n  the largest of the moves: ${largest.join(', ')}`
    }
    case 'whole move': {
      const { from, people, to } = reason.move
      return `no active user of organization ${from} would stay: ${people} would move to organization ${to}; no setting allows that`
    }
  }
}

/** The share of a count, and its limit. */
const numbersOf = (kind: Kind, count: number, { base, limit }: { base: number; limit: Limit }) =>
  `${inPercent(count / base)} of ${base} ${baseWords[kind]}; the limit is ${limit.count} and ${inPercent(limit.share)}`

/** Ids with an address in them would all be shown as `<address>`. */
function firstOf(ids: Iterable<string>): string {
  const known = firstTen(ids).filter((id) => !id.includes('@'))
  return known.length === 0 ? '  their ids are addresses: see the file' : `  the first of them: ${known.join(', ')}`
}

function firstTen(ids: Iterable<string>): string[] {
  const found: string[] = []
  for (const id of ids) if (found.push(id) === 10) break
  return found
}

function* idsOfRecords(records: Iterable<PlannedChange>): Generator<string> {
  for (const record of records) yield 'id' in record ? record.id : record.to.externalId
}
