// A page of a query in bytes: its end is read, and its rows are found and not made.

import { JsonScan } from '../../connector/json-scan.ts'
import { recordId } from './record-id.ts'

/** A page of which every row is an object with an `Id` in its form of 18 characters. */
export class ScannedPage {
  readonly bytes: Buffer
  /** The fields of the page beside its rows. */
  readonly end: Readonly<Record<string, unknown>>
  /** Where each row starts and ends, and where its id starts. */
  readonly rows: readonly RowPlace[]

  constructor(bytes: Buffer, end: Readonly<Record<string, unknown>>, rows: readonly RowPlace[]) {
    this.bytes = bytes
    this.end = end
    this.rows = rows
  }
}

interface RowPlace {
  start: number
  end: number
  id: number
}

/** The characters of an id. */
export const ID_SIZE = 18

/** Finds the rows of a page; null for any other text, and for one with a field that needs care. */
export function scanPage(text: string): ScannedPage | null {
  const bytes = Buffer.from(text)
  const scan = new JsonScan(bytes)
  const end: Record<string, unknown> = {}
  const rows: RowPlace[] = []
  let lists = 0
  const isPage = scan.skipObject((from, to) => {
    const name = bytes.toString('latin1', from, to)
    if (!/^\w+$/.test(name) || name === '__proto__') return false
    if (name === 'records') {
      lists++
      return scan.skipList(() => {
        const row = scanRow(scan)
        if (row !== null) rows.push(row)
        return row !== null
      })
    }
    const start = scan.at
    if (!scan.skipValue()) return false
    end[name] = JSON.parse(bytes.toString('utf8', start, scan.at))
    return true
  })
  scan.skipBlanks()
  return isPage && lists === 1 && scan.at === bytes.length ? new ScannedPage(bytes, end, rows) : null
}

const [CAPITAL_I, SMALL_D, SMALL_I, BACKSLASH] = [73, 100, 105, 92]

/** Steps over a row. Null for one without an id as it should be, or with a name that may mean the same. */
function scanRow(scan: JsonScan): RowPlace | null {
  scan.skipBlanks()
  const { bytes, lineEnds } = scan
  const start = scan.at
  let id = 0
  const isRow = scan.skipObject((from, to) => {
    for (let at = from; at < to; at++) if (bytes[at] === BACKSLASH) return false
    const isLikeId = to - from === 2 && (bytes[from]! | 32) === SMALL_I && (bytes[from + 1]! | 32) === SMALL_D
    if (!isLikeId) return scan.skipValue()
    if (bytes[from] !== CAPITAL_I || bytes[from + 1] !== SMALL_D || id > 0) return false
    scan.skipBlanks()
    id = scan.at + 1
    if (!scan.skipString() || scan.at - 1 - id !== ID_SIZE) return false
    const written = bytes.toString('latin1', id, id + ID_SIZE)
    return recordId(written) === written
  })
  return isRow && id > 0 && scan.lineEnds === lineEnds ? { start, end: scan.at, id } : null
}
