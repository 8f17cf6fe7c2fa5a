// The receipts of planned records, appended during the run: after a kill, the next run continues from them.

import { closeSync, fsyncSync, ftruncateSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import stringify from 'fast-json-stable-stringify'
import { makeFolder, openToWrite, readPrivate, withPathInError, writeWhole } from '../artifacts/private-file.ts'
import {
  type JobNote,
  journalHead,
  journalLine,
  type Kind,
  type Outcome,
  outcomes,
  type Receipt,
} from '../artifacts/records.ts'
import { exit, Failure } from '../errors/failure.ts'
import { maskSecrets } from '../errors/secrets.ts'
import { check } from '../errors/validate.ts'

export const JOURNAL = 'receipts.ndjson'
/** The journal of the previous plan. */
export const EARLIER = 'receipts.earlier.ndjson'

export interface Journal {
  /** Starts a new file, or goes on in this plan's own; only now is another plan's file put aside. */
  begin(): void
  /** Appends a receipt or the note of a job. A job is on disk before anybody waits for it. */
  add(line: Receipt | JobNote): void
  /** The last receipt of a planned record. */
  of(kind: Kind, key: string, id: string | null): Receipt | undefined
  receipts(kind: Kind): Iterable<Receipt>
  /** Jobs of a run that was interrupted, of this plan or of the one before: some of their records have no receipt. */
  openJobs: readonly string[]
  /** How many receipts this run has added. */
  readonly added: number
  flush(): void
  close(): void
}

/** Whether a record with this receipt is not sent again. */
export const isFinal = (receipt: Receipt | undefined): boolean =>
  receipt !== undefined && receipt.outcome !== 'failed' && receipt.outcome !== 'not-sent'

/** The number of receipts between two flushes. A kill loses none; a power cut loses at most these. */
const FLUSH_EVERY = 100

/**
 * Opens receipts.ndjson of a folder for one plan: goes on where the same plan was left, begins anew for another one.
 * A torn last line is ignored. Throws exit 7 where another line is damaged.
 */
export function journal(folder: string, plan: string, instance: string): Journal {
  const path = join(folder, JOURNAL)
  const { lines, whole } = readLines(path)
  const [first, ...rest] = lines
  const head = first === undefined ? null : parseLine(first, { number: 1, path, schema: journalHead })
  if (head !== null && head.instance !== instance)
    throw new Failure(
      exit.input,
      `${path} is of instance ${head.instance}, not ${instance}. Move it away, then run sync again`,
    )
  const goesOn = head?.plan === plan
  const known = new Map<string, Receipt>()
  const open = new Map<string, Set<string>>()
  for (const [index, line] of rest.entries()) {
    const entry = parseLine(line, { number: index + 2, path, schema: journalLine })
    if ('job' in entry) open.set(entry.job, new Set(entry.keys.map((key) => `${entry.kind} ${key}`)))
    else {
      known.set(nameOfRecord(entry), withMaskedError(entry))
      // A failed receipt does not close its job: the read may have failed while the job was still running.
      if (isFinal(entry)) for (const keys of open.values()) keys.delete(`${entry.kind} ${entry.key}`)
    }
  }
  const openJobs = [...open].filter(([, keys]) => keys.size > 0).map(([job]) => job)
  if (!goesOn) known.clear()

  let fd: number | null = null
  let unflushed = 0
  let added = 0
  /** Why a line was not written whole: nothing may follow a torn one. */
  let broken: { error: unknown } | null = null
  const append = (value: unknown) => {
    if (fd === null) throw new Error('the journal was not begun')
    if (broken) throw broken.error
    const to = fd
    try {
      withPathInError(path, () => writeWhole(to, `${stringify(value)}\n`))
    } catch (error) {
      broken = { error }
      throw error
    }
    unflushed++
  }
  const flush = () => {
    const to = fd
    if (to !== null && unflushed > 0) withPathInError(path, () => fsyncSync(to))
    unflushed = 0
  }

  return {
    openJobs,
    get added() {
      return added
    },
    of: (kind, key, id) => known.get(nameOfRecord({ kind, key, id })),
    *receipts(kind) {
      for (const receipt of known.values()) if (receipt.kind === kind) yield receipt
    },
    begin() {
      makeFolder(folder)
      if (!goesOn && head !== null) renameSync(path, join(folder, EARLIER)) // its receipts may be the only ones
      fd = openToWrite(path, goesOn ? 'append' : 'new')
      if (goesOn) ftruncateSync(fd, whole)
      if (!goesOn) append({ instance, plan })
    },
    add(said) {
      const line = 'outcome' in said ? withMaskedError(said) : said
      // Stored in memory before the write, so that the report has it even if the disk is full.
      if ('outcome' in line) {
        known.set(nameOfRecord(line), line)
        added++
      }
      append(line)
      if ('job' in line || unflushed >= FLUSH_EVERY) flush()
    },
    flush,
    close() {
      try {
        flush()
      } finally {
        if (fd !== null) closeSync(fd)
        fd = null
      }
    },
  }
}

/** The message of a remote may repeat a secret; values of people stay unmasked in the file. */
const withMaskedError = (receipt: Receipt): Receipt =>
  receipt.error === null ? receipt : { ...receipt, error: maskSecrets(receipt.error) }

/** A creation has no id before and one after, so only a deletion is named by it: two users may share a key. */
const nameOfRecord = ({ kind, key, id }: Pick<Receipt, 'kind' | 'key' | 'id'>) =>
  kind === 'delete' ? `${kind} ${key} ${id}` : `${kind} ${key}`

/** The lines that end with a line end, and how many bytes they take. */
function readLines(path: string): { lines: string[]; whole: number } {
  const bytes = readPrivate(path)
  if (bytes === null) return { lines: [], whole: 0 }
  const whole = bytes.lastIndexOf(10) + 1
  return { lines: bytes.toString('utf8', 0, whole).split('\n').slice(0, -1), whole }
}

function parseLine<T>(
  line: string,
  { number, path, schema }: { number: number; path: string; schema: Parameters<typeof check<T>>[0] },
): T {
  try {
    return check(schema, JSON.parse(line), { at: `${JOURNAL}, line ${number}` })
  } catch {
    // without its cause: a parser quotes the line, which has people in it
    const message = `${path} is damaged in line ${number}. Delete it and run sync again: what was done is read back`
    throw new Failure(exit.input, message)
  }
}

/** The number of receipts with each outcome, also zero. */
export function countOutcomes(receipts: Iterable<Receipt>): Record<Outcome, number> {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>
  for (const { outcome } of receipts) counts[outcome]++
  return counts
}
