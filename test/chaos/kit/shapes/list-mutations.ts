// What may happen to a list: another type, an element gone or odd, the end cut off.

import { type Change, emptied, to } from './change.ts'
import { at, isRow, type Json, put, type Row } from './places.ts'

const cut =
  (length: number): Change =>
  (spot) => {
    const list = at(spot) as Json[]
    if (list.length <= length) return false
    put(spot, list.slice(0, length))
    return true
  }

/** A list that is cut, and whose envelope counts what is left. */
const cutAndCounted =
  (length: number): Change =>
  (spot, whole) => {
    if (!cut(length)(spot, whole)) return false
    for (const name of ['totalResults', 'totalSize', 'itemsPerPage', 'count', 'total'])
      if (isRow(whole) && typeof whole[name] === 'number') whole[name] = length
    return true
  }

const firstOf = (value: Json): Json => (value as Json[])[0] ?? {}

export const lists: Record<string, Change> = {
  'a list becomes its first element': to(firstOf),
  'a list becomes a text': to((value) => (isRow(firstOf(value)) ? 'some' : firstOf(value))),
  'a list becomes an object': to((value) => ({ value })),
  'a list becomes a number': to((value) => (value as Json[]).length),
  'a list is in a list': to((value) => [value]),
  'a list has null in it': to((value) => [...(value as Json[]), null]),
  'a list has a text in it': to((value) => [...(value as Json[]), 'some']),
  'an element is dropped': to((value) => (value as Json[]).slice(1)),
  'the last element is dropped': to((value) => (value as Json[]).slice(0, -1)),
  'an element comes twice': to((value) => [...(value as Json[]), ...(value as Json[]).slice(0, 1)]),
  'the elements become texts': (spot) => {
    const list = at(spot) as Json[]
    if (!list.every((one) => isRow(one) && typeof one['value'] === 'string')) return false
    put(
      spot,
      list.map((one) => (one as Row)['value']!),
    )
    return true
  },
  ...Object.fromEntries([1, 10, 20, 50, 100].map((n) => [`a list is cut at ${n}`, cut(n)])),
  ...Object.fromEntries([1, 10, 20, 50, 100].map((n) => [`a list is cut at ${n}, and counted`, cutAndCounted(n)])),
  'a list becomes empty': to(() => []),
  ...emptied,
}
