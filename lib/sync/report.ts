// The report of sync: a receipt file for each kind, and one line.

import { receiptFiles } from '../artifacts/files.ts'
import { type Fields, type Kind, kinds, type Receipt, type Update } from '../artifacts/records.ts'
import { finish, newArtifact, publish } from '../artifacts/write.ts'
import type { Done } from '../cli/stage.ts'
import { isMostlyUnconfirmed } from '../core/limits.ts'
import { type Exit, exit, worst } from '../errors/failure.ts'
import { maskLine, maskNames, truncate } from '../errors/mask.ts'
import { UNCONFIRMED } from './confirm-absence.ts'
import { MOVED } from './moved.ts'
import { ENDED, INTERRUPTED, type Work } from './work.ts'

/** The receipt artifacts: one receipt for every planned record, also when the run failed on the way. */
export function renderReceipts({ book, files, plan, run, unsent }: Work): void {
  const parts = kinds.map((kind) => {
    const file = newArtifact(receiptFiles[kind])
    for (const line of files[kind].lines) {
      const id = line.field('id') ?? null
      file.add(book.of(kind, line.key, id) ?? receiptOfUnsent(kind, { key: line.key, id, error: unsent.get(kind) }))
    }
    return finish(file, {
      instance: run.instance.name,
      gathered: run.now.toISOString(),
      person: files[kind].head.person,
      from: files[kind].head.from,
      plan,
    })
  })
  publish(run.instance.folder, ...parts)
}

/** A record of a sent kind without a receipt is a bug of user-sync, and must not look like success. */
const NO_RECEIPT = 'without a receipt: a fault of user-sync'

const receiptOfUnsent = (
  kind: Kind,
  { key, id, error = ENDED }: { key: string; id: string | null; error?: string | undefined },
): Receipt => ({
  error,
  from: null,
  id,
  key,
  kind,
  outcome: 'not-sent',
  to: null,
})

/** The number of different errors that are shown per kind. */
const MAX_ERRORS_SHOWN = 3

/**
 * Prints the most frequent errors of failures and conflicts, with their file. Errors that differ only in numbers and
 * addresses count as one.
 */
export function explainFailures({ book, files, run }: Work): void {
  for (const kind of kinds) {
    const words = new Map<string, { n: number; first: string }>()
    for (const line of files[kind].lines) {
      const id = line.field('id') ?? null
      const outcome = book.outcomeOf(kind, line.key, id)
      if (outcome !== 'failed' && outcome !== 'conflict') continue
      const receipt = book.of(kind, line.key, id)!
      const error = receipt.error ?? 'no words'
      const { from, to } = line.record as Update
      const hidden = run.flags['reveal'] ? error : maskNames(error, [from, to, receipt.to].flatMap(quotableTexts))
      const said = `${receipt.outcome}: ${truncate(hidden.replace(/\s+/g, ' '))}`
      const alike = maskLine(said).replace(/\d+/g, '#')
      const { n = 0, first = said } = words.get(alike) ?? {}
      words.set(alike, { n: n + 1, first })
    }
    const commonest = [...words.values()].sort((a, b) => b.n - a.n).slice(0, MAX_ERRORS_SHOWN)
    const file = `${run.instance.folder}/${receiptFiles[kind].file}`
    for (const { n, first } of commonest) run.say(`sync ${run.instance.name}: ${kind}: ${n} ${first} (${file})`)
  }
}

/** The texts of a person that a remote may quote. */
const quotableTexts = (fields: Fields | null | undefined): string[] =>
  [fields?.name, ...Object.values(fields?.attributes ?? {}).flat()].filter((one) => typeof one === 'string')

/**
 * The parts of the line about moved people and unproven absence, and whether so many are unproven that the run fails.
 */
function absenceIn(receipts: Iterable<Receipt>): { said: string[]; isUnconfirmed: boolean } {
  let [moved, removals] = [0, 0]
  const open: string[] = []
  for (const { error } of receipts) {
    removals++
    if (error?.startsWith(MOVED)) moved++
    if (error?.startsWith(UNCONFIRMED)) open.push(error)
  }
  const isUnconfirmed = isMostlyUnconfirmed(open.length, removals)
  const said = [
    ...(moved > 0 ? [`${moved} moved to accounts without an organization`] : []),
    ...(isUnconfirmed ? [`absence not confirmed for ${open.length} of ${removals} (${reasonOf(open[0]!)})`] : []),
  ]
  return { said, isUnconfirmed }
}

const reasonOf = (error: string) => error.slice(UNCONFIRMED.length).replace(/^:\s*/, '')

/** The line of sync, and its exit code: what failed, what waits for approval. */
export function summary({ book, files, held, run, stop, unsent }: Work): Done {
  const said: string[] = []
  const codes: Exit[] = held.size > 0 ? [exit.held] : []
  for (const kind of kinds) {
    const planned = files[kind].foot.count
    const tally = book.tally(kind)
    const settled = Object.values(tally).reduce((sum, n) => sum + n, 0)
    tally['not-sent'] += planned - settled
    if (tally.failed > 0 || (run.flags['strict'] && tally.conflict > 0)) codes.push(exit.failed)
    const outcomes = Object.entries(tally).filter(([, n]) => n > 0)
    const why = tally['not-sent'] > 0 ? ` (${unsent.get(kind) ?? NO_RECEIPT})` : ''
    if (tally['not-sent'] > 0 && !unsent.has(kind)) codes.push(exit.unexpected)
    if (tally['not-sent'] > 0 && stop === INTERRUPTED && unsent.get(kind) === stop) codes.push(exit.interrupted)
    if (planned > 0) said.push(`${kind} ${outcomes.map(([outcome, n]) => `${n} ${outcome}`).join(', ')}${why}`)
  }
  const absence = absenceIn(book.receipts('delete'))
  said.push(...absence.said)
  if (absence.isUnconfirmed) codes.push(exit.failed)
  if (said.length === 0) return { line: 'nothing to do', code: worst(codes) }
  const now = book.added > 0 ? '' : 'nothing sent now; this plan so far: '
  return { line: now + said.join('; '), code: worst(codes) }
}
