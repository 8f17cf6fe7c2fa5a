// What a service says of itself (RFC 7644, 4).

import type { Answer, Asked, Routes } from '../http/remote.ts'
import { notFound, scim, urns } from './answers.ts'
import type { Kind } from './kind.ts'
import type { ScimOptions } from './options.ts'
import { baseAt } from './show.ts'

const CORE = 'urn:ietf:params:scim:schemas:core:2.0'

/** The schemas of `kinds`: all that Bizagi tells. */
export function schemas(kinds: Kind[]): Routes {
  const all = kinds.flatMap(({ schema, extensions }) => [schema, ...extensions])
  const shown = (origin: string) =>
    all.map((schema) => described({ ...schema }, 'Schema', `${baseAt(origin)}/Schemas/${schema.id}`))
  return listed('/scim/v2/Schemas', shown)
}

/** The configuration of the service and its kinds of resources. */
export function discovery(
  kinds: Kind[],
  { cursor = false, etag = true, maxResults = 200 }: Partial<ScimOptions>,
): Routes {
  const config = {
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: etag },
    ...(cursor && { pagination: { cursor: true, index: true } }),
    authenticationSchemes: [
      { type: 'oauthbearertoken', name: 'OAuth Bearer Token', description: 'A token of client credentials' },
    ],
  }
  const types = (origin: string) =>
    kinds.map(({ name, endpoint, schema, extensions }) => {
      const schemaExtensions = extensions.map(({ id }) => ({ schema: id, required: false }))
      const said = { id: name, name, endpoint, description: schema.description, schema: schema.id, schemaExtensions }
      return described(said, 'ResourceType', `${baseAt(origin)}/ResourceTypes/${name}`)
    })
  return {
    'GET /scim/v2/ServiceProviderConfig': ({ origin }) =>
      scim(200, described(config, 'ServiceProviderConfig', `${baseAt(origin)}/ServiceProviderConfig`)),
    ...listed('/scim/v2/ResourceTypes', types),
  }
}

interface Described {
  id?: string
  schemas: string[]
  meta: { resourceType: string; location: string }
}

const described = (what: object, resourceType: string, location: string): Described => ({
  schemas: [`${CORE}:${resourceType}`],
  ...what,
  meta: { resourceType, location },
})

function listed(path: string, all: (origin: string) => Described[]): Routes {
  function one({ origin, params }: Asked): Answer {
    const id = decodeURIComponent(params['id'] ?? '')
    const found = all(origin).find((each) => each.id === id)
    if (!found) throw notFound(id)
    return scim(200, found)
  }
  const list = ({ origin }: Asked): Answer => {
    const Resources = all(origin)
    const { length } = Resources
    return scim(200, { schemas: [urns.list], totalResults: length, startIndex: 1, itemsPerPage: length, Resources })
  }
  return { [`GET ${path}`]: list, [`GET ${path}/:id`]: one }
}
