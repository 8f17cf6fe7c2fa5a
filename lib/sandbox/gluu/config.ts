// The public configuration of Gluu's SCIM service.

import type { RemoteResponse } from '../http/remote.ts'
import { scimJson } from './answers.ts'

/** The configuration of the product, though the simulator refuses writes. */
export const serviceConfig = (base: string, maxResults: number): RemoteResponse =>
  scimJson({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    bulk: { supported: true, maxOperations: 30, maxPayloadSize: 3_072_000 },
    filter: { supported: true, maxResults },
    changePassword: { supported: true },
    sort: { supported: true },
    etag: { supported: false },
    authenticationSchemes: [
      { type: 'oauthbearertoken', name: 'OAuth 2.0', description: 'A bearer token of this server', primary: true },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  })
