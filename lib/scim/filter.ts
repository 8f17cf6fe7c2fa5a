// A filter (RFC 7644, 3.4.2.2): its values are texts of JSON, so nothing in them can end their quotes.

import { attributeOfPath, type Path } from './path.ts'
import { isAddressPath } from './people.ts'

/** The filter for one value of an attribute. */
export const equals = (attribute: string, value: string): string => `${attribute} eq ${JSON.stringify(value)}`

/** The name of a path in a filter: no condition, and a list by its values (RFC 7644, 3.4.2.2). */
export function filterOf(path: Path): string {
  const isList = path.only !== null || isAddressPath(path)
  return `${attributeOfPath(path)}${path.sub ? `.${path.sub}` : isList ? '.value' : ''}`
}
