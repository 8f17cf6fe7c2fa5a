// What doctor looks at in a SCIM service that people go to.

import type { Look } from '../../connector/check.ts'
import { isUnreadable } from '../../connector/read-value.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { looksOf } from '../../scim/checks.ts'
import { pageOf } from '../../scim/page.ts'
import { readTags } from '../../scim/people.ts'
import type { Service } from '../../scim/service.ts'
import type { Reads } from './reads.ts'
import type { ScimSettings } from './settings.ts'

/** The looks of one service. */
export function looks(
  service: Service,
  reads: Reads,
  settings: ScimSettings,
  { hasPages, protect }: { hasPages: boolean; protect: readonly string[] },
): Look[] {
  const { attributes, groups, update } = settings
  const tags = protect.filter((rule) => rule.startsWith('tag:'))
  const common = looksOf(service, 'target', { attributes, groups: Object.keys(groups).length > 0 })
  return [
    common.signIn,
    {
      what: 'features',
      look: async () => {
        const { etag, page, patch } = await service.discovered()
        if (patch === false && update === 'patch') {
          throw new Failure(exit.input, 'it takes no PATCH. Set target.update to "replace"')
        }
        const taken = patch === null ? 'not told' : patch ? 'taken' : 'not taken'
        return `${etag ? 'with' : 'without'} ETag, ${page} users a page, PATCH ${taken}`
      },
    },
    common.resources,
    common.mapped,
    ...(hasPages ? [common.paging] : []),
    ...(tags.length > 0 ? [tagRules(service, tags)] : []),
    { what: 'users', look: async () => (await common.users()).toLocaleString('en') },
    {
      what: 'groups',
      look: async () => (await reads.managed()).map(({ name }) => name).join(', ') || 'none are managed',
    },
    common.clock,
  ]
}

/** Users that are looked at for roles. */
const SOME = 50

/** Whether the service shows what rules about tags look at. */
const tagRules = ({ at, call }: Service, rules: readonly string[]): Look => ({
  what: 'protect',
  look: async () => {
    const shows = async (more: Record<string, string>) => {
      const query = { startIndex: 1, count: SOME, ...more }
      const { rows } = pageOf('users', await call('GET', at('Users'), { query }))
      return rows.some(({ resource }) => {
        const tags = readTags(resource)
        return isUnreadable(tags) || (tags !== null && tags.length > 0)
      })
    }
    if (await shows({})) return `${rules.join(', ')} can be checked`
    const what = `the protect rule ${rules[0]} cannot be checked: the service shows no roles and no userType`
    const isKept = await shows({ attributes: 'userName,roles,userType' })
    const how = isKept
      ? 'It shows them for attributes=roles,userType alone: have it return them by default'
      : 'Have it show them (attributes=roles,userType), or protect by address or name: instead'
    throw new Failure(exit.input, `${what}. ${how}. Removals wait until then`)
  },
})
