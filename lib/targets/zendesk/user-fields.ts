// The user fields that a run writes have to be there, active and of the right type: Zendesk drops other values
// silently.

import { isUnreadable, readBoolean, readField, readText, type Scalar } from '../../connector/read-value.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { unprovenList } from './pages.ts'
import type { ZendeskSettings } from './settings.ts'

export interface UserField {
  type: string | null
  isActive: boolean
  /** The values that a drop-down takes; null where the field is none. */
  options: string[] | null
}

const WHERE = 'Admin Center > People > Configuration > User fields'

/**
 * A row of the list of user fields. Throws exit 9 where it cannot be read: whether a value is kept would not be known.
 */
export function readUserField(row: unknown, path: string): UserField & { key: string | null } {
  const take = <T>(reading: T) => {
    if (isUnreadable(reading)) throw unprovenList('user_fields', `${reading.path} is ${reading.shape}`)
    return reading as Exclude<T, { path: string; shape: string }>
  }
  const field = (name: string) => [readField(row, name, `${path}.${name}`), `${path}.${name}`] as const
  const type = take(readText(...field('type')))
  const [listed] = field('custom_field_options')
  const options = Array.isArray(listed) ? listed : []
  return {
    key: take(readText(...field('key'))),
    type,
    isActive: take(readBoolean(...field('active'))) !== false,
    options: type === 'dropdown' ? options.map((one) => String(readField(one, 'value'))) : null,
  }
}

/** `known`: the account's fields. Throws exit 7 with the steps that fix a field whose value would be dropped. */
export function assertFields(
  { attributes, removal }: Pick<ZendeskSettings, 'attributes' | 'removal'>,
  known: ReadonlyMap<string, UserField>,
): void {
  for (const [name, path] of Object.entries(attributes)) {
    const key = path.slice('user_fields.'.length)
    if (!known.has(key))
      throw new Failure(exit.input, `Zendesk has no ${path}. Make that user field, or change target.attributes.${name}`)
    assertActive(key, known.get(key)!, `target.attributes.${name}`)
  }
  const mark = Object.entries(removal.mark.user_fields)
  for (const [key, value] of mark) {
    const field = known.get(key)
    if (field === undefined) continue
    assertActive(key, field, 'target.removal.mark.user_fields')
    assertHolds(key, field, value)
  }
  const missing = mark.filter(([key]) => !known.has(key))
  if (missing.length === 0) return
  const steps = missing.map(([key, value]) => `${kindOf(value)}, field key ${key}`).join('; ')
  throw new Failure(
    exit.input,
    `Zendesk has no user field ${missing.map(([key]) => key).join(', ')}, which removals write. ` +
      `Make it in ${WHERE} > Add field: ${steps}. Or name another one in target.removal.mark.user_fields`,
  )
}

function assertActive(key: string, { isActive }: UserField, setting: string): void {
  if (isActive) return
  const what = `the user field ${key} is not active, so Zendesk drops what is written to it`
  throw new Failure(exit.input, `Zendesk: ${what}. Activate it in ${WHERE}, or name another one in ${setting}`)
}

/** Types of a user field by what they hold (Zendesk, User fields). */
const HOLDS: Record<string, 'boolean' | 'number' | 'string'> = {
  checkbox: 'boolean',
  integer: 'number',
  decimal: 'number',
  text: 'string',
  textarea: 'string',
  regexp: 'string',
  dropdown: 'string',
  date: 'string',
}

function assertHolds(key: string, { type, options }: UserField, value: Scalar): void {
  const setting = `target.removal.mark.user_fields.${key}`
  if (HOLDS[type ?? ''] !== typeof value) {
    const what = `the user field ${key} is of type ${type ?? 'none'}`
    throw new Failure(exit.input, `Zendesk: ${what}. Give ${setting} a value of that type`)
  }
  if (options === null || options.includes(String(value))) return
  throw new Failure(exit.input, `Zendesk: the drop-down ${key} has no such value. Give ${setting} one that it has`)
}

const kindOf = (value: Scalar) =>
  typeof value === 'boolean' ? 'a checkbox' : typeof value === 'number' ? 'a number' : 'a text'
