// The fields of a change one by one: Zendesk rejects a whole request for one bad field.

import type { Change, Fields } from '../../artifacts/records.ts'

/** A change as changes of one field or attribute each; empty for a change of one field. */
export function fieldsApart(entry: Change): Change[] {
  const { attributes = {}, ...others } = entry.to as Fields
  const parts: Fields[] = [
    ...Object.entries(others).map(([name, value]) => ({ [name]: value }) as Fields),
    ...Object.entries(attributes).map(([name, value]) => ({ attributes: { [name]: value } })),
  ]
  return parts.length < 2 ? [] : parts.map((to) => ({ ...entry, to }) as Change)
}
