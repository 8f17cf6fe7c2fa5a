// The body of a change: a PATCH (RFC 7644, 3.5.2), in Entra's form where a service was built for Entra. Pure.

import { attributeOfPath, field, isSingle, type Path, type Resource, valueAtPath } from '../../scim/path.ts'
import { dialects } from './dialect.ts'
import type { ScimSettings } from './settings.ts'
import { type WantedValue, withValues } from './users.ts'

type DialectName = ScimSettings['dialect']

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

interface PatchOperation {
  op: string
  path: string
  value?: unknown
}

export const patchBody = (operations: PatchOperation[]) => ({ schemas: [PATCH], Operations: operations })

/**
 * The operations that set these values. Each has a path, because Bizagi ignores an operation without one (Bizagi,
 * updating users). A list is replaced as a whole, because not every service takes a path with a condition. For Entra
 * and Bizagi the path has a condition; a list is replaced where no condition identifies the value.
 */
export function patchOperations(
  user: Resource,
  values: readonly WantedValue[],
  dialect: DialectName,
): PatchOperation[] {
  const { isEntra, takesConditions } = dialects[dialect]
  const after = withValues(user, values)
  const isList = (path: Path) =>
    path.only !== null || [user, after].some((one) => Array.isArray(rawAttribute(one, path)))
  const takes = ({ only }: Path) =>
    takesConditions === 'any' || (takesConditions === 'type' && only?.attribute === 'type')
  const isPicked = (path: Path) => path.only !== null && takes(path) && isSingle(user, path)
  const lists = new Set(values.flatMap(({ path }) => (isList(path) && !isPicked(path) ? [attributeOfPath(path)] : [])))
  const all = values.map(({ path, value }): PatchOperation => {
    const name = attributeOfPath(path)
    const isThere = valueAtPath(user, path) !== undefined
    const one = lists.has(name)
      ? setOperation(name, rawAttribute(after, path) ?? null, 'replace')
      : setOperation(pathText(path), value, isThere ? 'replace' : 'add')
    return isEntra ? entraOperation(one) : one
  })
  return [...new Map(all.map((one) => [one.path, one])).values()]
}

const setOperation = (path: string, value: unknown, op: 'add' | 'replace'): PatchOperation =>
  value === null ? { op: 'remove', path } : { op, path, value }

/** Adds users to a group and removes others; all other members stay. */
export function memberOperations(
  added: readonly string[],
  taken: readonly string[],
  dialect: DialectName,
): PatchOperation[] {
  const { isEntra, takesMembers } = dialects[dialect]
  const values = (ids: readonly string[]) => ids.map((value) => ({ value }))
  const add = added.length > 0 ? [{ op: 'add', path: 'members', value: values(added) }] : []
  if (takesMembers === 'by path') {
    return [...add, ...taken.map((id) => ({ op: 'remove', path: `members[value eq ${JSON.stringify(id)}]` }))]
  }
  const remove = taken.length > 0 ? [{ op: 'remove', path: 'members', value: values(taken) }] : []
  return [...add, ...remove].map((one) => (isEntra ? entraOperation(one) : one))
}

/**
 * Entra's form by default: a capitalized operation, and booleans as text (Microsoft, "Known issues", SCIM compliance).
 */
const entraOperation = ({ op, path, value }: PatchOperation): PatchOperation => ({
  op: capital(op),
  path,
  ...(value !== undefined && { value: typeof value === 'boolean' ? capital(String(value)) : value }),
})

const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1)

const pathText = (path: Path): string => {
  const condition = path.only ? `[${path.only.attribute} eq ${JSON.stringify(path.only.value)}]` : ''
  const sub = path.sub ?? (path.only ? 'value' : null)
  return `${attributeOfPath(path)}${condition}${sub === null ? '' : `.${sub}`}`
}

/** The complete value of an attribute, with lists as they are. */
const rawAttribute = (resource: Resource, { attribute, schema }: Path): unknown =>
  field(schema === null ? resource : field(resource, schema), attribute)
