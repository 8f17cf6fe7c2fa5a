// The sentences of the pages: short, and in the words of the glossary.

import * as assert from 'uvu/assert'
import { PAGES, read } from '../kit/documents.ts'
import { suite } from '../kit/suite.ts'

const style = suite('sentences of the pages')

const MOST_WORDS = 25

/** Words that the pages do without: each has a plain one in its place. */
const AVOIDED = /\b(whoever|whomever|nobody|anybody|somebody|everybody|stand-ins?|budget)\b/gi

/** The prose of a page: without code, and with the text of its links. */
const proseOf = (text: string) =>
  text
    .replace(/^```.*?^```$/gms, '')
    .replace(/^\[[^\]]+\]: .*$/gm, '')
    .replace(/`[^`]*`/g, 'code')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')

/** The cells of tables, the items of lists and the paragraphs of a page. */
const piecesOf = (prose: string) =>
  prose
    .replace(/^\|.*\|$/gm, (row) => row.split('|').join('\n\n'))
    .replace(/^(?=\s*([-*]|\d+\.) |#+ )/gm, '\n')
    .split(/\n\s*\n/)

const sentencesOf = (text: string) =>
  piecesOf(proseOf(text)).flatMap((piece) => piece.replace(/\s+/g, ' ').split(/(?<=[.:;?!]) /))

const wordsIn = (sentence: string) => sentence.split(' ').filter((word) => /\w/.test(word)).length

const longOf = (text: string) => sentencesOf(text).filter((sentence) => wordsIn(sentence) > MOST_WORDS)

for (const page of PAGES) {
  style(`${page}: a sentence has at most ${MOST_WORDS} words`, () => {
    const isSource = (sentence: string) => /^\[\d\]|· \[\d\]/.test(sentence)
    assert.equal(
      longOf(read(page)).filter((sentence) => !isSource(sentence)),
      [],
    )
  })

  style(`${page}: its words are plain`, () => {
    assert.equal(
      [...proseOf(read(page)).matchAll(AVOIDED)].map(([word]) => word),
      [],
    )
  })
}

style('a long sentence is found in a paragraph, an item of a list and a cell', () => {
  const long = `${'word '.repeat(MOST_WORDS)}end.`
  assert.is(longOf(`# Title\n\nShort.\n\n${long}\n\n- ${long}\n\n| a | ${long} |\n`).length, 3)
  assert.is(longOf(`${'word '.repeat(MOST_WORDS - 1)}\`two words\`.`).length, 0)
})

style.run()
