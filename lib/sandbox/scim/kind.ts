// The kinds of resources of a service, and which attribute a path of theirs means.

import { type Attribute, attribute, complex, named, type Schema } from './attributes.ts'
import type { ScimOptions } from './options.ts'
import { bizagiProperties, bizagiUser, enterprise, group, user } from './schemas.ts'

export interface Kind {
  name: 'User' | 'Group'
  endpoint: '/Users' | '/Groups'
  schema: Schema
  extensions: Schema[]
  /** Those of the schema, and those that all resources have. */
  attributes: Attribute[]
}

/** One attribute, or one part of it, and where a resource keeps it. */
export interface Place {
  /** The URN of the extension it is in. */
  extension: string | null
  attribute: Attribute
  sub: Attribute | null
  /** What stands in the brackets behind the attribute. */
  filter: string | null
}

const readOnly = { mutability: 'readOnly' as const, caseExact: true }
const id = attribute('id', { ...readOnly, returned: 'always' })
const meta = complex(
  'meta',
  [
    attribute('resourceType', readOnly),
    attribute('created', { ...readOnly, type: 'dateTime' }),
    attribute('lastModified', { ...readOnly, type: 'dateTime' }),
    attribute('location', readOnly),
    attribute('version', readOnly),
  ],
  readOnly,
)
const externalId = attribute('externalId', { caseExact: true })

const kind = (name: Kind['name'], schema: Schema, extensions: Schema[], common: Attribute[]): Kind => ({
  name,
  endpoint: `/${name}s`,
  schema,
  extensions,
  attributes: [...common, ...schema.attributes],
})

/** What a service of this dialect holds. */
export const kindsOf: Record<ScimOptions['dialect'], Kind[]> = {
  rfc: [kind('User', user, [enterprise], [id, externalId, meta]), kind('Group', group, [], [id, externalId, meta])],
  bizagi: [kind('User', bizagiUser, [bizagiProperties], [id, meta])],
}

/** The attribute and what follows in `path`: `emails[type eq "work"].value`. */
const shape = /^([\w$-]+)(?:\[(.*)\])?(?:\.([\w$-]+))?$/s

/** The place that a path means, with or without a URN in front; null where there is none. */
export function placeOf(path: string, { schema, extensions, attributes }: Kind): Place | null {
  const lower = path.toLowerCase()
  const owner = [schema, ...extensions].find((one) => lower.startsWith(`${one.id.toLowerCase()}:`))
  const [, name = '', filter = null, part] = shape.exec(owner ? path.slice(owner.id.length + 1) : path) ?? []
  const isOwn = !owner || owner === schema
  const found = named(isOwn ? attributes : owner.attributes, name)
  const sub = found && part !== undefined ? named(found.subAttributes ?? [], part) : null
  if (!found || sub === undefined) return null
  return { extension: isOwn ? null : owner.id, attribute: found, sub, filter }
}

/** The extension that `name` is the URN of. */
export const extensionOf = (name: string, { extensions }: Kind) =>
  extensions.find(({ id }) => id.toLowerCase() === name.toLowerCase())
