// What doctor looks at in every SCIM service: sign-in, what it says of itself, mapped attributes, clock.

import { clockOf, type Look } from '../connector/check.ts'
import { exit, Failure } from '../errors/failure.ts'
import { field, pathOf } from './path.ts'
import { ABSENT, type Service } from './service.ts'

/** The looks that both sides share, and how many users there are; `side` is where its settings stand. */
export function looksOf(
  { at, call }: Service,
  side: 'source' | 'target',
  { attributes, groups }: { attributes: Record<string, string>; groups: boolean },
) {
  const first = () => call('GET', at('Users'), { query: { startIndex: 1, count: 1 } })

  async function shown(type: 'ResourceTypes' | 'Schemas'): Promise<unknown[] | null> {
    const { body, status } = await call('GET', at(type), { allow: ABSENT })
    const all = field(body, 'Resources') ?? body
    return status === 200 && Array.isArray(all) ? all : null
  }

  const signIn: Look = {
    what: 'sign-in',
    look: async () => {
      await first()
      return 'as somebody who may read users'
    },
  }

  const resources: Look = {
    what: 'resources',
    look: async () => {
      const types = await shown('ResourceTypes')
      if (types === null) return 'it does not list them'
      const endpoints = types.map((type) => String(field(type, 'endpoint')).replace(/^\/?/, '/'))
      const lacking = ['/Users', ...(groups ? ['/Groups'] : [])].find((endpoint) => !endpoints.includes(endpoint))
      if (lacking === undefined) return endpoints.join(', ')
      throw new Failure(exit.input, `it has ${endpoints.join(', ')}, and no ${lacking}. Check ${side}.url`)
    },
  }

  const mapped: Look = {
    what: 'attributes',
    look: async () => {
      const schemas = await shown('Schemas')
      if (schemas === null) return 'it shows no schemas to hold them against'
      const unknown = Object.entries(attributes).find(([, path]) => !isKnown(schemas, path))
      if (!unknown) return `${Object.keys(attributes).length} mapped, all in its schemas`
      const [name, path] = unknown
      throw new Failure(exit.input, `its schemas have no ${path}. Check ${side}.attributes.${name}`)
    },
  }

  const clock: Look = { what: 'clock', look: async () => clockOf(await first()) }

  return { signIn, resources, mapped, clock, users: async () => Number(field((await first()).body, 'totalResults')) }
}

/** Whether some schema has the attribute, and its part: those of an extension by its URN, others wherever they are. */
function isKnown(schemas: readonly unknown[], path: string): boolean {
  const { schema, attribute, sub } = pathOf(path)
  const found = schemas.flatMap((one) => {
    const isMeant = schema === null || String(field(one, 'id')).toLowerCase() === schema.toLowerCase()
    return isMeant ? named(field(one, 'attributes'), attribute) : []
  })
  return sub === null ? found.length > 0 : found.some((one) => named(field(one, 'subAttributes'), sub).length > 0)
}

const named = (attributes: unknown, name: string): unknown[] =>
  (Array.isArray(attributes) ? attributes : []).filter(
    (one) => String(field(one, 'name')).toLowerCase() === name.toLowerCase(),
  )
