// JSON with the keys of every object in order, so that equal records have equal lines. Pure.

import stringify from 'fast-json-stable-stringify'

/** The JSON of a value, with the keys of its objects in ascending order. */
export const stableJson = (value: unknown): string => (isInOrder(value) ? JSON.stringify(value) : stringify(value))

/** Whether JSON.stringify, which is several times faster, gives the same text: all keys are in order already. */
function isInOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isInOrder)
  let before: string | null = null
  for (const key of Object.keys(value)) {
    if (before !== null && key < before) return false
    if (!isInOrder((value as Record<string, unknown>)[key])) return false
    before = key
  }
  return true
}
