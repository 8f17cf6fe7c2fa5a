// One change at one place of a resource: what add, replace and remove do there (RFC 7644, 3.5.2.1 to 3.5.2.3).

import { isDeepStrictEqual } from 'node:util'
import { refused } from './answers.ts'
import { type Attribute, named } from './attributes.ts'
import { filterOf, inside } from './filter.ts'
import type { Place } from './kind.ts'
import { isRow, type Row, type Rules, readOne, readValue } from './values.ts'

/** Sets a value, or adds it to those there are. */
export function change(holder: Row, place: Place, op: 'add' | 'replace', value: unknown, rules: Rules) {
  const { attribute, sub } = place
  if (value === undefined) throw refused(400, `${attribute.name}: a value is needed`, 'invalidValue')
  if (attribute.multiValued) return put(holder, attribute.name, several(holder, place, op, value, rules))
  if (place.filter !== null) throw refused(400, `${attribute.name} has one value`, 'invalidPath')
  const old = holder[attribute.name] as Row | undefined
  if (sub) return put(holder, attribute.name, without({ ...old, [sub.name]: readValue(value, sub, rules) }))
  const read = readValue(value, attribute, rules)
  // The parts of a complex attribute that are not named stay.
  const isPartial = attribute.type === 'complex' && isRow(read)
  put(holder, attribute.name, isPartial ? without({ ...old, ...emptied(value as Row, attribute), ...read }) : read)
}

function several(holder: Row, place: Place, op: 'add' | 'replace', value: unknown, rules: Rules): Row[] {
  const { attribute, sub, filter } = place
  const list = (holder[attribute.name] ?? []) as Row[]
  if (filter === null && !sub) {
    const more = value === null ? [] : [value].flat().map((one) => readOne(one, attribute, rules) as Row)
    if (op === 'replace') return more
    return primaryLast(list, [...list, ...more.filter((one) => !list.some((old) => isDeepStrictEqual(old, one)))])
  }
  const fits = filter === null ? () => true : filterOf(filter, inside(attribute))
  if (!list.some(fits)) throw refused(400, `${attribute.name}[${filter ?? ''}] matches nothing`, 'noTarget')
  const part = sub ? { [sub.name]: readValue(value, sub, rules) } : (readOne(value, attribute, rules) as Row)
  const isWhole = !sub && op === 'replace'
  return primaryLast(
    list,
    list.map((one) => (fits(one) ? without(isWhole ? part : { ...one, ...part }) : one)),
  )
}

/** Whoever becomes the primary one takes it from whoever was (RFC 7644, 3.5.2). */
function primaryLast(before: Row[], after: Row[]): Row[] {
  if (after.filter(({ primary }) => primary === true).length < 2) return after
  return after.map((one) => (one['primary'] === true && before.includes(one) ? { ...one, primary: false } : one))
}

/** Takes away an attribute, a part of it, or the values that fit; those in `value`, where Entra lists some. */
export function remove(holder: Row, { attribute, sub, filter }: Place, value: unknown) {
  const { name, required, multiValued } = attribute
  if (required) throw refused(400, `${name} is required`, 'mutability')
  const old = holder[name]
  if (old === undefined) return
  const less = (one: Row) => without({ ...one, [sub?.name ?? '']: undefined })
  if (!multiValued) return put(holder, name, sub ? less(old as Row) : undefined)

  const listed = Array.isArray(value) ? value.map((one) => (one as Row)['value']) : null
  const fits = filter === null ? () => true : filterOf(filter, inside(attribute))
  const hit = (one: Row) => fits(one) && (listed === null || listed.includes(one['value']))
  const list = old as Row[]
  put(holder, name, sub ? list.map((one) => (hit(one) ? less(one) : one)) : list.filter((one) => !hit(one)))
}

/** What has no value left is not there. */
function put(holder: Row, name: string, value: unknown) {
  const isNothing = value === undefined || (typeof value === 'object' && Object.keys(value as object).length === 0)
  if (isNothing) delete holder[name]
  else holder[name] = value
}

/** The parts said to be null. */
function emptied(value: Row, { subAttributes = [] }: Attribute): Row {
  const isNull = ([, part]: [string, unknown]) => part === null
  const names = Object.entries(value)
    .filter(isNull)
    .map(([name]) => named(subAttributes, name)?.name ?? name)
  return Object.fromEntries(names.map((name) => [name, undefined]))
}

const without = (parts: Row): Row =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
