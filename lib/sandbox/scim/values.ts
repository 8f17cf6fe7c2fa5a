// What a client sends as a value, read by the schema (RFC 7643, 2).

import { refused } from './answers.ts'
import { type Attribute, named } from './attributes.ts'
import { extensionOf, type Kind } from './kind.ts'
import type { ScimOptions } from './options.ts'

export type Row = Record<string, unknown>
export type Rules = Pick<Partial<ScimOptions>, 'booleans'>

export const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const invalid = (detail: string) => refused(400, detail, 'invalidValue')

/** A resource as the schema has it: what it does not know and what nobody may write is left out. */
export function resourceOf(given: Row, kind: Kind, rules: Rules): Row {
  const read = partsOf(given, kind.attributes, rules)
  for (const [name, value] of Object.entries(given)) {
    const extension = extensionOf(name, kind)
    if (!extension || value === null) continue
    if (!isRow(value)) throw invalid(`${name}: expected an object`)
    const parts = partsOf(value, extension.attributes, rules)
    if (Object.keys(parts).length > 0) read[extension.id] = parts
  }
  return read
}

function partsOf(given: Row, attributes: Attribute[], rules: Rules): Row {
  const parts: Row = {}
  for (const [name, value] of Object.entries(given)) {
    const attribute = named(attributes, name)
    if (!attribute || attribute.mutability === 'readOnly') continue
    const read = readValue(value, attribute, rules)
    if (read !== undefined) parts[attribute.name] = read
  }
  return parts
}

/** A value of an attribute; undefined for what means none: null, and a list of nothing (RFC 7643, 2.5). */
export function readValue(value: unknown, attribute: Attribute, rules: Rules): unknown {
  if (value === null || value === undefined) return undefined
  if (!attribute.multiValued) return readOne(value, attribute, rules)
  if (!Array.isArray(value)) throw invalid(`${attribute.name}: expected an array`)
  return value.length === 0 ? undefined : value.map((one) => readOne(one, attribute, rules))
}

/** One value of an attribute that may have several. */
export function readOne(value: unknown, { name, type, subAttributes = [] }: Attribute, rules: Rules): unknown {
  if (type === 'complex') {
    if (!isRow(value)) throw invalid(`${name}: expected an object`)
    return partsOf(value, subAttributes, rules)
  }
  if (type === 'boolean' && rules.booleans === 'strings' && /^(true|false)$/i.test(String(value))) {
    return String(value).toLowerCase() === 'true'
  }
  const expected = type === 'boolean' ? 'boolean' : type === 'integer' ? 'number' : 'string'
  if (typeof value !== expected) throw invalid(`${name}: expected a ${expected}`)
  return value
}

/** The extension of a resource, made where there is none; null: the resource itself. */
export function within(resource: Row, extension: string | null): Row {
  if (extension === null) return resource
  resource[extension] ??= {}
  return resource[extension] as Row
}
