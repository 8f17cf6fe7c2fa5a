// The user fields that a run writes have to be there: Zendesk drops unknown ones silently.

import { exit, Failure } from '../../errors/failure.ts'
import type { ZendeskSettings } from './settings.ts'

/** `known`: the account's fields and their types. Throws exit 7 with the steps that make a field that it lacks. */
export function needFields(
  { attributes, removal }: Pick<ZendeskSettings, 'attributes' | 'removal'>,
  known: ReadonlyMap<string, string>,
): void {
  const { mark } = removal
  const lone = Object.entries(attributes).find(([, path]) => !known.has(path.slice('user_fields.'.length)))
  if (lone) {
    const [name, path] = lone
    throw new Failure(exit.input, `Zendesk has no ${path}. Make that user field, or change target.attributes.${name}`)
  }
  const fields = Object.entries(mark.user_fields)
  const other = fields.find(
    ([key, value]) => known.has(key) && (known.get(key) === 'checkbox') !== (typeof value === 'boolean'),
  )
  if (other) {
    const [key] = other
    const what = `the user field ${key} is of type ${known.get(key)}`
    throw new Failure(exit.input, `Zendesk: ${what}. Give target.removal.mark.user_fields.${key} a value of that type`)
  }
  const missing = fields.filter(([key]) => !known.has(key))
  if (missing.length === 0) return
  const steps = missing.map(([key, value]) => `${kindOf(value)}, field key ${key}`).join('; ')
  throw new Failure(
    exit.input,
    `Zendesk has no user field ${missing.map(([key]) => key).join(', ')}, which removals write. ` +
      'Make it in Admin Center > People > Configuration > User fields > Add field: ' +
      `${steps}. Or name another one in target.removal.mark.user_fields`,
  )
}

const kindOf = (value: string | number | boolean) =>
  typeof value === 'boolean' ? 'a checkbox' : typeof value === 'number' ? 'a number' : 'a text'
