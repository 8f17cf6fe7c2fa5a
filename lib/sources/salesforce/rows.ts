// The values of a row: absent, a value, or unreadable. Salesforce returns every selected field, with null if it is
// empty.

import { type Reading, readField, readScalar, shapeOf, Unreadable } from '../../connector/read-value.ts'
import type { SalesforceRow } from './query.ts'

/** The value of a row at a path of fields. A null parent has no fields; a missing field is unreadable. */
function fieldAt(row: SalesforceRow, path: string): unknown {
  if (!path.includes('.')) return ownField(row, path)
  let value: unknown = row
  let place = ''
  for (const field of path.split('.')) {
    if (value === null) return null
    if (typeof value !== 'object' || Array.isArray(value)) return new Unreadable(place, shapeOf(value))
    place += `${place && '.'}${field}`
    value = ownField(value, field, place)
    if (value instanceof Unreadable) return value
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
