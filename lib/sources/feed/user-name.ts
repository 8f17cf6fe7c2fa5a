// The instruction that reads the user name of a record.

import { isUnreadable } from '../../connector/read-value.ts'
import { isObject } from '../../scim/path.ts'
import { MAX_DEPTH } from './limits.ts'
import type { Raw } from './reader.ts'
import { presentValue } from './record-state.ts'
import { shapes } from './shapes.ts'
import { converter, type Mappings } from './values.ts'

const isUserName = (one: unknown): boolean =>
  isObject(one) && one['destination'] === 'user' && one['name'] === 'username' && one['action'] !== 'if-has-value'

const isField = (one: unknown) => isObject(one) && (one['action'] ?? 'field') === 'field'

/** Without a user name, Haplo blocks everybody; from a second instruction it takes a name that it never looks up. */
export function userNameMistakes(instructions: readonly unknown[]): string[] {
  const places = setters(instructions, 'instructions')
  if (!instructions.some((one) => isUserName(one) && isField(one)))
    return ['instructions: no plain field instruction at the top sets the username of user: nobody would be known']
  return places.length === 1 ? [] : [`${places.join(', ')}: the username of user is set in one place alone`]
}

function setters(list: readonly unknown[], at: string, depth = 0): string[] {
  if (depth > MAX_DEPTH) return []
  return list.flatMap((one, index) => {
    const here = `${at}.${index}`
    const inner = (name: string) =>
      isObject(one) && Array.isArray(one[name]) ? setters(one[name], `${here}.${name}`, depth + 1) : []
    return [...(isUserName(one) ? [here] : []), ...['then', 'else', 'instructions'].flatMap(inner)]
  })
}

/** Makes the reader of a record's sign-in name. It returns the name as written, or null. */
export function userNameOf(instructions: readonly unknown[], mapping: Mappings): (record: Raw) => string | null {
  const one = instructions.find(isUserName) as object
  const { source, ...made } = shapes.field.parse({ ...one, action: 'field' })
  const convert = converter(made, mapping)
  return (record) => {
    const value = presentValue(record, source)
    const name = value === undefined ? null : convert(value, source)
    return name !== null && !isUnreadable(name) && 'text' in name && name.text?.trim() ? name.text.trim() : null
  }
}
