// The receipts of planned records, appended during the run: after a kill, the next run continues from them. Memory has
// a digest of each, its outcome and its place in the file.

import { hash } from 'node:crypto'
import { closeSync, fsyncSync, ftruncateSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import stringify from 'fast-json-stable-stringify'
import { makeFolder, openToRead, openToWrite, withPathInError, writeWhole } from '../artifacts/private-file.ts'
import { type JobNote, type Kind, type Outcome, outcomes, type Receipt } from '../artifacts/records.ts'
import { exit, Failure } from '../errors/failure.ts'
import { maskSecrets } from '../errors/secrets.ts'
import { lineAt, type Place, parseEntry, parseHead, wholeLines } from './journal-lines.ts'
import { openJobs } from './open-jobs.ts'

export const JOURNAL = 'receipts.ndjson'
/** The journal of the previous plan. */
export const EARLIER = 'receipts.earlier.ndjson'

export interface Journal {
  /** Starts a new file, or goes on in this plan's own; only now is another plan's file put aside. */
  begin(): void
  /** Appends a receipt or the note of a job. A job is on disk before anybody waits for it. */
  add(line: Receipt | JobNote): void
  /** The last receipt of a planned record, read from the file. */
  of(kind: Kind, key: string, id: string | null): Receipt | undefined
  /** The outcome of the last receipt of a planned record. */
  outcomeOf(kind: Kind, key: string, id: string | null): Outcome | undefined
  /** The receipts of a kind, all or those with one outcome, read from the file. */
  receipts(kind: Kind, outcome?: Outcome): Iterable<Receipt>
  /** The number of receipts of a kind with each outcome, also zero. */
  tally(kind: Kind): Record<Outcome, number>
  /** Jobs of a run that was interrupted, of this plan or of the one before: some of their records have no receipt. */
  openJobs: readonly string[]
  /** How many receipts this run has added. */
  readonly added: number
  flush(): void
  /** Nothing can be added or read after it. */
  close(): void
}

/** Whether a record with a receipt of this outcome is not sent again. */
export const isFinal = (outcome: Outcome | undefined): boolean =>
  outcome !== undefined && outcome !== 'failed' && outcome !== 'not-sent'

/** The number of receipts between two flushes. A kill loses none; a power cut loses at most these. */
const FLUSH_EVERY = 100

/** The part of a receipt that stays in memory. A receipt that could not be written stays `whole`. */
type Kept = { kind: Kind; outcome: Outcome } & (Place | { whole: Receipt })

/**
 * Opens receipts.ndjson of a folder for one plan: goes on where the same plan was left, begins anew for another one.
 * A torn last line is ignored. Throws exit 7 where another line is damaged.
 */
export function journal(folder: string, plan: string, instance: string): Journal {
  const path = join(folder, JOURNAL)
  let reading = openIfThere(path)
  const earlier = reading
  const { goesOn, isThere, known, openJobs, whole } = withPathInError(path, () =>
    readKnown(earlier, { path, plan, instance }),
  )
  let size = whole
  let fd: number | null = null
  let unflushed = 0
  let added = 0
  /** Why a line was not written whole: nothing may follow a torn one. */
  let broken: { error: unknown } | null = null
  const append = (value: unknown): Place => {
    if (fd === null) throw new Error('the journal was not begun')
    if (broken) throw broken.error
    const to = fd
    const line = Buffer.from(`${stringify(value)}\n`)
    try {
      withPathInError(path, () => writeWhole(to, line))
    } catch (error) {
      broken = { error }
      throw error
    }
    unflushed++
    const at = size
    size += line.length
    return { at, size: line.length - 1 }
  }
  const flush = () => {
    const to = unflushed > 0 ? fd : null
    unflushed = 0
    if (to !== null) withPathInError(path, () => fsyncSync(to))
  }
  const read = (kept: Kept): Receipt => {
    if ('whole' in kept) return kept.whole
    const from = reading!
    const text = withPathInError(path, () => lineAt(from, kept))
    return withMaskedError(parseEntry(text, { path, where: `byte ${kept.at}` }) as Receipt)
  }
  const find = (kind: Kind, key: string, id: string | null) => known.get(digestOfRecord({ kind, key, id }))

  return {
    openJobs,
    get added() {
      return added
    },
    of(kind, key, id) {
      const kept = find(kind, key, id)
      return kept && read(kept)
    },
    outcomeOf: (kind, key, id) => find(kind, key, id)?.outcome,
    *receipts(kind, outcome) {
      for (const kept of known.values())
        if (kept.kind === kind && kept.outcome === (outcome ?? kept.outcome)) yield read(kept)
    },
    tally(kind) {
      return countOutcomes(known.values(), (kept) => kept.kind === kind)
    },
    begin() {
      makeFolder(folder)
      if (!goesOn && isThere) renameSync(path, join(folder, EARLIER)) // its receipts may be the only ones
      fd = openToWrite(path, goesOn ? 'append' : 'new')
      if (goesOn) ftruncateSync(fd, size)
      if (reading !== null) closeSync(reading)
      reading = openToRead(path)
      if (goesOn) return
      size = 0
      append({ instance, plan })
    },
    add(said) {
      if ('job' in said) {
        append(said)
        flush()
        return
      }
      const line = withMaskedError(said)
      const { kind, outcome } = line
      const name = digestOfRecord(line)
      // Stored in memory before the write, so that the report has it even if the disk is full.
      known.set(name, { kind, outcome, whole: line })
      added++
      known.set(name, { kind, outcome, ...append(line) })
      if (unflushed >= FLUSH_EVERY) flush()
    },
    flush,
    close() {
      try {
        flush()
      } finally {
        for (const one of [fd, reading]) if (one !== null) closeSync(one)
        fd = null
        reading = null
      }
    },
  }
}

interface KnownLines {
  isThere: boolean
  /** Whether the file is of this plan. */
  goesOn: boolean
  known: Map<string, Kept>
  openJobs: readonly string[]
  /** The bytes of its complete lines. */
  whole: number
}

/** Reads the journal of an earlier run; closes the file if it throws. */
function readKnown(
  fd: number | null,
  { path, plan, instance }: { path: string; plan: string; instance: string },
): KnownLines {
  const known = new Map<string, Kept>()
  const open = openJobs()
  let [number, whole, goesOn] = [0, 0, false]
  try {
    for (const { at, size, text } of fd === null ? [] : wholeLines(fd)) {
      number++
      whole = at + size + 1
      if (number === 1) {
        const head = parseHead(text, path)
        assertInstance(head.instance, { path, instance })
        goesOn = head.plan === plan
        continue
      }
      const entry = parseEntry(text, { path, where: `line ${number}` })
      if ('job' in entry) {
        open.note(entry)
        continue
      }
      const { kind, outcome } = entry
      if (goesOn) known.set(digestOfRecord(entry), { kind, outcome, at, size })
      // A failed receipt does not close its job: the read may have failed while the job was still running.
      if (isFinal(outcome)) open.close(entry)
    }
  } catch (error) {
    if (fd !== null) closeSync(fd)
    throw error
  }
  return { isThere: number > 0, goesOn, known, openJobs: open.ids(), whole }
}

/** An open file; null where there is none. */
function openIfThere(path: string): number | null {
  return withPathInError(path, () => {
    try {
      return openToRead(path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
  })
}

function assertInstance(found: string, { path, instance }: { path: string; instance: string }): void {
  if (found === instance) return
  throw new Failure(exit.input, `${path} is of instance ${found}, not ${instance}. Move it away, then run sync again`)
}

/** The message of a remote may repeat a secret; values of people stay unmasked in the file. */
const withMaskedError = (receipt: Receipt): Receipt =>
  receipt.error === null ? receipt : { ...receipt, error: maskSecrets(receipt.error) }

/** A creation has no id before and one after, so only a deletion is named by it: two users may share a key. */
const digestOfRecord = ({ kind, key, id }: Pick<Receipt, 'kind' | 'key' | 'id'>): string =>
  hash('sha256', kind === 'delete' ? `${kind} ${key} ${id}` : `${kind} ${key}`, 'binary')

/** The number of these receipts with each outcome, also zero. */
export function countOutcomes<T extends { outcome: Outcome }>(
  receipts: Iterable<T>,
  isCounted: (receipt: T) => boolean = () => true,
): Record<Outcome, number> {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>
  for (const one of receipts) if (isCounted(one)) counts[one.outcome]++
  return counts
}
