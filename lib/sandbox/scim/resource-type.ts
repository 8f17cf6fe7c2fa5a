// The resource types of a service, and the attributes that a path names.

import { type Attribute, attributeNamed, complex, READ_ONLY, type Schema, scimAttribute } from './attributes.ts'
import type { ScimOptions } from './options.ts'
import { bizagiProperties, bizagiUser, enterprise, groupSchema, userSchema } from './schemas.ts'

export interface ResourceType {
  name: 'User' | 'Group'
  endpoint: '/Users' | '/Groups'
  schema: Schema
  extensions: Schema[]
  /** The attributes of the schema, and the common attributes. */
  attributes: Attribute[]
}

/** An attribute or a sub-attribute, and its place in a resource. */
export interface AttributePath {
  /** The URN of the extension it is in. */
  extension: string | null
  attribute: Attribute
  sub: Attribute | null
  /** The filter in the brackets after the attribute. */
  filter: string | null
}

const READ_ONLY_EXACT = { ...READ_ONLY, caseExact: true }
const idAttribute = scimAttribute('id', { ...READ_ONLY_EXACT, returned: 'always' })
const meta = complex(
  'meta',
  [
    scimAttribute('resourceType', READ_ONLY_EXACT),
    scimAttribute('created', { ...READ_ONLY_EXACT, type: 'dateTime' }),
    scimAttribute('lastModified', { ...READ_ONLY_EXACT, type: 'dateTime' }),
    scimAttribute('location', READ_ONLY_EXACT),
    scimAttribute('version', READ_ONLY_EXACT),
  ],
  READ_ONLY_EXACT,
)
const externalId = scimAttribute('externalId', { caseExact: true })

const resourceType = (
  { name, schema, extensions }: Pick<ResourceType, 'name' | 'schema' | 'extensions'>,
  common: Attribute[],
): ResourceType => ({
  name,
  endpoint: `/${name}s`,
  schema,
  extensions,
  attributes: [...common, ...schema.attributes],
})

/** The resource types of a dialect. */
export const resourceTypesOf: Record<ScimOptions['dialect'], ResourceType[]> = {
  rfc: [
    resourceType({ name: 'User', schema: userSchema, extensions: [enterprise] }, [idAttribute, externalId, meta]),
    resourceType({ name: 'Group', schema: groupSchema, extensions: [] }, [idAttribute, externalId, meta]),
  ],
  bizagi: [resourceType({ name: 'User', schema: bizagiUser, extensions: [bizagiProperties] }, [idAttribute, meta])],
}

/** The attribute, its filter and its sub-attribute in a path: `emails[type eq "work"].value`. */
const PATH = /^([\w$-]+)(?:\[(.*)\])?(?:\.([\w$-]+))?$/s

/** The attribute that a path names, with or without a URN; null for an unknown attribute. */
export function parsePath(path: string, { schema, extensions, attributes }: ResourceType): AttributePath | null {
  const lower = path.toLowerCase()
  const owner = [schema, ...extensions].find((one) => lower.startsWith(`${one.id.toLowerCase()}:`))
  const [, name = '', filter = null, part] = PATH.exec(owner ? path.slice(owner.id.length + 1) : path) ?? []
  const isOwn = !owner || owner === schema
  const found = attributeNamed(isOwn ? attributes : owner.attributes, name)
  const sub = found && part !== undefined ? attributeNamed(found.subAttributes ?? [], part) : null
  if (!found || sub === undefined) return null
  return { extension: isOwn ? null : owner.id, attribute: found, sub, filter }
}

/** The extension that `name` is the URN of. */
export const extensionOf = (name: string, { extensions }: ResourceType) =>
  extensions.find(({ id }) => id.toLowerCase() === name.toLowerCase())
