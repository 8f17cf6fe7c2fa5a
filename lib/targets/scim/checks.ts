// What doctor looks at in a SCIM service that people go to.

import type { Look } from '../../connector/check.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { looksOf } from '../../scim/checks.ts'
import type { Service } from '../../scim/service.ts'
import type { Reads } from './reads.ts'
import type { ScimSettings } from './settings.ts'

/** The looks of one service. */
export function looks(service: Service, reads: Reads, settings: ScimSettings): Look[] {
  const { attributes, groups, update } = settings
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
    { what: 'users', look: async () => (await common.users()).toLocaleString('en') },
    {
      what: 'groups',
      look: async () => (await reads.managed()).map(({ name }) => name).join(', ') || 'none are managed',
    },
    common.clock,
  ]
}
