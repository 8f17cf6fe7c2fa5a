// What doctor looks at in a SCIM service that people come from.

import type { Look } from '../../connector/check.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { looksOf } from '../../scim/checks.ts'
import { groupsNamed } from '../../scim/groups.ts'
import { field, pathOf, type Resource } from '../../scim/path.ts'
import { textAt } from '../../scim/people.ts'
import type { Service } from '../../scim/service.ts'
import type { ScimSourceSettings } from './settings.ts'

/** Users that are looked at for an account. */
const SOME = 50

/** The looks of one service. */
export function looks(service: Service, { account, attributes, filter, members }: ScimSourceSettings): Look[] {
  const places = Object.entries(attributes).filter((one): one is [string, string] => typeof one[1] === 'string')
  const byGroup = typeof account === 'object' ? Object.keys(account.groups) : []
  const named = [...members, ...byGroup]
  const common = looksOf(service, 'source', { attributes: Object.fromEntries(places), groups: named.length > 0 })
  const query = { startIndex: 1, count: SOME, ...(filter !== undefined && { filter }) }
  const some = async () => (await service.call('GET', service.at('Users'), { query })).body
  return [
    common.signIn,
    common.resources,
    common.mapped,
    {
      what: 'users',
      look: async () => {
        const total = Number(field(await some(), 'totalResults'))
        if (total > 0) return `${total.toLocaleString('en')}${filter === undefined ? '' : ' meet source.filter'}`
        throw new Failure(exit.input, 'there are none. Check source.filter, and what the client may see')
      },
    },
    {
      what: 'accounts',
      look: async () => {
        if (typeof account !== 'string') return account ? 'by group' : 'none: for a target without organizations'
        const rows = (field(await some(), 'Resources') ?? []) as Resource[]
        const have = rows.filter((user) => textAt(user, pathOf(account)) !== '').length
        if (have > 0) return `${have} of the first ${rows.length} have ${account}`
        throw new Failure(exit.input, `none of the first ${rows.length} has ${account}. Check source.account`)
      },
    },
    {
      what: 'groups',
      look: async () => {
        await groupsNamed(service, named, 'source.members and source.account')
        return named.length === 0 ? 'none are asked for' : named.join(', ')
      },
    },
    common.clock,
  ]
}
