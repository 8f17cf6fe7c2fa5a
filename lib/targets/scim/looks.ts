// What doctor looks at in a SCIM service: sign-in, what it says of itself, mapped attributes, users, groups, clock.

import { exit, Failure } from '../../exit.ts'
import { clockOf, type Look } from '../../look.ts'
import { field, pathOf } from '../../scim/path.ts'
import { ABSENT, type Service } from '../../scim/service.ts'
import type { Reads } from './reads.ts'
import type { ScimSettings } from './settings.ts'

/** The looks of one service. */
export function looks({ at, call, discovered }: Service, reads: Reads, settings: ScimSettings): Look[] {
  const first = () => call('GET', at('Users'), { query: { startIndex: 1, count: 1 } })
  return [
    {
      what: 'sign-in',
      look: async () => {
        await first()
        return 'as somebody who may read users'
      },
    },
    {
      what: 'features',
      look: async () => {
        const { etag, page, patch } = await discovered()
        if (patch === false && settings.update === 'patch') {
          throw new Failure(exit.input, 'it takes no PATCH. Set target.update to "replace"')
        }
        return `${etag ? 'with' : 'without'} ETag, ${page} users a page, PATCH ${patch === null ? 'not told' : patch ? 'taken' : 'not taken'}`
      },
    },
    {
      what: 'attributes',
      look: async () => {
        const { body, status } = await call('GET', at('Schemas'), { allow: ABSENT })
        const schemas = field(body, 'Resources') ?? body
        if (status !== 200 || !Array.isArray(schemas)) return 'it shows no schemas to hold them against'
        const unknown = Object.entries(settings.attributes).find(([, path]) => !isKnown(schemas, path))
        if (!unknown) return `${Object.keys(settings.attributes).length} mapped, all in its schemas`
        const [name, path] = unknown
        throw new Failure(exit.input, `its schemas have no ${path}. Check target.attributes.${name}`)
      },
    },
    { what: 'users', look: async () => `${Number(field((await first()).body, 'totalResults')).toLocaleString('en')}` },
    {
      what: 'groups',
      look: async () => (await reads.managed()).map(({ name }) => name).join(', ') || 'none are managed',
    },
    { what: 'clock', look: async () => clockOf(await first()) },
  ]
}

/** Whether some schema has the attribute: those of an extension by its URN, others wherever they are. */
function isKnown(schemas: readonly unknown[], path: string): boolean {
  const { schema, attribute } = pathOf(path)
  return schemas.some((one) => {
    const attributes = field(one, 'attributes')
    const isMeant = schema === null || String(field(one, 'id')).toLowerCase() === schema.toLowerCase()
    const names = Array.isArray(attributes) ? attributes.map((known) => String(field(known, 'name')).toLowerCase()) : []
    return isMeant && names.includes(attribute.toLowerCase())
  })
}
