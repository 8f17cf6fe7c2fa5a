// The records of one feed file in order, then the size and the digest of the file.

import { createHash } from 'node:crypto'
import { type Decoder, decoder, xmlDecoder } from './decode.ts'
import type { Columns } from './head.ts'
import { jsonReader } from './json.ts'
import { type FeedRow, fileRefusal, type Reader } from './reader.ts'
import type { FileSpec } from './spec.ts'
import { tsvReader } from './tsv.ts'
import { xmlReader } from './xml.ts'

export interface FeedFile {
  bytes: number
  sha256: string
  records: number
  /** The row of names, or null for a file without one. */
  columns: Columns | null
}

/** Ctrl-Z, which DOS and old exports write at the end of a text file. */
const END_OF_DOS = '\u001a'
const END_WORDS = 'its last sign is 0x1A (Ctrl-Z, the end of a file in DOS). Take it away: it is no part of a record'

/** Opens the bytes of a file; each call starts at the beginning. */
export type OpenFile = (file: string) => AsyncIterable<Uint8Array>

const TSV = 'tsv-with-name-row'
const TAB = '\t'

function readerOf(spec: FileSpec, file: string): [Decoder, Reader] {
  switch (spec.read) {
    case 'json':
      return [
        decoder({ charset: 'utf-8', saidBy: null }, file),
        jsonReader({ singleRecord: spec.singleRecord ?? false }, file),
      ]
    case TSV:
      return [
        decoder({ charset: spec.charset ?? 'utf-8', saidBy: spec.charset === undefined ? null : 'control' }, file),
        tsvReader({ separator: spec.separator ?? TAB }, file),
      ]
    case 'xml-attributes':
    case 'xml-text-of-children': {
      const fields = spec.read === 'xml-attributes' ? 'attributes' : 'children'
      return [xmlDecoder(file), xmlReader({ fields, singleRecord: spec.singleRecord ?? false }, file)]
    }
  }
}

/**
 * The records of a file in batches; `whole` gets the size and digest at the end. At most one piece of text and one
 * record are in memory. Throws exit 7 for an incomplete feed file.
 */
export async function* readRows(
  file: string,
  spec: FileSpec,
  { open, whole }: { open: OpenFile; whole: (was: FeedFile) => void },
): AsyncGenerator<FeedRow[]> {
  const [text, reader] = readerOf(spec, file)
  const hash = createHash('sha256')
  let bytes = 0
  let records = 0
  /** Whether the text so far ends with the DOS end-of-file character. */
  let isDos = false
  const give = (some: string, { isLast } = { isLast: false }): FeedRow[] => {
    if (some.trim() !== '') isDos = some.trimEnd().endsWith(END_OF_DOS)
    try {
      if (isLast && isDos) throw fileRefusal(file, END_WORDS)
      const rows = [...reader.read(some), ...(isLast ? reader.end() : [])]
      records += rows.length
      return rows
    } catch (error) {
      throw isDos ? fileRefusal(file, END_WORDS) : error
    }
  }
  for await (const piece of open(file)) {
    hash.update(piece)
    bytes += piece.length
    const rows = give(text.text(piece))
    if (rows.length > 0) yield rows
  }
  const last = give(text.end(), { isLast: true })
  if (last.length > 0) yield last
  const names = reader.names?.() ?? null
  const columns = names && { names, separator: spec.read === TSV ? (spec.separator ?? TAB) : TAB }
  whole({ bytes, sha256: hash.digest('hex'), records, columns })
}
