// The user fields of the account, in the recorded shape.

import type { ZendeskStore } from './store.ts'

/** The keys: the named keys, or by default the mark and all keys in the world. */
export const fieldKeys = ({ users }: ZendeskStore, named?: string[]) =>
  new Set(named ?? ['not_in_sfdc', ...users.flatMap((user) => Object.keys(user.user_fields))])

/** The fields as rows of a list, the mark a checkbox, the others text. */
export const userFields = (keys: Iterable<string>) =>
  [...keys].map((key, n) => ({ id: 6_164_040_000_000 + n * 128, key, position: n }))

export function userFieldRecord({ id, key, position }: ReturnType<typeof userFields>[number], origin: string) {
  const title = key.replaceAll('_', ' ')
  return {
    url: `${origin}/api/v2/user_fields/${id}.json`,
    id,
    type: key === 'not_in_sfdc' ? 'checkbox' : 'text',
    key,
    title,
    description: title,
    raw_title: title,
    raw_description: title,
    position,
    active: true,
    system: false,
    regexp_for_validation: null,
    created_at: '2024-01-08T09:00:00Z',
    updated_at: '2024-01-08T09:00:00Z',
  }
}
