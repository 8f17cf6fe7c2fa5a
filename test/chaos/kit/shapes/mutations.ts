// What may happen to a value in an answer. None of them says something else that can be read: only the shape changes.

import type { Chance } from '../chance.ts'
import { type Change, emptied, gone, to } from './change.ts'
import { lists } from './list-mutations.ts'
import { at, isRow, type Json, put, replaceEntry, type Spot } from './places.ts'

export interface Mutation {
  name: string
  change: Change
}

/** The first safe integer too large to be told from the next. */
const UNSAFE = 2 ** 53 + 2

const texts: Record<string, Change> = {
  'a text becomes an object': to((value) => ({ value })),
  'a text becomes an object of another name': to((value) => ({ text: value })),
  'a text becomes an empty object': to(() => ({})),
  'a text becomes a list': to((value) => [value]),
  'a text becomes an empty list': to(() => []),
  'a text becomes an unsafe integer': to(() => UNSAFE),
  'a text becomes a boolean': to(() => true),
  'a text becomes false': to(() => false),
  'a text becomes empty': to(() => ''),
  ...emptied,
}

const signed: Record<string, (address: string) => string> = {
  'gets U+200B': (one) => `${one.slice(0, 3)}\u200b${one.slice(3)}`,
  'gets U+200B in its domain': (one) => `${one.slice(0, -4)}\u200b${one.slice(-4)}`,
  'gets U+FEFF before it': (one) => `\ufeff${one}`,
  'gets U+202E': (one) => `\u202e${one}\u202c`,
  'gets a soft hyphen': (one) => `${one.slice(0, 2)}\u00ad${one.slice(2)}`,
  'stands in angle brackets': (one) => `<${one}>`,
  'stands behind a name': (one) => `Some Body <${one}>`,
  'begins with mailto:': (one) => `mailto:${one}`,
  'ends with a dot': (one) => `${one}.`,
  'ends with a semicolon': (one) => `${one};`,
  'gets blanks around it': (one) => `  ${one} `,
  'gets a blank before the @': (one) => one.replace('@', ' @'),
  'gets a full-width @': (one) => one.replace('@', '\uff20'),
  'gets full-width letters': (one) => one.replace(/^[a-z]/, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
  'gets an ideographic full stop': (one) => one.replace(/\.(\w+)$/, '\u3002$1'),
  'gets a second one behind it': (one) => `${one}, other@else.test`,
  'is masked': () => '?????',
}

const addresses = Object.fromEntries(
  Object.entries(signed).map(([name, make]) => [`an address ${name}`, to((value) => make(String(value)))]),
)

const booleans: Record<string, Change> = {
  'a boolean becomes a word': to((value) => (value ? 'True' : 'False')),
  'a boolean becomes a small word': to((value) => (value ? 'true' : 'false')),
  'a boolean becomes a number': to((value) => (value ? 1 : 0)),
  'a boolean becomes a text of a number': to((value) => (value ? '1' : '0')),
  'a boolean becomes "no"': to(() => 'no'),
  'a boolean becomes "yes"': to(() => 'yes'),
  'a boolean becomes an object': to((value) => ({ value })),
  'a boolean becomes a list': to((value) => [value]),
  'a boolean becomes an empty text': to(() => ''),
  ...emptied,
}

const numbers: Record<string, Change> = {
  'a number becomes a text': to((value) => String(value)),
  'a number becomes an unsafe integer': to(() => UNSAFE),
  'a number becomes a fraction': to((value) => Number(value) + 0.5),
  'a number becomes smaller than nothing': to(() => -1),
  'a number becomes an object': to((value) => ({ value })),
  'a number becomes a boolean': to(() => true),
  ...emptied,
}

/** A count: of all rows, or of those in this answer. */
const totals: Record<string, Change> = {
  'a total is one smaller': to((value) => Number(value) - 1),
  'a total is one larger': to((value) => Number(value) + 1),
  'a total is ten larger': to((value) => Number(value) + 10),
  'a total is half': to((value) => Math.floor(Number(value) / 2)),
  'a total is 0': to(() => 0),
  'a total is that of this answer': (spot) => {
    const list = Object.values(spot.holder).find((one) => Array.isArray(one))
    if (!Array.isArray(list)) return false
    put(spot, list.length)
    return true
  },
  ...numbers,
}

const objects: Record<string, Change> = {
  'an object becomes a list': to((value) => [value]),
  'an object becomes a text': to(() => 'some'),
  'an object becomes an empty one': to(() => ({})),
  'an object becomes a boolean': to(() => true),
  ...emptied,
}

const nothing: Record<string, Change> = {
  'null becomes an object': to(() => ({})),
  'null becomes an empty text': to(() => ''),
  'null becomes a list': to(() => []),
  'null is absent': gone,
}

const inOtherCase = (name: string) =>
  /^[a-z]/.test(name) ? name[0]!.toUpperCase() + name.slice(1) : name[0]!.toLowerCase() + name.slice(1)

/** A name that JSON text has twice; the text is fixed when it is written. */
export const TWICE = '\u0000'

const renamed =
  (make: (key: string, value: Json) => [string, Json][]): Change =>
  (spot) => {
    const key = String(spot.key)
    if (Array.isArray(spot.holder) || key === '') return false
    replaceEntry(spot, make(key, at(spot)))
    return true
  }

const other = (value: Json): Json =>
  typeof value === 'string' && value.includes('@') ? 'other@else.test' : typeof value === 'boolean' ? !value : 'other'

const names: Record<string, Change> = {
  'a name is in another case': renamed((key, value) => [[inOtherCase(key), value]]),
  'a name is in capitals': renamed((key, value) => [[key.toUpperCase(), value]]),
  'a name is there twice, by case': renamed((key, value) => [
    [key, value],
    [inOtherCase(key), other(value)],
  ]),
  'a name is there twice, by case, the other first': renamed((key, value) => [
    [inOtherCase(key), other(value)],
    [key, value],
  ]),
}

export const twice: Record<string, Change> = {
  'a key is there twice': renamed((key, value) => [
    [key, value],
    [TWICE + key, other(value)],
  ]),
  'a key is there twice, the other first': renamed((key, value) => [
    [TWICE + key, other(value)],
    [key, value],
  ]),
}

const TOTAL = /^(total|totalResults|totalSize|itemsPerPage|startIndex|count|value)$/

function changesFor(key: string, value: Json): Record<string, Change> {
  if (value === null) return nothing
  if (Array.isArray(value)) return lists
  if (isRow(value)) return objects
  if (typeof value === 'boolean') return booleans
  if (typeof value === 'number') return TOTAL.test(key) ? totals : numbers
  return value.includes('@') ? { ...texts, ...addresses } : texts
}

/** One of the mutations that fit a value; those that `isLeftOut` tells are not chosen. */
export function mutationFor(
  { holder, key }: Spot,
  random: Chance,
  { hasKeysTwice, isLeftOut }: { hasKeysTwice: boolean; isLeftOut: (name: string) => boolean },
): Mutation | null {
  const own = changesFor(String(key), at({ holder, key }))
  const dice = random.below(10)
  const table = Array.isArray(holder) || dice < 8 ? own : dice === 8 && hasKeysTwice ? twice : names
  const fitting = Object.entries(table).filter(([name]) => !isLeftOut(name))
  if (fitting.length === 0) return null
  const [name, change] = random.of(fitting)
  return { name, change }
}

/** JSON with the names that are there twice. */
export const textOf = (value: Json): string => JSON.stringify(value).replaceAll('"\\u0000', '"')
