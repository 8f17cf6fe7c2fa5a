// The rows of a query as received, until they are proven: the first in memory, the others in a file.

import { TextSpool } from '../../artifacts/text-spool.ts'
import type { ScannedPage } from './page-scan.ts'

export interface KeptRows<Row> {
  addRows(page: ScannedPage): void
  /** Adds the text of a page whose rows were not found in its bytes. */
  addPage(text: string): void
  /** All rows in their order; they are kept. */
  peek(): Generator<Row>
  /** All rows in their order; can be iterated once. The file is closed at the end. */
  rows(): Generator<Row>
  discard(): void
}

/** Keeps rows in bounded memory; `rowsOfPage` returns those of a page that was added as a text. */
export function keptRows<Row>(rowsOfPage: (text: string) => readonly Row[], most?: number): KeptRows<Row> {
  let kept = new TextSpool(most)
  const discard = () => {
    kept.close()
    kept = new TextSpool(most)
  }
  function* peek(): Generator<Row> {
    for (const text of kept.texts()) {
      const parsed: unknown = JSON.parse(text)
      if (typeof parsed === 'string') yield* rowsOfPage(parsed)
      else yield parsed as Row
    }
  }
  return {
    peek,
    addRows({ bytes, rows }) {
      for (const { start, end } of rows) kept.addBytes({ bytes, start, end })
    },
    addPage: (text) => kept.add(JSON.stringify(text)),
    *rows() {
      try {
        yield* peek()
      } finally {
        discard()
      }
    },
    discard,
  }
}
