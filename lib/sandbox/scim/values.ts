// Values of a client, read by the schema (RFC 7643, 2).

import { isJsonObject, type JsonObject } from '../parts/json.ts'
import { scimRefusal } from './answers.ts'
import { type Attribute, attributeNamed } from './attributes.ts'
import type { ScimOptions } from './options.ts'
import { extensionOf, type ResourceType } from './resource-type.ts'

export type ValueRules = Pick<Partial<ScimOptions>, 'booleans'>

const invalid = (detail: string) => scimRefusal(400, detail, 'invalidValue')

/** A resource by the schema, without unknown and read-only attributes. */
export function resourceOf(given: JsonObject, type: ResourceType, rules: ValueRules): JsonObject {
  const read = partsOf(given, type.attributes, rules)
  for (const [name, value] of Object.entries(given)) {
    const extension = extensionOf(name, type)
    if (!extension || value === null) continue
    if (!isJsonObject(value)) throw invalid(`${name}: expected an object`)
    const parts = partsOf(value, extension.attributes, rules)
    if (Object.keys(parts).length > 0) read[extension.id] = parts
  }
  return read
}

function partsOf(given: JsonObject, attributes: Attribute[], rules: ValueRules): JsonObject {
  const parts: JsonObject = {}
  for (const [name, value] of Object.entries(given)) {
    const attribute = attributeNamed(attributes, name)
    if (!attribute || attribute.mutability === 'readOnly') continue
    const read = readValue(value, attribute, rules)
    if (read !== undefined) parts[attribute.name] = read
  }
  return parts
}

/** A value of an attribute; undefined for null and for an empty list (RFC 7643, 2.5). */
export function readValue(value: unknown, attribute: Attribute, rules: ValueRules): unknown {
  if (value === null || value === undefined) return undefined
  if (!attribute.multiValued) return readOne(value, attribute, rules)
  if (!Array.isArray(value)) throw invalid(`${attribute.name}: expected an array`)
  return value.length === 0 ? undefined : value.map((one) => readOne(one, attribute, rules))
}

/** A single value of an attribute. */
export function readOne(value: unknown, { name, type, subAttributes = [] }: Attribute, rules: ValueRules): unknown {
  if (type === 'complex') {
    if (!isJsonObject(value)) throw invalid(`${name}: expected an object`)
    return partsOf(value, subAttributes, rules)
  }
  if (type === 'boolean' && rules.booleans === 'strings' && /^(true|false)$/i.test(String(value))) {
    return String(value).toLowerCase() === 'true'
  }
  const expected = type === 'boolean' ? 'boolean' : type === 'integer' ? 'number' : 'string'
  if (typeof value !== expected) throw invalid(`${name}: expected a ${expected}`)
  return value
}

/** The extension of a resource, created if it is missing; null: the resource itself. */
export function extensionIn(resource: JsonObject, extension: string | null): JsonObject {
  if (extension === null) return resource
  resource[extension] ??= {}
  return resource[extension] as JsonObject
}
