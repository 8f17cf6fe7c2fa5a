// What a run of sync leaves unsent, decided before the first write: over a limit, not approved, not asked for.

import { type Kind, kinds } from '../artifacts/records.ts'
import { quoted } from '../cli/signals.ts'
import { share, shareOf, tooManyPeople, tooMuch } from '../core/limits.ts'
import { NO_ACTIVE, uncheckableWords } from '../core/protection.ts'
import { short } from '../plan/plan.ts'
import { type Change, countLeft, type Work } from './work.ts'

/** Decides which kinds stay unsent in this run, and says why to a person where a limit does it. */
export function holdBack(work: Work): void {
  const { approved, held, run, unsent } = work
  const isOver = (kind: Kind) =>
    approved?.[kind] === undefined && countLeft(work, kind) > 0 && reasons(work, kind).length > 0
  for (const kind of kinds) {
    if (run.person !== null && kind === 'delete') unsent.set(kind, '--person removes nobody')
    else if (run.words.length > 0 && !run.words.includes(kind)) unsent.set(kind, 'not asked for in this run')
    else if (approved && approved[kind] === undefined)
      unsent.set(kind, 'not named in the approval: run sync again without it')
    else if (isOver(kind)) held.set(kind, heldFor(work, kind))
    else if (kind === 'delete' && isOver('create') && countLeft(work, kind) > 0) {
      held.set(kind, 'waits for the creations that are over their limit')
    }
  }
  for (const [kind, why] of held) unsent.set(kind, why)
  const over = [...held.keys()].filter(isOver)
  if (over.length > 0) run.say(heldBecause(work, over))
}

/** Why a kind is held, in the words of its receipts. */
function heldFor({ files }: Work, kind: Kind): string {
  const { doubt, uncheckable } = files[kind].head
  if (doubt !== null) return 'held: the source is in doubt'
  if (kind !== 'delete' || uncheckable.length === 0) return 'held by the limit'
  return uncheckable.includes(NO_ACTIVE) ? 'held: nobody can be deactivated' : 'held: a protect rule cannot be checked'
}

/** Why a kind is over its limits, each with the numbers, the limit, where it is set and ten ids. */
function reasons(work: Work, kind: Kind): string[] {
  const { files, run } = work
  const { limits, name } = run.instance
  const { foot, head } = files[kind]
  const base = head.bases[kind]
  const at = `  set in: ${run.flags['config'] ?? 'sync.config.json'}, instances.${name}.limits.${kind}`
  const { count, share: most } = limits[kind]
  const found: string[] = []
  if (head.doubt !== null) found.push(`${head.doubt}\n${first(idsOf(files[kind].records))}`)
  const isOver = kind === 'delete' ? tooManyPeople : tooMuch
  if (isOver(foot.count, base, limits[kind])) {
    const numbers = `${foot.count} people, ${share(foot.count / base)} of ${base} ${shareOf[kind]}`
    found.push(`${numbers}; the limit is ${count} and ${share(most)}\n${at}\n${first(idsOf(files[kind].records))}`)
  }
  for (const rule of kind === 'delete' ? head.uncheckable : [])
    found.push(
      rule === NO_ACTIVE
        ? uncheckableWords(rule)
        : `${uncheckableWords(rule)}; let its credential see them, or take the rule out`,
    )
  if (kind === 'delete' && head.emptied.length > limits.delete.organizations) {
    const numbers = `${head.emptied.length} organizations would keep none of their active users in scope`
    const limit = `the limit is ${limits.delete.organizations}`
    found.push(`${numbers}; ${limit}\n${at}.organizations\n${first(head.emptied)}`)
  }
  return kind === 'update' ? [...found, ...movesOver(work, `${at}.moves`)] : found
}

/** Why the moves from one organization to another are too many: they show people the tickets of others. */
function movesOver({ files, run }: Work, at: string): string[] {
  const { bases, moves } = files.update.head
  const { count, share: most } = run.instance.limits.update.moves
  const found: string[] = []
  if (tooManyPeople(moves.people, bases.update, { count, share: most })) {
    const numbers = `${moves.people} people change from one organization to another, ${share(moves.people / bases.update)} of ${bases.update} ${shareOf.update}`
    const largest = moves.largest.map(({ from, people, to }) => `${people} from ${from} to ${to}`)
    found.push(
      `${numbers}; the limit is ${count} and ${share(most)}\n${at}\n  the largest of the moves: ${largest.join(', ')}`,
    )
  }
  for (const { from, people, to } of moves.whole.slice(0, MOST_MOVES))
    found.push(
      `no active user of organization ${from} would stay: ${people} would move to organization ${to}; no setting allows that`,
    )
  const more = moves.whole.length - MOST_MOVES
  if (more > 0) found.push(`${more} other organizations would move as a whole, too: see moves in the first line`)
  return found
}

/** How many organizations that move as a whole are named. */
const MOST_MOVES = 10

/** An id with an address in it would be shown as one like all others. */
function first(ids: Iterable<string>): string {
  const known = firstTen(ids).filter((id) => !id.includes('@'))
  return known.length === 0 ? '  their ids are addresses: see the file' : `  the first of them: ${known.join(', ')}`
}

function firstTen(ids: Iterable<string>): string[] {
  const found: string[] = []
  for (const id of ids) if (found.push(id) === 10) break
  return found
}

function* idsOf(records: Iterable<Change>): Generator<string> {
  for (const record of records) yield 'id' in record ? record.id : record.to.externalId
}

/** The reasons, and the way to approve (docs/promises.md). */
function heldBecause(work: Work, over: readonly Kind[]): string {
  const { files, plan, run } = work
  const { folder, name } = run.instance
  const of = over.flatMap((kind) => reasons(work, kind).map((why) => `sync ${name}: ${kind} is held: ${why}`))
  const flags = ['config', 'data', 'person'].flatMap((flag) =>
    run.flags[flag] ? [`--${flag} ${quoted(String(run.flags[flag]))}`] : [],
  )
  const words = over.map((kind) => `${kind}=${files[kind].foot.count}`)
  const approval = `${short(plan)}:${words.join(',')}`
  const command = ['npm run sync --', `--instance ${name}`, ...flags, `--approve ${approval}`]
  const read = over.map((kind) => `${folder}/${kind}.json`).join(' and ')
  const inCi = `  or, in GitLab, start sync-approved with USER_SYNC_APPROVE=${approval}`
  return [...of, `  read ${read}; if it is right: ${command.join(' ')}`, ...(run.person === null ? [inCi] : [])].join(
    '\n',
  )
}
