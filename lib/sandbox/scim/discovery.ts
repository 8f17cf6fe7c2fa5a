// Discovery: schemas, resource types and the configuration of a service (RFC 7644, 4).

import type { RemoteRequest, RemoteResponse, Routes } from '../http/remote.ts'
import { resourceNotFound, scimResponse, urns } from './answers.ts'
import type { ScimOptions } from './options.ts'
import type { ResourceType } from './resource-type.ts'
import { baseAt } from './show.ts'

const CORE = 'urn:ietf:params:scim:schemas:core:2.0'

/** The routes of the schemas: the only discovery of Bizagi. */
export function schemaRoutes(types: ResourceType[]): Routes {
  const all = types.flatMap(({ schema, extensions }) => [schema, ...extensions])
  const resourcesAt = (origin: string) =>
    all.map((schema) => describeResource({ ...schema }, 'Schema', `${baseAt(origin)}/Schemas/${schema.id}`))
  return readOnlyRoutes('/scim/v2/Schemas', resourcesAt)
}

/** The configuration of the service and its kinds of resources. */
export function discoveryRoutes(
  types: ResourceType[],
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
  const typesAt = (origin: string) =>
    types.map(({ name, endpoint, schema, extensions }) => {
      const schemaExtensions = extensions.map(({ id }) => ({ schema: id, required: false }))
      const said = { id: name, name, endpoint, description: schema.description, schema: schema.id, schemaExtensions }
      return describeResource(said, 'ResourceType', `${baseAt(origin)}/ResourceTypes/${name}`)
    })
  return {
    'GET /scim/v2/ServiceProviderConfig': ({ origin }) =>
      scimResponse(200, describeResource(config, 'ServiceProviderConfig', `${baseAt(origin)}/ServiceProviderConfig`)),
    ...readOnlyRoutes('/scim/v2/ResourceTypes', typesAt),
  }
}

interface DiscoveryResource {
  id?: string
  schemas: string[]
  meta: { resourceType: string; location: string }
}

const describeResource = (what: object, resourceType: string, location: string): DiscoveryResource => ({
  schemas: [`${CORE}:${resourceType}`],
  ...what,
  meta: { resourceType, location },
})

function readOnlyRoutes(path: string, all: (origin: string) => DiscoveryResource[]): Routes {
  function one({ origin, params }: RemoteRequest): RemoteResponse {
    const id = decodeURIComponent(params['id'] ?? '')
    const found = all(origin).find((each) => each.id === id)
    if (!found) throw resourceNotFound(id)
    return scimResponse(200, found)
  }
  const list = ({ origin }: RemoteRequest): RemoteResponse => {
    const Resources = all(origin)
    const { length } = Resources
    return scimResponse(200, {
      schemas: [urns.list],
      totalResults: length,
      startIndex: 1,
      itemsPerPage: length,
      Resources,
    })
  }
  return { [`GET ${path}`]: list, [`GET ${path}/:id`]: one }
}
