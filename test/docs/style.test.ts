// The sentences of the pages: short, and in the words of the glossary.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { PAGES, ROOT, read } from '../kit/documents.ts'
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

/** The comments of a file of code, without the stars and slashes. */
const commentsOf = (text: string) =>
  [...text.matchAll(/^ *\/\*\*[\s\S]*?\*\/|(?:^ *\/\/.*\n)+/gm)].map(([comment]) =>
    comment.replace(/^\s*(\/\/|\/?\*+\/?)/gm, '').replace(/\*\/$/, ''),
  )

style('a sentence of a comment in lib/ and bin/ has at most 25 words, and its lines have at most 120 columns', () => {
  const files = ['lib', 'bin'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.[jt]s$/.test(file))
      .map((file) => join(folder, file)),
  )
  assert.ok(files.length > 200)
  const manual = (file: string) => file.startsWith('bin') // line 1 is an arrow from files to files
  for (const file of files) {
    const text = read(file)
    assert.equal([file, manual(file) ? [] : commentsOf(text).flatMap(longOf)], [file, []])
    const long = text.split('\n').filter((line) => line.length > 120 && /^\s*(\/\/|\/?\*)|; \/\/ /.test(line))
    assert.equal([file, long], [file, []])
  }
  assert.equal(
    commentsOf('// one\n// two\nconst a = 1\n/** three */\n').map((one) => one.trim()),
    ['one\n two', 'three'],
  )
})

style('a long sentence is found in a paragraph, an item of a list and a cell', () => {
  const long = `${'word '.repeat(MOST_WORDS)}end.`
  assert.is(longOf(`# Title\n\nShort.\n\n${long}\n\n- ${long}\n\n| a | ${long} |\n`).length, 3)
  assert.is(longOf(`${'word '.repeat(MOST_WORDS - 1)}\`two words\`.`).length, 0)
})

style.run()
