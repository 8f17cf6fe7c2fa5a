// What may happen to a file: bytes changed, cut out, put in, doubled; lines lost, doubled, swapped; the end missing.

import type { Chance } from './chance.ts'

type Mutation = (bytes: Buffer, random: Chance) => Buffer

const ODD = [
  '',
  '\0',
  '"',
  '\\',
  '{',
  '}',
  '[]',
  'null',
  ',',
  '\n',
  '\r\n',
  '-1',
  '1e999',
  '\ufeff',
  '\u202e',
  '"__proto__":{},',
]

const spliced = (bytes: Buffer, at: number, gone: number, added: Buffer | string = '') =>
  Buffer.concat([bytes.subarray(0, at), Buffer.from(added), bytes.subarray(at + gone)])

const lines = (bytes: Buffer, change: (all: string[]) => string[]) =>
  Buffer.from(change(bytes.toString().split('\n')).join('\n'))

const flipped: Mutation = (bytes, random) => {
  const copy = Buffer.from(bytes)
  const at = random.below(copy.length)
  copy[at] = copy[at]! ^ (1 << random.below(8))
  return copy
}

/** A digit becomes another, a word another word: what is left is often still well formed. */
const retyped: Mutation = (bytes, random) => {
  const words = [...bytes.toString().matchAll(/\d|true|false|null|[a-z]+/g)]
  if (words.length === 0) return bytes
  const { 0: word, index } = random.of(words)
  const next = /\d/.test(word)
    ? String((Number(word) + 1 + random.below(9)) % 10)
    : random.of(['true', 'null', 'delete', 'x'])
  return Buffer.from(bytes.toString().slice(0, index) + next + bytes.toString().slice(index + word.length))
}

const mutations: Mutation[] = [
  flipped,
  retyped,
  (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  (bytes, random) => spliced(bytes, random.below(bytes.length), 1 + random.below(40)),
  (bytes, random) => spliced(bytes, random.below(bytes.length), 0, random.of(ODD)),
  (bytes, random) => spliced(bytes, random.below(bytes.length), random.below(3), random.of(ODD)),
  (bytes, random) => {
    const at = random.below(bytes.length)
    return spliced(bytes, at, 0, bytes.subarray(at, at + random.below(200)))
  },
  (bytes, random) => lines(bytes, (all) => all.toSpliced(random.below(all.length), 1)),
  (bytes, random) =>
    lines(bytes, (all) => {
      const at = random.below(all.length)
      return all.toSpliced(at, 0, all[at]!)
    }),
  (bytes, random) =>
    lines(bytes, (all) => {
      const [a, b] = [random.below(all.length), random.below(all.length)]
      return all.with(a, all[b]!).with(b, all[a]!)
    }),
]

/** One mutation, or two. */
export function mutated(bytes: Buffer, random: Chance): Buffer {
  const once = random.of(mutations)(bytes, random)
  return random.below(4) === 0 && once.length > 0 ? random.of(mutations)(once, random) : once
}
