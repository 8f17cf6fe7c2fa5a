// What doctor looks at in a SCIM service that people come from: sign-in, users, accounts, groups, clock.

import { exit, Failure } from '../../exit.ts'
import { clockOf, type Look } from '../../look.ts'
import { groupsNamed } from '../../scim/groups.ts'
import { field, pathOf, type Resource } from '../../scim/path.ts'
import { textAt } from '../../scim/people.ts'
import type { Service } from '../../scim/service.ts'
import type { ScimSourceSettings } from './settings.ts'

/** The looks of one service. */
export function looks(service: Service, { account, filter, members }: ScimSourceSettings): Look[] {
  const query = { startIndex: 1, count: 50, ...(filter !== undefined && { filter }) }
  const first = () => service.call('GET', service.at('Users'), { query })
  return [
    {
      what: 'sign-in',
      look: async () => {
        await first()
        return 'as somebody who may read users'
      },
    },
    {
      what: 'users',
      look: async () => {
        const total = Number(field((await first()).body, 'totalResults'))
        if (total > 0) return `${total.toLocaleString('en')}${filter === undefined ? '' : ' meet source.filter'}`
        throw new Failure(exit.input, 'there are none. Check source.filter, and what the client may see')
      },
    },
    {
      what: 'accounts',
      look: async () => {
        if (typeof account !== 'string') return account ? 'by group' : 'none: for a target without organizations'
        const rows = (field((await first()).body, 'Resources') ?? []) as Resource[]
        const have = rows.filter((user) => textAt(user, pathOf(account)) !== '').length
        if (have > 0) return `${have} of the first ${rows.length} have ${account}`
        throw new Failure(exit.input, `none of the first ${rows.length} has ${account}. Check source.account`)
      },
    },
    {
      what: 'groups',
      look: async () => {
        const names = [...members, ...(typeof account === 'object' ? Object.keys(account.groups) : [])]
        await groupsNamed(service, names, 'source.members and source.account')
        return names.length === 0 ? 'none are asked for' : names.join(', ')
      },
    },
    { what: 'clock', look: async () => clockOf(await first()) },
  ]
}
