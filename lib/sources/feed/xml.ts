// XML, element by element (`xml-text-of-children`, `xml-attributes`). A document with entity declarations is refused.

import { type SaxesAttributeNS, SaxesParser } from 'saxes'
import { distinctNames } from '../../connector/repeated-names.ts'
import { MAX_DEPTH, MAX_RECORD } from './limits.ts'
import { endlessRefusal, type FeedRow, feedRow, fileRefusal, type Reader } from './reader.ts'

interface XmlForm {
  fields: 'children' | 'attributes'
  /** Whether the root is the one record; otherwise each of its children is one. */
  singleRecord: boolean
}

/** The number of characters that the parser gets at once. */
const PIECE = 16 * 1024

/** The names of the root and of records are ignored; field names are local names (as Haplo reads them). */
export function xmlReader({ fields: kind, singleRecord }: XmlForm, file: string): Reader {
  const parser = new SaxesParser({ xmlns: true, position: true })
  const level = singleRecord ? 1 : 2
  const done: FeedRow[] = []
  const isDistinct = distinctNames()
  let fields: [string, string][] = []
  let text: string[] = []
  let depth = 0
  let count = 0
  let since = 0

  parser.on('doctype', () => {
    throw fileRefusal(file, 'it has a DOCTYPE, and feeds with one are refused')
  })
  parser.on('opentag', ({ attributes }) => {
    depth++
    if (depth > MAX_DEPTH) throw fileRefusal(file, `record ${count + 1}: its elements are too deep`)
    if (depth === level) fields = kind === 'attributes' ? Object.values(attributes).flatMap(attributeField) : []
    if (depth === level + 1) text = []
  })
  parser.on('text', (part) => text.push(part))
  parser.on('cdata', (part) => text.push(part))
  parser.on('closetag', ({ local }) => {
    if (depth === level + 1 && kind === 'children') fields.push([local, text.join('')])
    if (depth === level) {
      done.push(feedRow(fields, isDistinct))
      count++
      since = 0
    }
    if (depth <= level + 1) text = []
    depth--
  })

  function tryParse(work: () => unknown): void {
    try {
      work()
    } catch (error) {
      if (error instanceof Error && error.name === 'Failure') throw error
      const { columnIndex, line } = parser
      // its words may quote the file
      throw fileRefusal(file, `line ${line}, column ${columnIndex + 1}: no well-formed XML`)
    }
  }

  return {
    read(all) {
      for (let at = 0; at < all.length; at += PIECE) {
        const piece = all.slice(at, at + PIECE)
        since += piece.length
        tryParse(() => parser.write(piece))
        if (since > MAX_RECORD) throw endlessRefusal(file, count + 1)
      }
      return done.splice(0)
    },
    end() {
      tryParse(() => parser.close())
      return done.splice(0)
    },
  }
}

const attributeField = ({ name, prefix, value }: SaxesAttributeNS): [string, string][] =>
  prefix === 'xmlns' || name === 'xmlns' ? [] : [[name, value]]
