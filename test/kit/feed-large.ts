// Feeds of any size, made while they are read.

import type { FileSpec } from '../../lib/sources/feed/spec.ts'

const ROLES = ['STUDENT', 'STAFF', 'RESEARCHER']

const person = (n: number): [string, string][] => [
  ['username', `user${n}`],
  ['nameFirst', `First${n}`],
  ['nameLast', `Last-${n % 977}`],
  ['email', `user${n}@example.org`],
  ['role', ROLES[n % 3]!],
  ['note', 'some words about this person '.repeat(3)],
]

interface Form {
  spec: FileSpec
  begin: string
  one(n: number): string
  end: string
}

export const forms: Record<string, Form> = {
  json: {
    spec: { read: 'json' },
    begin: '[',
    one: (n) => `${n > 0 ? ',\n' : ''}${JSON.stringify(Object.fromEntries(person(n)))}`,
    end: ']\n',
  },
  tsv: {
    spec: { read: 'tsv-with-name-row' },
    begin: `${person(0)
      .map(([name]) => name)
      .join('\t')}\n`,
    one: (n) =>
      `${person(n)
        .map(([, text]) => text)
        .join('\t')}\n`,
    end: '',
  },
  'xml-text': {
    spec: { read: 'xml-text-of-children' },
    begin: '<people>',
    one: (n) =>
      `<person>${person(n)
        .map(([name, text]) => `<${name}>${text}</${name}>`)
        .join('')}</person>\n`,
    end: '</people>\n',
  },
  'xml-attributes': {
    spec: { read: 'xml-attributes' },
    begin: '<people>',
    one: (n) =>
      `<person ${person(n)
        .map(([name, text]) => `${name}="${text}"`)
        .join(' ')}/>\n`,
    end: '</people>\n',
  },
}

/** The bytes of a feed of so many people, in pieces as a file has them; `taken` counts them. */
export async function* large(name: string, records: number, taken = { bytes: 0 }): AsyncGenerator<Buffer> {
  const { begin, one, end } = forms[name]!
  let text = begin
  for (let n = 0; n < records; n++) {
    text += one(n)
    if (text.length < 65_536 && n < records - 1) continue
    const piece = Buffer.from(n === records - 1 ? text + end : text)
    text = ''
    taken.bytes += piece.length
    yield piece
  }
}
