// The values of a row: absent, a value, or unreadable. Salesforce returns every selected field, with null if it is
// empty.

import { type Reading, readField, readScalar, shapeOf, Unreadable } from '../../connector/read-value.ts'
import type { SalesforceRow } from './query.ts'

/** Each field of the paths that were read, with its place: the paths are the same for every row. */
const fieldsOfPaths = new Map<string, { field: string; place: string }[]>()

function fieldsOfPath(path: string) {
  const names = path.split('.')
  const fields = names.map((field, n) => ({ field, place: names.slice(0, n + 1).join('.') }))
  fieldsOfPaths.set(path, fields)
  return fields
}

/** The value of a row at a path of fields. A null parent has no fields; a missing field is unreadable. */
function fieldAt(row: SalesforceRow, path: string): unknown {
  let value: unknown = row
  let parent = ''
  for (const { field, place } of fieldsOfPaths.get(path) ?? fieldsOfPath(path)) {
    if (value === null) return null
    if (typeof value !== 'object' || Array.isArray(value)) return new Unreadable(parent, shapeOf(value))
    value = ownField(value, field, place)
    if (value instanceof Unreadable) return value
    parent = place
  }
  return value
}

function ownField(record: unknown, field: string, place = field): unknown {
  const value = readField(record, field, place)
  return value === undefined ? new Unreadable(place, 'missing') : value
}

/** A text, or null if it is empty. Salesforce returns texts in no other shape. */
export function textAt(row: SalesforceRow, path: string): Reading<string> {
  const value = fieldAt(row, path)
  if (value instanceof Unreadable || value === null) return value
  if (typeof value !== 'string') return new Unreadable(path, shapeOf(value))
  return value.trim() === '' ? null : value
}

/**
 * A mapped attribute: a text, a number or a boolean. Several picks are one text (Salesforce, multi-select picklists).
 */
export const attributeAt = (row: SalesforceRow, path: string): Reading<string | number | boolean> =>
  readScalar(fieldAt(row, path), path)
