// The links of every page, between pages and headings, and the length of its lines.

import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import * as assert from 'uvu/assert'
import { PAGES, ROOT, read } from '../kit/documents.ts'
import { suite } from '../kit/suite.ts'

const links = suite('links of the pages')

const LONGEST_LINE = 120

/** The text of a page without its blocks of code. */
const proseOf = (text: string) => text.replace(/^```.*?^```$/gms, '')

/** What the headings of a page are called in a link. */
const anchorsOf = (text: string) =>
  new Set([...proseOf(text).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => anchorOf(title)))

const anchorOf = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replace(/ /g, '-')

/** The links of a page that lead to this project. */
const linksOf = (text: string) =>
  [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter((link) => !/^https?:/.test(link))

/** What is wrong with a link of a page, or null. */
function linkProblem(page: string, link: string): string | null {
  const [path = '', anchor] = link.split('#')
  const file = path === '' ? page : normalize(join(dirname(page), path))
  if (!existsSync(join(ROOT, file))) return `${link}: no file ${file}`
  if (anchor === undefined) return null
  return anchorsOf(read(file)).has(anchor) ? null : `${link}: no heading #${anchor} in ${file}`
}

for (const page of PAGES) {
  links(`${page}: its links lead to files and headings that exist`, () => {
    const problems = linksOf(read(page)).map((link) => linkProblem(page, link))
    assert.equal(
      problems.filter((problem) => problem !== null),
      [],
    )
  })

  links(`${page}: its lines have at most ${LONGEST_LINE} columns`, () => {
    // an example of output or of a record stays one line
    const text = read(page).replace(/^```(\w*)\n.*?^```$/gms, (block, kind) => (/^(json)?$/.test(kind) ? '' : block))
    assert.equal(
      text.split('\n').filter((line) => line.length > LONGEST_LINE && !/^\[.+\]: /.test(line)),
      [],
    )
  })
}

links('every page of docs/ is linked from README.md', () => {
  const linked = new Set(linksOf(read('README.md')).map((link) => link.split('#')[0]))
  assert.equal(
    PAGES.filter((page) => page.startsWith('docs/') && !linked.has(page)),
    [],
  )
})

links('a link to a file or a heading that is not there is found', () => {
  assert.is(linkProblem('docs/scim.md', '../README.md#exit-codes'), null)
  assert.match(linkProblem('docs/scim.md', 'nowhere.md')!, 'no file docs/nowhere.md')
  assert.match(linkProblem('docs/scim.md', '../README.md#nowhere')!, 'no heading #nowhere in README.md')
})

links.run()
