// The user fields that a removal writes have to be there before the first write: Zendesk drops unknown ones silently.

import { exit, Failure } from '../../exit.ts'
import type { ZendeskSettings } from './settings.ts'

/** Throws exit 7 with the steps that make the fields of the mark which the account does not have. */
export function needFields({ mark }: ZendeskSettings['removal'], known: ReadonlySet<string>): void {
  const missing = Object.entries(mark.user_fields).filter(([key]) => !known.has(key))
  if (missing.length === 0) return
  const steps = missing.map(([key, value]) => `${kindOf(value)}, field key ${key}`).join('; ')
  throw new Failure(
    exit.input,
    `Zendesk has no user field ${missing.map(([key]) => key).join(', ')}, which removals write; nothing was sent. ` +
      'Make it in Admin Center > People > Configuration > User fields > Add field: ' +
      `${steps}. Or name another one in target.removal.mark.user_fields`,
  )
}

const kindOf = (value: string | number | boolean) =>
  typeof value === 'boolean' ? 'a checkbox' : typeof value === 'number' ? 'a number' : 'a text'
