// A filter (RFC 7644, 3.4.2.2): its values are texts of JSON, so nothing in them can end their quotes.

import { attributeOfPath, type Path } from './path.ts'
import { isAddressPath } from './people.ts'

/** Whoever has this value in an attribute. */
export const equals = (attribute: string, value: string): string => `${attribute} eq ${JSON.stringify(value)}`

/** What a filter calls the attribute at a path: without its condition, a list by its values (RFC 7644, 3.4.2.2). */
export function filterOf(path: Path): string {
  const isList = path.only !== null || isAddressPath(path)
  return `${attributeOfPath(path)}${path.sub ? `.${path.sub}` : isList ? '.value' : ''}`
}
