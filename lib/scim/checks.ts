// The health checks of every SCIM service: sign-in, discovery pages, mapped attributes, clock.

import { clockOf, type HealthCheck } from '../connector/check.ts'
import { exit, Failure } from '../errors/failure.ts'
import { pageOf } from './page.ts'
import { field, parsePath } from './path.ts'
import { isKnown } from './schemas.ts'
import type { ScimService } from './service.ts'

/** The checks that source and target share. `side` is the part of the settings that messages name. */
export function commonChecks(
  service: ScimService,
  side: 'source' | 'target',
  {
    attributes,
    groups,
    asksWhoAmI = false,
  }: { attributes: Record<string, string>; groups: boolean; asksWhoAmI?: boolean },
) {
  const first = () => service.page('Users', { query: { startIndex: 1, count: 1 } })

  const signIn: HealthCheck = {
    name: 'sign-in',
    run: async () => {
      await first()
      return 'as somebody who may read users'
    },
  }

  const resources: HealthCheck = {
    name: 'resources',
    run: async () => {
      const types = await service.describe('ResourceTypes')
      if (types === null || types.length === 0) return 'it does not list them'
      const endpoints = types.map((type) => String(field(type, 'endpoint')).replace(/^\/?/, '/'))
      const lacking = ['/Users', ...(groups ? ['/Groups'] : [])].find((endpoint) => !endpoints.includes(endpoint))
      if (lacking === undefined) return endpoints.join(', ')
      throw new Failure(exit.input, `it has ${endpoints.join(', ')}, and no ${lacking}. Check ${side}.url`)
    },
  }

  const mapped: HealthCheck = {
    name: 'attributes',
    run: async () => {
      const schemas = await service.describe('Schemas')
      if (schemas === null) return 'it shows no schemas to hold them against'
      const unknown = Object.entries(attributes).find(([, path]) => !isKnown(schemas, parsePath(path)))
      if (!unknown) return `${Object.keys(attributes).length} mapped, all in its schemas`
      const [name, path] = unknown
      throw new Failure(exit.input, `its schemas have no ${path}. Check ${side}.attributes.${name}`)
    },
  }

  /** The last check: the missing optional pages. */
  const optional: HealthCheck = {
    name: 'optional pages',
    run: async () => {
      await service.features()
      if (asksWhoAmI) await service.optional('Me', [308])
      const all = [...service.lacking].map(([page, why]) =>
        page === 'Me' ? `/Me (${why}; name the own user in protect)` : `${page} (${why})`,
      )
      return all.length === 0 ? 'all that were asked for' : `not had, so defaults are taken: ${all.join(', ')}`
    },
  }

  const clock: HealthCheck = { name: 'clock', run: async () => clockOf(await first()) }

  return {
    signIn,
    resources,
    mapped,
    optional,
    clock,
    paging: pagingCheck(service, side),
    users: async () => Number(field((await first()).body, 'totalResults')),
  }
}

/** Whether the paging of users is sound: a total that follows the page, or ignored paging, would end every gather. */
const pagingCheck = ({ features, page: ask }: ScimService, side: string): HealthCheck => ({
  name: 'paging',
  run: async () => {
    const page = async (count: number) => pageOf('users', await ask('Users', { query: { startIndex: 1, count } }))
    const { cursor, maxResults } = await features()
    const [one, few] = [await page(1), await page(SAMPLE_USERS)]
    if (cursor || one.nextCursor !== null) return 'by cursor'
    const wrong = (what: string) =>
      new Failure(exit.remote, `${what}: nothing proves that a list is whole. Check ${side}.url`)
    if (one.total === one.rows.length && few.total === few.rows.length && few.rows.length > one.rows.length)
      throw wrong(`its total follows the page (${one.total} with count=1, then ${few.total})`)
    const isUnlimited = maxResults !== null && maxResults > one.rows.length && one.total === one.rows.length
    if (one.rows.length <= 1 || isUnlimited) return one.rows.length <= 1 ? 'by place' : 'everybody at once'
    throw wrong(
      `paging ignored (count=1 brought ${one.rows.length} rows); if it has none, set ${side}.paging to "none"`,
    )
  },
})

/** Users of one page that are checked for an attribute, or compared with a page of one row. */
export const SAMPLE_USERS = 50
