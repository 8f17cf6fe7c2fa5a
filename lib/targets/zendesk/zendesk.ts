// Zendesk as a target: what the pipeline asks of it, put together from reads, writes and jobs.

import type { Contact, User } from '../../artifacts.ts'
import type { ZendeskSettings } from '../../config.ts'
import { http } from '../../http.ts'
import type { Target, TargetContext } from '../target.ts'
import { watch } from './jobs.ts'
import { reads } from './reads.ts'
import { signIn } from './sign-in.ts'
import { writes } from './writes.ts'

/** Longer names are nowhere documented to be taken; Salesforce's own limit is 121. */
const LONGEST_NAME = 255

/** The users of a Zendesk instance, through an OAuth client. Needs an admin: only admins may change all users. */
export function zendesk(settings: ZendeskSettings, context: TargetContext): Target {
  const { accountField, removal, url } = settings
  const call = http({ name: 'Zendesk', url, authorization: signIn(settings) })
  const read = reads(call, removal, context)
  const { pages, everyone, shown, owners } = read
  const ended = watch(call)
  const { create, changes } = writes(call, read, ended, removal)

  return {
    from: url,

    async *organizations() {
      for await (const rows of pages<{ id: number; name: string }>('organizations')) {
        for (const row of rows) {
          const stored = accountField.split('.').reduce(at, row)
          yield { id: String(row.id), key: typeof stored === 'string' ? stored : '', name: row.name }
        }
      }
    },

    /** Zendesk has groups of agents only. */
    async *groups() {},

    users: everyone,

    read: (ids) => shown('ids', ids),

    async find({ emails = [], externalIds = [] }) {
      const found: User[] = await shown('external_ids', externalIds)
      for (const email of emails) found.push(...(await owners(email)))
      return [...new Map(found.map((user) => [user.id, user])).values()]
    },

    create,

    update: (entries) => changes('update', entries),

    /** Marks, never deletes: Zendesk cannot bring a deleted user back (Zendesk, Users). */
    remove: (entries) => changes('delete', entries),

    async settle(jobs) {
      await Promise.all(jobs.map((id) => ended(id)))
    },

    problem: ({ email, person }: Contact) => {
      // seen refused: "is not properly formatted" (Zendesk, Users)
      if (email !== null && !/@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(email)) {
        return 'Zendesk takes no address with such a domain'
      }
      return person.name.length > LONGEST_NAME ? `the name is longer than ${LONGEST_NAME} characters` : null
    },
  }
}

const at = (value: unknown, field: string): unknown => Reflect.get(Object(value ?? {}), field)
