// A change of an attribute: add, replace and remove (RFC 7644, 3.5.2.1 to 3.5.2.3).

import { isDeepStrictEqual } from 'node:util'
import { isJsonObject, type JsonObject } from '../parts/json.ts'
import { scimRefusal } from './answers.ts'
import { type Attribute, attributeNamed } from './attributes.ts'
import { filterOf, partsLookup } from './filter.ts'
import type { AttributePath } from './resource-type.ts'
import { readOne, readValue, type ValueRules } from './values.ts'

interface Edit {
  op: 'add' | 'replace'
  value: unknown
  rules: ValueRules
}

/** Sets a value, or adds it to the values. */
export function change(holder: JsonObject, place: AttributePath, edit: Edit) {
  const { value, rules } = edit
  const { attribute, sub } = place
  if (value === undefined) throw scimRefusal(400, `${attribute.name}: a value is needed`, 'invalidValue')
  if (attribute.multiValued) return setOrDelete(holder, attribute.name, changeValues(holder, place, edit))
  if (place.filter !== null) throw scimRefusal(400, `${attribute.name} has one value`, 'invalidPath')
  const old = holder[attribute.name] as JsonObject | undefined
  if (sub)
    return setOrDelete(holder, attribute.name, definedParts({ ...old, [sub.name]: readValue(value, sub, rules) }))
  const read = readValue(value, attribute, rules)
  // The parts of a complex attribute that are not named stay.
  const isPartial = attribute.type === 'complex' && isJsonObject(read)
  setOrDelete(
    holder,
    attribute.name,
    isPartial ? definedParts({ ...old, ...nullParts(value as JsonObject, attribute), ...read }) : read,
  )
}

function changeValues(holder: JsonObject, place: AttributePath, { op, value, rules }: Edit): JsonObject[] {
  const { attribute, sub, filter } = place
  const list = (holder[attribute.name] ?? []) as JsonObject[]
  if (filter === null && !sub) {
    const more = value === null ? [] : [value].flat().map((one) => readOne(one, attribute, rules) as JsonObject)
    if (op === 'replace') return more
    return primaryLast(list, [...list, ...more.filter((one) => !list.some((old) => isDeepStrictEqual(old, one)))])
  }
  const fits = filter === null ? () => true : filterOf(filter, partsLookup(attribute))
  if (!list.some(fits)) throw scimRefusal(400, `${attribute.name}[${filter ?? ''}] matches nothing`, 'noTarget')
  const part = sub ? { [sub.name]: readValue(value, sub, rules) } : (readOne(value, attribute, rules) as JsonObject)
  const isWhole = !sub && op === 'replace'
  return primaryLast(
    list,
    list.map((one) => (fits(one) ? definedParts(isWhole ? part : { ...one, ...part }) : one)),
  )
}

/** A new primary value replaces the old primary value (RFC 7644, 3.5.2). */
function primaryLast(before: JsonObject[], after: JsonObject[]): JsonObject[] {
  if (after.filter(({ primary }) => primary === true).length < 2) return after
  return after.map((one) => (one['primary'] === true && before.includes(one) ? { ...one, primary: false } : one))
}

/** Removes an attribute, a sub-attribute, or the matching values. Entra lists the values to remove in `value`. */
export function remove(holder: JsonObject, { attribute, sub, filter }: AttributePath, value: unknown) {
  const { name, required, multiValued } = attribute
  if (required) throw scimRefusal(400, `${name} is required`, 'mutability')
  const old = holder[name]
  if (old === undefined) return
  const less = (one: JsonObject) => definedParts({ ...one, [sub?.name ?? '']: undefined })
  if (!multiValued) return setOrDelete(holder, name, sub ? less(old as JsonObject) : undefined)

  const listed = Array.isArray(value) ? value.map((one) => (one as JsonObject)['value']) : null
  const fits = filter === null ? () => true : filterOf(filter, partsLookup(attribute))
  const hit = (one: JsonObject) => fits(one) && (listed === null || listed.includes(one['value']))
  const list = old as JsonObject[]
  setOrDelete(holder, name, sub ? list.map((one) => (hit(one) ? less(one) : one)) : list.filter((one) => !hit(one)))
}

/** An attribute without a value is deleted. */
function setOrDelete(holder: JsonObject, name: string, value: unknown) {
  const isNothing = value === undefined || (typeof value === 'object' && Object.keys(value as object).length === 0)
  if (isNothing) delete holder[name]
  else holder[name] = value
}

/** The parts whose value is null, as undefined. */
function nullParts(value: JsonObject, { subAttributes = [] }: Attribute): JsonObject {
  const isNull = ([, part]: [string, unknown]) => part === null
  const names = Object.entries(value)
    .filter(isNull)
    .map(([name]) => attributeNamed(subAttributes, name)?.name ?? name)
  return Object.fromEntries(names.map((name) => [name, undefined]))
}

const definedParts = (parts: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
