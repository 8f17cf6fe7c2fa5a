// The schemas of a service: the presence, mutability and visibility of an attribute (RFC 7643, 7).
// Pure.

import { field, type Path } from './path.ts'

type Mutability = 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly'

/** The definitions of an attribute, each with the definition of its part; empty if no schema has it. */
function definitionsOf(schemas: readonly unknown[], { attribute, schema, sub }: Path): unknown[][] {
  const found = schemas.flatMap((one) => {
    const isMeant = schema === null || String(field(one, 'id')).toLowerCase() === schema.toLowerCase()
    return isMeant ? attributesNamed(field(one, 'attributes'), attribute) : []
  })
  if (sub === null) return found.map((one) => [one])
  return found.flatMap((one) => attributesNamed(field(one, 'subAttributes'), sub).map((part) => [one, part]))
}

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

const attributesNamed = (attributes: unknown, name: string): unknown[] =>
  asList(attributes).filter((one) => String(field(one, 'name')).toLowerCase() === name.toLowerCase())

/** Whether a schema has the attribute and its part: an extension by its URN, the core in any schema. */
export const isKnown = (schemas: readonly unknown[], path: Path): boolean => definitionsOf(schemas, path).length > 0

/** The narrower mutability of an attribute and its part; null if no schema has it. */
export function mutabilityOf(schemas: readonly unknown[], path: Path): Mutability | null {
  const [definitions] = definitionsOf(schemas, path)
  const said = (definitions ?? []).map((one) => String(field(one, 'mutability') ?? 'readWrite').toLowerCase())
  if (definitions === undefined) return null
  const narrow = (['readOnly', 'immutable', 'writeOnly'] as const).find((one) => said.includes(one.toLowerCase()))
  return narrow ?? 'readWrite'
}

/** The attributes that a read shows only on request, or never: `name (never)`. */
export function hiddenIn(schemas: readonly unknown[]): string[] {
  return schemas.flatMap((schema) => {
    const id = String(field(schema, 'id'))
    const prefix = id.toLowerCase().startsWith('urn:ietf:params:scim:schemas:core:2.0:') ? '' : `${id}:`
    return hiddenAmong(field(schema, 'attributes'), prefix)
  })
}

function hiddenAmong(attributes: unknown, prefix: string): string[] {
  return asList(attributes).flatMap((one) => {
    const name = `${prefix}${String(field(one, 'name'))}`
    const returned = String(field(one, 'returned') ?? 'default').toLowerCase()
    if (returned === 'never' || returned === 'request') return [`${name} (${returned})`]
    return hiddenAmong(field(one, 'subAttributes'), `${name}.`)
  })
}
