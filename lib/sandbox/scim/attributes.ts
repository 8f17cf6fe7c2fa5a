// Attributes of a schema, and short functions to declare them (RFC 7643, 7).

export interface Attribute {
  name: string
  type: 'string' | 'boolean' | 'complex' | 'reference' | 'dateTime' | 'binary' | 'integer'
  multiValued: boolean
  required: boolean
  caseExact: boolean
  mutability: 'readWrite' | 'readOnly' | 'writeOnly'
  returned: 'default' | 'always' | 'never'
  uniqueness: 'none' | 'server'
  canonicalValues?: string[]
  subAttributes?: Attribute[]
}

export interface Schema {
  id: string
  name: string
  description: string
  attributes: Attribute[]
}

export const READ_ONLY = { mutability: 'readOnly' as const }

/** A readable and writable text, but for `more`. */
export const scimAttribute = (name: string, more: Partial<Attribute> = {}): Attribute => ({
  name,
  type: 'string',
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  ...more,
})

export const texts = (...names: string[]) => names.map((name) => scimAttribute(name))
export const flag = (name: string) => scimAttribute(name, { type: 'boolean' })
export const complex = (name: string, subAttributes: Attribute[], more: Partial<Attribute> = {}) =>
  scimAttribute(name, { type: 'complex', subAttributes, ...more })

/** A multi-valued attribute whose values have a type, and of which a single value can be primary (RFC 7643, 2.4). */
export const plural = (name: string, types: string[], value: Partial<Attribute> = {}) =>
  complex(
    name,
    [
      scimAttribute('value', value),
      scimAttribute('display'),
      scimAttribute('type', types.length > 0 ? { canonicalValues: types } : {}),
      flag('primary'),
    ],
    { multiValued: true },
  )

/** The attribute with a name; names compare without case (RFC 7643, 2.1). */
export const attributeNamed = (attributes: Attribute[], name: string) =>
  attributes.find((one) => one.name.toLowerCase() === name.toLowerCase())
