// Zeenea's side of the wire: GraphQL and SCIM over the same people, and the files of its exports.

import type { Clock } from '../clock.ts'
import { loginPage } from '../http/html.ts'
import { type Remote, type RemoteRequest, router } from '../http/remote.ts'
import { invalidBearer, invalidKey, problem } from './answers.ts'
import { exportsOf } from './exports.ts'
import { graphqlEndpoint } from './graphql.ts'
import { graphqlOperations } from './operations.ts'
import { SECRET, type ZeeneaOptions } from './options.ts'
import { peopleOf } from './people.ts'
import { zeeneaScim } from './scim.ts'
import type { ZeeneaStore } from './store.ts'

/** The instance of a store, which requests change. */
export function zeeneaSimulator(store: ZeeneaStore, options: Partial<ZeeneaOptions>, clock: Clock): Remote {
  const { secret = SECRET } = options
  const people = peopleOf(store, options)
  const exports = exportsOf(store, options, clock)
  const answers = graphqlEndpoint((request) => graphqlOperations({ store, people, exports, options }, request), options)
  const scim = zeeneaScim(store, people, options)
  const publicRoutes = router({ 'GET /exports/:file': exports.file, 'GET /login': loginPage })
  const privateRoutes = router({ 'POST /public-api/catalog/graphql': answers })

  return (request: RemoteRequest) => {
    const free = publicRoutes(request)
    if (free) return free
    if (request.path.startsWith('/api/scim/v2')) {
      return request.headers.authorization === `Bearer ${secret}` ? scim(request) : invalidBearer()
    }
    // Bearer tokens are for SCIM alone.
    if (request.headers['x-api-secret'] !== secret) return invalidKey()
    return privateRoutes(request) ?? problem(404, 'entity-not-found', `There is no ${request.method} ${request.path}`)
  }
}
