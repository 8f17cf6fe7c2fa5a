// The fields of a change one by one: where Zendesk refuses one of them, it takes none of a request.

import type { Change, Fields } from '../../artifacts/records.ts'

/** A change of several fields as changes of one each, each attribute apart; empty where there is but one. */
export function fieldsApart(entry: Change): Change[] {
  const { attributes = {}, ...others } = entry.to as Fields
  const parts: Fields[] = [
    ...Object.entries(others).map(([name, value]) => ({ [name]: value }) as Fields),
    ...Object.entries(attributes).map(([name, value]) => ({ attributes: { [name]: value } })),
  ]
  return parts.length < 2 ? [] : parts.map((to) => ({ ...entry, to }) as Change)
}
