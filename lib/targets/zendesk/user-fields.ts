// The user fields that a run writes: they have to exist, be active and have the right type, or Zendesk drops the value.

import { isUnreadable, readBoolean, readField, readText, type Scalar } from '../../connector/read-value.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { unprovenList } from './pages.ts'
import type { ZendeskSettings } from './settings.ts'

export interface UserField {
  type: string | null
  isActive: boolean
  /** The values of a drop-down; null for other fields. */
  options: string[] | null
}

const WHERE = 'Admin Center > People > Configuration > User fields'

/**
 * Reads a row of the list of user fields. Throws exit 9 for an unreadable row.
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

/** Throws exit 7 with the next steps if the fields of the account (`known`) would drop a value. */
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

/** The type of value by the type of user field (Zendesk, User fields). */
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
