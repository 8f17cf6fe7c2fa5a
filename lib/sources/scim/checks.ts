// The health checks of a SCIM source.

import type { HealthCheck } from '../../connector/check.ts'
import type { Progress } from '../../connector/progress.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { commonChecks, SAMPLE_USERS } from '../../scim/checks.ts'
import { pageOf } from '../../scim/page.ts'
import { parsePath } from '../../scim/path.ts'
import { readTextAt } from '../../scim/people.ts'
import type { ScimService } from '../../scim/service.ts'
import { waysInWords } from '../leavers.ts'
import { absence } from './absence.ts'
import { groupsOfAccounts, readGroupLists } from './memberships.ts'
import { personOf } from './person.ts'
import type { ScimSourceSettings } from './settings.ts'

/** The checks of one service. */
export function checks(service: ScimService, settings: ScimSourceSettings, progress: Progress): HealthCheck[] {
  const { account, attributes, filter, members, paging } = settings
  const places = Object.entries(attributes).filter((one): one is [string, string] => typeof one[1] === 'string')
  const named = [...members, ...groupsOfAccounts(settings)]
  const common = commonChecks(service, 'source', { attributes: Object.fromEntries(places), groups: named.length > 0 })
  const query = { startIndex: 1, count: SAMPLE_USERS, ...(filter !== undefined && { filter }) }
  const some = async () => pageOf('users', await service.call('GET', service.at('Users'), { query }))
  const people = async () => (await some()).rows.map(({ resource }) => personOf(settings)(resource))

  const groups: HealthCheck = {
    name: 'groups',
    run: async () => {
      const listed = await readGroupLists(service, named)
      await listed.proveLists(await people(), settings, progress)
      return named.length === 0 ? 'none are asked for' : named.join(', ')
    },
  }

  const alone: HealthCheck = {
    name: 'absence',
    run: async () => {
      const ways = await absence(service, settings, { people: await people(), memberships: new Map(), progress }).ways()
      return waysInWords(ways)
    },
  }

  return [
    common.signIn,
    common.resources,
    common.mapped,
    {
      name: 'users',
      run: async () => {
        const { total } = await some()
        if (total !== null && total > 0)
          return `${total.toLocaleString('en')}${filter === undefined ? '' : ' meet source.filter'}`
        throw new Failure(exit.input, 'there are none. Check source.filter, and what the client may see')
      },
    },
    ...(paging === 'none' ? [] : [common.paging]),
    {
      name: 'accounts',
      run: async () => {
        if (typeof account !== 'string') return account ? 'by group' : 'none: for a target without organizations'
        const { rows } = await some()
        const have = rows.filter(({ resource }) => typeof readTextAt(resource, parsePath(account)) === 'string').length
        if (have > 0) return `${have} of the first ${rows.length} have ${account}`
        throw new Failure(exit.input, `none of the first ${rows.length} has ${account}. Check source.account`)
      },
    },
    groups,
    alone,
    common.optional,
    common.clock,
  ]
}
