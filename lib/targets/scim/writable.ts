// The attributes that a sync writes to a SCIM service, checked against the service's schemas (RFC 7643, 7). Pure.

import { attributeOfPath, field, type Path, parsePath } from '../../scim/path.ts'
import { isKnown, mutabilityOf } from '../../scim/schemas.ts'
import type { ScimSettings } from './settings.ts'
import { pathsOf } from './users.ts'

/** One attribute that is written, and the next step if the service does not take it. */
interface WrittenAttribute {
  path: Path
  next: string
  /** Whether it is written by a creation alone. */
  isOnce?: true
}

const FORMATTED = parsePath('name.formatted')
const GIVEN = parsePath('name.givenName')
const ACTIVE = parsePath('active')

/** The reason why a service with these schemas deactivates nobody, or null if it can, or if the schemas do not say. */
export function activeProblem(schemas: readonly unknown[], { removal }: ScimSettings): string | null {
  if (removal === 'delete' || !hasUsers(schemas)) return null
  return problemOf(schemas, { path: ACTIVE, next: 'Nobody can be deactivated: set "removal": "delete"' })
}

/** Every attribute that a sync writes and the service does not take, each with the next step. */
export function writeProblems(schemas: readonly unknown[], settings: ScimSettings): string[] {
  if (!hasUsers(schemas)) return []
  const active = activeProblem(schemas, settings)
  const others = writtenAttributes(schemas, settings).flatMap((one) => problemOf(schemas, one) ?? [])
  return [...(active === null ? [] : [active]), ...others]
}

/** Schemas without attributes of users prove nothing about writes. */
const hasUsers = (schemas: readonly unknown[]): boolean =>
  schemas.some((one) => /:core:2\.0:User$/i.test(String(field(one, 'id')))) && isKnown(schemas, parsePath('userName'))

function writtenAttributes(schemas: readonly unknown[], settings: ScimSettings): WrittenAttribute[] {
  const { externalId, key, name, attributes } = pathsOf(settings)
  const isWritable = (path: Path) => mutabilityOf(schemas, path) === 'readWrite'
  const elsewhere = isWritable(FORMATTED)
    ? 'Set target.name to "name.formatted"'
    : isWritable(GIVEN)
      ? 'Set target.name to "none", and map name.givenName and name.familyName'
      : 'Ask the vendor where a name can be written'
  return [
    { path: key, next: 'Check target.key', isOnce: true },
    ...(name === null ? [] : [{ path: name, next: elsewhere }]),
    ...(externalId === null ? [] : [{ path: externalId, next: 'Check target.externalId', isOnce: true as const }]),
    ...(isKnown(schemas, EMAIL_VALUES)
      ? [{ path: EMAIL_VALUES, next: 'Ask the vendor how an address is written' }]
      : []),
    ...attributes.map(({ name, path }) => ({ path, next: `Check target.attributes.${name}` })),
  ]
}

const EMAIL_VALUES = parsePath('emails.value')

/**
 * A common attribute may be absent from a schema (RFC 7643, 3.1). The service takes no other attribute that is absent.
 */
function problemOf(schemas: readonly unknown[], { path, next, isOnce }: WrittenAttribute): string | null {
  const mutability = mutabilityOf(schemas, path)
  const name = `${attributeOfPath(path)}${path.sub === null ? '' : `.${path.sub}`}`
  if (mutability === null) return /^externalId$/i.test(name) ? null : `its schemas have no ${name}. ${next}`
  const isFine = mutability === 'readWrite' || mutability === 'writeOnly' || (isOnce && mutability === 'immutable')
  return isFine ? null : `its schemas say that ${name} is ${mutability}. ${next}`
}
