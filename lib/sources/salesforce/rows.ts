// The values of a row: absent, a value, or unreadable. Salesforce gives every selected field, null where it is empty.

import { type Reading, readField, readScalar, shapeOf, Unreadable } from '../../connector/read-value.ts'
import type { SalesforceRow } from './query.ts'

/** What a row has at a path of fields. A parent that is null has no fields; a field that is not there is unreadable. */
function fieldAt(row: SalesforceRow, path: string): unknown {
  let value: unknown = row
  let place = ''
  for (const field of path.split('.')) {
    if (value === null) return null
    if (typeof value !== 'object' || Array.isArray(value)) return new Unreadable(place, shapeOf(value))
    place += `${place && '.'}${field}`
    value = readField(value, field, place)
    if (value instanceof Unreadable) return value
    if (value === undefined) return new Unreadable(place, 'missing')
  }
  return value
}

/** A text; null where it is empty. Salesforce gives texts as texts and in no other shape. */
export function textAt(row: SalesforceRow, path: string): Reading<string> {
  const value = fieldAt(row, path)
  if (value instanceof Unreadable || value === null) return value
  if (typeof value !== 'string') return new Unreadable(path, shapeOf(value))
  return value.trim() === '' ? null : value
}

/**
 * A mapped attribute: a text, a number or a boolean; several picks come as one text (Salesforce, multi-select
 * picklists).
 */
export const attributeAt = (row: SalesforceRow, path: string): Reading<string | number | boolean> =>
  readScalar(fieldAt(row, path), path)
