// A feed. The first read of its files proves that they are complete, and finds repeated user names; the second yields
// people.

import { toKey } from '../../artifacts/key.ts'
import type { Control } from './control.ts'
import { fieldWatch } from './fields.ts'
import { MAX_NAMED } from './limits.ts'
import { type FeedPerson, personOf, problemsOf } from './person.ts'
import { type FeedRow, fileRefusal, type Raw } from './reader.ts'
import { type FeedFile, type OpenFile, readRows } from './rows.ts'

/** The place of a record, counted from one in its file. */
export interface RecordPlace {
  file: string
  record: number
}

/** The content of one record. A record with a problem is included, because its person still exists. */
export interface FeedRecord {
  place: RecordPlace
  received: Raw
  /** Texts of the record that `received` lacks (`FeedRow`). */
  surplus: readonly string[]
  /** The user name in the form for comparison, or null if the record has none. */
  key: string | null
  /** The person, as far as the record is readable; complete if there is no problem. */
  person: FeedPerson
  problem: string | null
  /** The first value with an unknown shape, in words, or null. */
  unreadable: string | null
  /** Lines that the control file logs about the record; they hold nobody. */
  notes: string[]
}

export interface Feed {
  /** Throws exit 7 if a file lacks a field that the control file reads and `optional` does not name. */
  assertComplete(optional: readonly string[]): void
  /** By file name: the input of the size check. */
  files: Readonly<Record<string, FeedFile>>
  people(): AsyncGenerator<FeedRecord>
}

/**
 * Reads all files to their end. Throws exit 7 for an incomplete feed file; `people` throws it for a file that has
 * changed since. Only the user names and their places stay in memory.
 */
export async function feedOf(control: Control, open: OpenFile): Promise<Feed> {
  const first = new Map<string, RecordPlace>()
  const several = new Map<string, RecordPlace[]>()
  const files: Record<string, FeedFile> = {}
  const watches = new Map([...control.files.keys()].map((file) => [file, fieldWatch(control.reads)]))
  for await (const { place, row } of recordsOf(control, open, (file, was) => (files[file] = was))) {
    watches.get(place.file)!.add(row)
    const key = keyOfRecord(control, row.value)
    if (key === null) continue
    const before = first.get(key)
    const all = several.get(key)
    if (all) all.push(place)
    else if (before) several.set(key, [before, place])
    else first.set(key, place)
  }
  first.clear()

  return {
    files,
    assertComplete(optional) {
      for (const [file, watch] of watches) watch.assertComplete(file, { columns: files[file]!.columns, optional })
    },
    async *people() {
      const same = (file: string, { sha256 }: FeedFile) => {
        if (sha256 !== files[file]!.sha256) throw fileRefusal(file, 'it changed while it was read')
      }
      for await (const { place, row } of recordsOf(control, open, same))
        yield readRecord(control, row, { place, several })
    },
  }
}

/** The records of all files, in the order of the control file. */
async function* recordsOf(control: Control, open: OpenFile, whole: (file: string, was: FeedFile) => void) {
  for (const [file, spec] of control.files) {
    let record = 0
    for await (const rows of readRows(file, spec, { open, whole: (was) => whole(file, was) }))
      for (const row of rows) yield { place: { file, record: ++record }, row }
  }
}

function keyOfRecord(control: Control, record: Raw): string | null {
  const name = control.userName(record)
  return name === null ? null : toKey(name)
}

function readRecord(
  control: Control,
  { value, fault, surplus = [] }: FeedRow,
  { place, several }: { place: RecordPlace; several: ReadonlyMap<string, RecordPlace[]> },
): FeedRecord {
  const key = keyOfRecord(control, value)
  const work = control.perform(value)
  const person = personOf(work, control.userName(value))
  const all = several.get(key ?? '') ?? []
  const words = [
    ...(fault === null ? [] : [fault]),
    ...(all.length > 0 ? [`its user name is that of ${otherPlaces(all, place)} too`] : []),
    ...problemsOf(work, person),
  ]
  return {
    place,
    received: value,
    surplus,
    key,
    person,
    problem: words.join('; ') || null,
    unreadable: work.unreadable,
    notes: work.notes,
  }
}

function otherPlaces(places: readonly RecordPlace[], but: RecordPlace): string {
  const others = places.slice(0, MAX_NAMED + 1).filter(({ file, record }) => file !== but.file || record !== but.record)
  const some = others.slice(0, MAX_NAMED).map(({ file, record }) => `${file}, record ${record}`)
  const more = places.length - 1 - some.length
  return [...some, ...(more > 0 ? [`${more} more`] : [])].join(' and ')
}
