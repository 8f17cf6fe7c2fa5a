// A JSON list of objects, read one by one: the list is cut at its own commas, and JSON.parse checks each piece.

import { repeatedName, repeatedNames, textsOf } from '../../connector/repeated-names.ts'
import { parseJson } from '../../errors/parse-json.ts'
import { isObject } from '../../scim/path.ts'
import { MAX_DEPTH, MAX_RECORD } from './limits.ts'
import { endlessRefusal, type FeedRow, fileRefusal, NO_OBJECT, type Reader, tooLong } from './reader.ts'

const [QUOTE, BACKSLASH, COMMA, OPEN, CLOSE, BEGIN, END, COLON] = [...'"\\,[]{}:'].map((sign) => sign.charCodeAt(0))

/** Whether a text has more than white space (RFC 8259, 2). */
const isSome = (text: string) => /[^ \t\r\n]/.test(text)

/** A list is valid JSON exactly if its pieces are valid, with commas between them and brackets around them. */
export function jsonReader({ singleRecord }: { singleRecord: boolean }, file: string): Reader {
  let held = ''
  let count = 0
  let stage: 'before' | 'in' | 'after' = singleRecord ? 'after' : 'before'
  let depth = 0
  let isQuoted = false
  let isEscaped = false
  /** Names of fields in the record, at any depth; a list of one record is not walked. */
  let names = 0
  const repeated = repeatedNames()

  function hold(text: string): void {
    held += text
    if (held.length > MAX_RECORD) throw endlessRefusal(file, count + 1)
  }

  function take(): FeedRow {
    const text = held
    held = ''
    count++
    const value = parsePiece(text, `record ${count}: `, file)
    const twice = singleRecord ? repeatedName(text) : repeated(text, value, names)
    names = 0
    return rowIn(value, twice, text)
  }

  /** Whether the sign at `at` ends a piece: a comma or the closing bracket of the list itself. */
  function ends(code: number): boolean {
    if (isEscaped) isEscaped = false
    else if (isQuoted) {
      if (code === BACKSLASH) isEscaped = true
      else if (code === QUOTE) isQuoted = false
    } else if (code === QUOTE) isQuoted = true
    else if (depth === 0 && (code === COMMA || code === CLOSE)) return true
    else if (code === OPEN || code === BEGIN) depth++
    else if (code === CLOSE || code === END) depth--
    else if (code === COLON) names++
    if (depth > MAX_DEPTH || depth < 0)
      throw fileRefusal(file, `record ${count + 1}: its brackets are too deep, or do not match`)
    return false
  }

  function* pieces(text: string): Generator<FeedRow> {
    let from = 0
    for (let at = 0; at < text.length; at++) {
      if (!ends(text.charCodeAt(at))) continue
      hold(text.slice(from, at))
      from = at + 1
      const isOver = text.charCodeAt(at) === CLOSE
      if (!isOver || count > 0 || isSome(held)) yield take()
      held = ''
      if (!isOver) continue
      stage = 'after'
      break
    }
    hold(text.slice(from))
  }

  return {
    read(text) {
      if (stage === 'in') return [...pieces(text)]
      hold(text)
      if (stage === 'after' || !isSome(held)) return []
      const inner = /^[ \t\r\n]*\[/.exec(held)
      if (!inner) throw fileRefusal(file, 'it is no JSON list')
      const first = held.slice(inner[0].length)
      held = ''
      stage = 'in'
      return [...pieces(first)]
    },
    end() {
      if (singleRecord) return [take()]
      if (stage === 'before') throw fileRefusal(file, 'it is empty: a JSON list is expected')
      if (stage === 'in') throw fileRefusal(file, `record ${count + 1}: it ends before its JSON does`)
      if (isSome(held)) throw fileRefusal(file, 'it goes on after the end of its JSON list')
      return []
    },
  }
}

function rowIn(value: unknown, twice: string | null, text: string): FeedRow {
  if (!isObject(value)) return { value: { value }, fault: NO_OBJECT }
  if (twice === null) return { value, fault: tooLong(value) }
  return { value, fault: `it has ${twice}`, surplus: [...textsOf(text)] }
}

function parsePiece(text: string, place: string, file: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    throw fileRefusal(file, `${place}no JSON: ${(error as Error).message}`) // no cause: Node's message quotes the file
  }
}
