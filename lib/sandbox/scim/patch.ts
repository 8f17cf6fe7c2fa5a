// PATCH: its operations, in order, on a copy (RFC 7644, 3.5.2).

import { isJsonObject, type JsonObject } from '../parts/json.ts'
import { scimRefusal, urns } from './answers.ts'
import { change, remove } from './change.ts'
import type { ScimOptions } from './options.ts'
import { extensionOf, parsePath, type ResourceType } from './resource-type.ts'
import { extensionIn, type ValueRules } from './values.ts'

type PatchRules = ValueRules & Pick<Partial<ScimOptions>, 'dialect'>

/** The type of the patched resource, and the rules of the service. */
interface PatchForm {
  type: ResourceType
  rules: PatchRules
}

interface PatchOperation {
  op: 'add' | 'replace' | 'remove'
  path?: string
  value?: unknown
}

/** The resource after all operations. If an operation is refused, it throws and nothing has changed. */
export function applyPatch(resource: JsonObject, body: unknown, form: PatchForm): JsonObject {
  const draft = structuredClone(resource)
  for (const operation of operationsIn(body)) {
    if (operation.path === undefined) applyWithoutPath(draft, operation, form)
    else applyAt(draft, { ...operation, path: operation.path }, form)
  }
  for (const { id } of form.type.extensions) {
    if (isJsonObject(draft[id]) && Object.keys(draft[id]).length === 0) delete draft[id]
  }
  return draft
}

function operationsIn(body: unknown): PatchOperation[] {
  const { schemas, Operations } = { ...(body as JsonObject | null) }
  const isPatch = Array.isArray(schemas) && schemas.length === 1 && schemas[0] === urns.patch
  if (!isPatch) throw scimRefusal(400, `schemas: expected ["${urns.patch}"]`, 'invalidSyntax')
  if (!Array.isArray(Operations)) throw scimRefusal(400, 'Operations: expected an array', 'invalidSyntax')
  return Operations.map((one: JsonObject) => {
    // Entra writes "Replace" (Known issues with SCIM 2.0 protocol compliance).
    const op = String(one?.['op']).toLowerCase()
    if (op !== 'add' && op !== 'replace' && op !== 'remove') throw scimRefusal(400, `op: no ${op}`, 'invalidSyntax')
    const { path, value } = one
    if (path !== undefined && typeof path !== 'string') throw scimRefusal(400, 'path: expected a text', 'invalidPath')
    return { op, ...(path && { path }), value }
  })
}

/** Each part of the value is an operation of its own. Entra writes parts as paths: "name.givenName", whole URNs. */
function applyWithoutPath(draft: JsonObject, { op, value }: PatchOperation, form: PatchForm) {
  const { type, rules } = form
  // "If path is not provided, the value is ignored" (Bizagi, SCIM update).
  if (rules.dialect === 'bizagi') return
  if (op === 'remove') throw scimRefusal(400, 'remove: a path is needed', 'noTarget')
  if (!isJsonObject(value)) throw scimRefusal(400, 'value: expected an object', 'invalidValue')
  for (const [path, part] of Object.entries(value)) {
    const isKnown = extensionOf(path, type) ?? parsePath(path, type)
    if (isKnown) applyAt(draft, { op, path, value: part }, form)
  }
}

function applyAt(draft: JsonObject, { op, path, value }: PatchOperation & { path: string }, form: PatchForm) {
  const { type, rules } = form
  const extension = extensionOf(path, type)
  if (extension && op === 'remove') delete draft[extension.id]
  else if (extension) {
    if (!isJsonObject(value)) throw scimRefusal(400, `${path}: expected an object`, 'invalidValue')
    for (const [name, part] of Object.entries(value)) {
      applyAt(draft, { op, path: `${extension.id}:${name}`, value: part }, form)
    }
  } else {
    const place = parsePath(path, type)
    if (!place) throw scimRefusal(400, `there is no ${path}`, 'invalidPath')
    const { attribute, sub } = place
    if (attribute.mutability === 'readOnly' || sub?.mutability === 'readOnly') {
      throw scimRefusal(400, `${path} cannot be written`, 'mutability')
    }
    const holder = extensionIn(draft, place.extension)
    // "add acts as replace" (Bizagi, SCIM update).
    if (op === 'remove') remove(holder, place, value)
    else change(holder, place, { op: op === 'replace' || rules.dialect === 'bizagi' ? 'replace' : 'add', value, rules })
  }
}
