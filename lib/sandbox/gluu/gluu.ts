// The Gluu simulator: UpdatedUsers, the SCIM service for the same people, and the tokens.

import type { Clock } from '../clock.ts'
import { html, loginPage } from '../http/html.ts'
import { type Remote, type RemoteRequest, type RemoteResponse, type Routes, router } from '../http/remote.ts'
import type { Resource } from '../scim/collection.ts'
import { selectAttributes } from '../scim/select.ts'
import { gluuError, scimJson } from './answers.ts'
import { serviceConfig } from './config.ts'
import { gluuPage } from './list.ts'
import { basesOf, type GluuOptions, gluuScope, tokenPathOf } from './options.ts'
import { gluuResourceTypes, groupOf, userOf } from './resources.ts'
import { signIn } from './sign-in.ts'
import type { GluuStore } from './store.ts'
import { updatedUsers } from './updated.ts'

/** The server of a store, which it never changes. */
export function gluuSimulator(store: GluuStore, options: Partial<GluuOptions>, clock: Clock): Remote {
  const { maxCount = 200, lag = 0 } = options
  const { grant, refuse, configuration, umaConfiguration } = signIn(options, clock)
  // The world has dates, so that the lag of the store needs a wall clock. It advances as the sandbox's clock does: a
  // test can move both.
  const zero = Date.now() - clock.now()
  const updated = updatedUsers(store, options, {
    wall: () => zero + clock.now(),
    lag: lag === 0 ? 0 : clock.after(lag),
  })

  const protect =
    (what: 'users' | 'groups', answer: (request: RemoteRequest) => RemoteResponse) => (request: RemoteRequest) =>
      refuse(request, gluuScope(options, what)) ?? answer(request)

  /** The routes of a resource type: the list and a single resource. */
  function scimRoutes(base: string, endpoint: '/Users' | '/Groups', all: (url: string) => Resource[]): Routes {
    const what = endpoint === '/Users' ? 'users' : 'groups'
    const type = () => gluuResourceTypes(store)[what]
    const list = (request: RemoteRequest) =>
      gluuPage({ all: all(request.origin + base), type: type(), maxCount }, request)
    function one({ params, origin, query }: RemoteRequest): RemoteResponse {
      const id = decodeURIComponent(params['id'] ?? '')
      const found = all(origin + base).find((each) => each.id === id)
      return found ? scimJson(selectAttributes(found, query, type())) : gluuError(404, `Resource ${id} not found`)
    }
    return { [`GET ${base}${endpoint}`]: protect(what, list), [`GET ${base}${endpoint}/:id`]: protect(what, one) }
  }

  const routes = basesOf(options).map(({ updated: at, scim: base }): Routes => {
    const users = (url: string) => store.users.map(userOf(store, url))
    const groups = (url: string) => store.groups.map(groupOf(store, url))
    return {
      [`GET ${base}/ServiceProviderConfig`]: ({ origin }) => serviceConfig(origin + base, maxCount),
      [`GET ${at}/UpdatedUsers`]: protect('users', updated),
      ...scimRoutes(base, '/Users', users),
      ...scimRoutes(base, '/Groups', groups),
    }
  })
  const answer = router({
    ...Object.assign({}, ...routes),
    [`POST ${tokenPathOf(options)}`]: grant,
    'GET /.well-known/openid-configuration': configuration,
    'GET /.well-known/uma2-configuration': umaConfiguration,
    'GET /login': loginPage,
  })

  return (request) => {
    try {
      return answer(request) ?? { status: 404, body: html('404 Not Found') }
    } catch (error) {
      return gluuErrorOf(error)
    }
  }
}

/** The error of a SCIM filter in Gluu's form. */
function gluuErrorOf(error: unknown): RemoteResponse {
  const { body, status = 400 } = (error as { answer?: RemoteResponse }).answer ?? {}
  if (!body) throw error
  const { detail, scimType } = body as { detail: string; scimType?: string }
  return gluuError(status, detail, scimType)
}
