// PATCH: its operations, in order, on a copy (RFC 7644, 3.5.2).

import { refused, urns } from './answers.ts'
import { change, remove } from './change.ts'
import { extensionOf, type Kind, placeOf } from './kind.ts'
import type { ScimOptions } from './options.ts'
import { isRow, type Row, type Rules, within } from './values.ts'

type PatchRules = Rules & Pick<Partial<ScimOptions>, 'dialect'>

interface Operation {
  op: 'add' | 'replace' | 'remove'
  path?: string
  value?: unknown
}

/** What becomes of a resource. Nothing happened where one operation is refused. */
export function patched(resource: Row, body: unknown, kind: Kind, rules: PatchRules): Row {
  const draft = structuredClone(resource)
  for (const operation of operationsIn(body)) {
    if (operation.path === undefined) pathless(draft, operation, kind, rules)
    else at(draft, operation.path, operation, kind, rules)
  }
  for (const { id } of kind.extensions) {
    if (isRow(draft[id]) && Object.keys(draft[id]).length === 0) delete draft[id]
  }
  return draft
}

function operationsIn(body: unknown): Operation[] {
  const { schemas, Operations } = { ...(body as Row | null) }
  const isPatch = Array.isArray(schemas) && schemas.length === 1 && schemas[0] === urns.patch
  if (!isPatch) throw refused(400, `schemas: expected ["${urns.patch}"]`, 'invalidSyntax')
  if (!Array.isArray(Operations)) throw refused(400, 'Operations: expected an array', 'invalidSyntax')
  return Operations.map((one: Row) => {
    // Entra writes "Replace" (Known issues with SCIM 2.0 protocol compliance).
    const op = String(one?.['op']).toLowerCase()
    if (op !== 'add' && op !== 'replace' && op !== 'remove') throw refused(400, `op: no ${op}`, 'invalidSyntax')
    const { path, value } = one
    if (path !== undefined && typeof path !== 'string') throw refused(400, 'path: expected a text', 'invalidPath')
    return { op, ...(path && { path }), value }
  })
}

/** Each part of the value is an operation of its own. Entra writes parts as paths: "name.givenName", whole URNs. */
function pathless(draft: Row, { op, value }: Operation, kind: Kind, rules: PatchRules) {
  // "If path is not provided, the value is ignored" (Bizagi, SCIM update).
  if (rules.dialect === 'bizagi') return
  if (op === 'remove') throw refused(400, 'remove: a path is needed', 'noTarget')
  if (!isRow(value)) throw refused(400, 'value: expected an object', 'invalidValue')
  for (const [path, part] of Object.entries(value)) {
    const isKnown = extensionOf(path, kind) ?? placeOf(path, kind)
    if (isKnown) at(draft, path, { op, value: part }, kind, rules)
  }
}

function at(draft: Row, path: string, operation: Operation, kind: Kind, rules: PatchRules) {
  const { op, value } = operation
  const extension = extensionOf(path, kind)
  if (extension && op === 'remove') delete draft[extension.id]
  else if (extension) {
    if (!isRow(value)) throw refused(400, `${path}: expected an object`, 'invalidValue')
    for (const [name, part] of Object.entries(value)) {
      at(draft, `${extension.id}:${name}`, { op, value: part }, kind, rules)
    }
  } else {
    const place = placeOf(path, kind)
    if (!place) throw refused(400, `there is no ${path}`, 'invalidPath')
    const { attribute, sub } = place
    if (attribute.mutability === 'readOnly' || sub?.mutability === 'readOnly') {
      throw refused(400, `${path} cannot be written`, 'mutability')
    }
    const holder = within(draft, place.extension)
    // "add acts as replace" (Bizagi, SCIM update).
    if (op === 'remove') remove(holder, place, value)
    else change(holder, place, op === 'replace' || rules.dialect === 'bizagi' ? 'replace' : 'add', value, rules)
  }
}
