// The SCIM simulator: credentials and routes.

import type { Clock } from '../clock.ts'
import { loginPage } from '../http/html.ts'
import { type Remote, type RemoteRequest, type Routes, router } from '../http/remote.ts'
import type { WithClient } from '../http/tokens.ts'
import { bearerRequired, insufficientScope, plainUnauthorized, resourceNotFound, responseOf } from './answers.ts'
import { collectionsOf } from './collection.ts'
import { discoveryRoutes, schemaRoutes } from './discovery.ts'
import type { ScimOptions } from './options.ts'
import { resourceTypesOf } from './resource-type.ts'
import { resourceRoutes } from './resources.ts'
import { signIn } from './sign-in.ts'
import type { ScimStore } from './store.ts'

/** The service of a store, which requests change. */
export function scimService(store: ScimStore, options: WithClient<ScimOptions, 'token'>, clock: Clock): Remote {
  const { dialect = 'rfc', self } = options
  const types = resourceTypesOf[dialect]
  const { grant, isKnown, isForbidden } = signIn(options, clock)
  const routes: Routes = Object.assign(
    {},
    ...collectionsOf(store, dialect).map((collection) => resourceRoutes(collection, options)),
  )
  // Discovery needs no credentials (RFC 7644, 4); Bizagi has the schemas only.
  const open = router({
    'POST /oauth2/server/token': grant,
    'GET /login': loginPage,
    ...(dialect === 'rfc' && { ...discoveryRoutes(types, options), ...schemaRoutes(types) }),
  })
  const answer = router({ ...schemaRoutes(types), ...routes })
  const own = (request: RemoteRequest) => ({ ...request, path: `/scim/v2/Users/${self}` })

  return (request) => {
    try {
      const free = open(request)
      if (free) return free
      if (!isKnown(request)) return dialect === 'rfc' ? bearerRequired() : plainUnauthorized()
      if (isForbidden(request)) return insufficientScope()
      const isSelf = self !== undefined && request.path === '/scim/v2/Me'
      const answered = answer(isSelf ? own(request) : request)
      if (!answered) throw resourceNotFound(request.path)
      return answered
    } catch (error) {
      return responseOf(error)
    }
  }
}
