// The name of an attribute as a PATCH has it (RFC 7644, 3.5.2), its value in a resource, and a resource with another
// one.

export type Resource = Record<string, unknown>

/**
 * `urn:...:User:manager.value`, `emails[type eq "work"].value`: what stands for an attribute in filters and PATCHes.
 */
export interface Path {
  /** The URN of an extension; null: a core attribute. */
  schema: string | null
  attribute: string
  /** Of a list: the one value whose sub-attribute says so. */
  only: { attribute: string; value: string } | null
  sub: string | null
}

const FORM = /^(?:(urn:[\w.:-]+):)?([a-z$][\w$-]*)(?:\[([a-z]\w*) eq "([^"\\]*)"\])?(?:\.([a-z$][\w$-]*))?$/i
const CORE = /^urn:ietf:params:scim:schemas:core:2\.0:/i

export const isPath = (text: string): boolean => FORM.test(text)

/** Reads such a text; throws for what `isPath` denies. */
export function parsePath(text: string): Path {
  const found = FORM.exec(text)
  if (!found) throw new Error(`${text} is no path of an attribute`)
  const [, schema = '', attribute = '', by, value = '', sub] = found
  return {
    schema: schema === '' || CORE.test(schema) ? null : schema,
    attribute,
    only: by === undefined ? null : { attribute: by, value },
    sub: sub ?? null,
  }
}

/** The path up to the attribute, for the replacement of a whole list. */
export const attributeOfPath = ({ schema, attribute }: Path) => (schema === null ? attribute : `${schema}:${attribute}`)

/** The value at a path. For a list without condition: its primary value, else its first. */
export function valueAtPath(resource: Resource, path: Path): unknown {
  const all = field(holderOf(resource, path), path.attribute)
  if (!Array.isArray(all)) return path.sub === null ? all : field(all, path.sub)
  if (path.only === null && path.sub === null && all.length > 0 && !all.some(isObject)) return all // a list of texts
  const one = path.only ? all.find((item) => isThat(item, path)) : mainItem(all)
  return isObject(one) ? field(one, path.sub ?? 'value') : one
}

/** A copy of the resource with another value at a path; null removes the value. */
export function withValue(resource: Resource, path: Path, value: unknown): Resource {
  if (path.schema === null) return withOwn(resource, path, { value, lists: LISTS })
  const name = ownName(resource, path.schema)
  return { ...resource, [name]: withOwn({ ...(resource[name] as Resource | undefined) }, path, { value, lists: [] }) }
}

/** Attributes of a user that are lists of objects, whether there is one or not (RFC 7643, 4.1.2). */
const LISTS = ['emails', 'phonenumbers', 'ims', 'photos', 'addresses', 'entitlements', 'roles', 'x509certificates']

function withOwn(
  resource: Resource,
  path: Path,
  { value, lists }: { value: unknown; lists: readonly string[] },
): Resource {
  const { attribute, only, sub } = path
  const name = ownName(resource, attribute)
  const now = resource[name]
  const hasItems = Array.isArray(now) && (sub !== null || now.some(isObject))
  const isList = only !== null || hasItems || lists.includes(attribute.toLowerCase())
  if (sub === null && only === null && (!isList || value === null || Array.isArray(value)))
    return withField(resource, name, value)
  if (!isList) return withField(resource, name, withField({ ...(now as Resource) }, sub!, value))
  return withField(resource, name, listWith(Array.isArray(now) ? now : [now ?? []].flat(), path, value))
}

/** A copy of the list with the value in the item of the path; a missing item is added. */
function listWith(list: readonly unknown[], path: Path, value: unknown): unknown[] | null {
  const sub = path.sub ?? 'value'
  const meant = path.only ? list.findIndex((item) => isThat(item, path)) : list.indexOf(mainItem(list))
  const left =
    value === null && sub === 'value'
      ? list.filter((_, index) => index !== meant)
      : meant < 0
        ? [...list, { [sub]: value, ...conditionOf(path), ...(isMain(path, list) && { primary: true }) }]
        : list.map((item, index) => (index === meant ? itemWith(item, sub, value) : item))
  return left.length > 0 ? left : null
}

/** A text is its own value. */
const itemWith = (item: unknown, sub: string, value: unknown): unknown =>
  isObject(item) ? withField({ ...item }, sub, value) : value

const conditionOf = ({ only }: Path) => only && { [only.attribute]: only.value }

/** Whether a new item is the first address or number of a person, and so the primary one. */
const isMain = ({ attribute }: Path, list: readonly unknown[]) =>
  list.length === 0 && ['emails', 'phonenumbers'].includes(attribute.toLowerCase())

function withField(resource: Resource, name: string, value: unknown): Resource {
  const key = ownName(resource, name)
  if (value !== null) return { ...resource, [key]: value }
  const { [key]: _, ...rest } = resource
  return rest
}

/** The primary item of a list, else the first (RFC 7643, 2.4). */
const mainItem = (list: readonly unknown[]): unknown =>
  list.find((item) => isObject(item) && isTrue(field(item, 'primary'))) ?? list[0]

/** Some services send booleans as texts or numbers (dialects of SCIM: "True"). */
export const isTrue = (value: unknown): boolean => value === true || /^(?:true|1)$/i.test(String(value).trim())

const isThat = (item: unknown, { only }: Path) => {
  const said = isObject(item) ? field(item, only!.attribute) : only!.attribute === 'value' ? item : undefined
  return String(said).toLowerCase() === only!.value.toLowerCase()
}

/** Whether a condition matches at most one item: a PATCH changes every match (RFC 7644, 3.5.2.3). */
export function isSingle(resource: Resource, path: Path): boolean {
  const list = field(holderOf(resource, path), path.attribute)
  return !Array.isArray(list) || list.filter((item) => isThat(item, path)).length <= 1
}

const holderOf = (resource: Resource, { schema }: Path) => (schema === null ? resource : field(resource, schema))

/** A field by its name in any case: attribute names know no case (RFC 7643, 2.1). */
export const field = (value: unknown, name: string): unknown =>
  isObject(value) ? value[ownName(value, name)] : undefined

const ownName = (resource: Resource, name: string): string =>
  name in resource ? name : (Object.keys(resource).find((key) => key.toLowerCase() === name.toLowerCase()) ?? name)

export const isObject = (value: unknown): value is Resource =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
