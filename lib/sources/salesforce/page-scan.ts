// A page of a query in bytes: its end is read, and its rows are found and not made.

import { JsonScan } from '../../connector/json-scan.ts'
import { ID_SIZE, isRecordIdAt } from './record-id.ts'

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

const [CAPITAL_I, SMALL_D, SMALL_I, BACKSLASH, COMMA, OPEN] = [73, 100, 105, 92, 44, 123]

const ATTRIBUTES = Buffer.from('{"attributes":{')

/**
 * Steps over a row. Null for one without an id as it should be, or with a name that may mean the same. The place is
 * without the `attributes` in front of a row: its type and its url, which no query selects (Salesforce, REST API).
 */
function scanRow(scan: JsonScan): RowPlace | null {
  scan.skipBlanks()
  const { bytes, lineEnds } = scan
  const first = scan.at + ATTRIBUTES.indexOf('attributes')
  let start = scan.at
  let id = 0
  const hasAttributes = startsWith(bytes, start, ATTRIBUTES)
  const isRow = scan.skipObject((from, to) => {
    for (let at = from; at < to; at++) if (bytes[at] === BACKSLASH) return false
    const isLikeId = to - from === 2 && (bytes[from]! | 32) === SMALL_I && (bytes[from + 1]! | 32) === SMALL_D
    if (!isLikeId) {
      const isValue = scan.skipValue()
      if (hasAttributes && from === first && isValue && bytes[scan.at] === COMMA) start = scan.at
      return isValue
    }
    if (bytes[from] !== CAPITAL_I || bytes[from + 1] !== SMALL_D || id > 0) return false
    scan.skipBlanks()
    id = scan.at + 1
    return scan.skipString() && scan.at - 1 - id === ID_SIZE && isRecordIdAt(bytes, id)
  })
  if (!isRow || id === 0 || scan.lineEnds !== lineEnds) return null
  bytes[start] = OPEN // in place of a comma
  return { start, end: scan.at, id }
}

function startsWith(bytes: Buffer, at: number, text: Buffer): boolean {
  for (let n = 0; n < text.length; n++) if (bytes[at + n] !== text[n]) return false
  return true
}
