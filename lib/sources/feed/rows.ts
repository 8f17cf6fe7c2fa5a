// The records of one feed file, one after the other, and what the file is: its size and its digest.

import { createHash } from 'node:crypto'
import { type Decoder, decoder, xmlDecoder } from './decode.ts'
import { jsonReader } from './json.ts'
import type { Reader, Row } from './reader.ts'
import type { FileSpec } from './spec.ts'
import { tsvReader } from './tsv.ts'
import { xmlReader } from './xml.ts'

export interface FeedFile {
  bytes: number
  sha256: string
  records: number
}

/** Where the bytes of a file come from; each call begins anew. */
export type Open = (file: string) => AsyncIterable<Uint8Array>

function readerOf(spec: FileSpec, file: string): [Decoder, Reader] {
  switch (spec.read) {
    case 'json':
      return [decoder('utf-8', file), jsonReader({ singleRecord: spec.singleRecord ?? false }, file)]
    case 'tsv-with-name-row':
      return [decoder(spec.charset ?? 'utf-8', file), tsvReader({ separator: spec.separator ?? '\t' }, file)]
    case 'xml-attributes':
    case 'xml-text-of-children': {
      const fields = spec.read === 'xml-attributes' ? 'attributes' : 'children'
      return [xmlDecoder(file), xmlReader({ fields, singleRecord: spec.singleRecord ?? false }, file)]
    }
  }
}

/**
 * The records of a file in pieces of some; `whole` is told at its end what the file was. Never more of it is held than
 * a piece and a record. Throws exit 7 where it is no whole feed file.
 */
export async function* rowsOf(
  file: string,
  spec: FileSpec,
  open: Open,
  whole: (was: FeedFile) => void,
): AsyncGenerator<Row[]> {
  const [text, reader] = readerOf(spec, file)
  const hash = createHash('sha256')
  let bytes = 0
  let records = 0
  for await (const piece of open(file)) {
    hash.update(piece)
    bytes += piece.length
    const rows = reader.read(text.text(piece))
    records += rows.length
    if (rows.length > 0) yield rows
  }
  const last = [...reader.read(text.end()), ...reader.end()]
  records += last.length
  if (last.length > 0) yield last
  whole({ bytes, sha256: hash.digest('hex'), records })
}
