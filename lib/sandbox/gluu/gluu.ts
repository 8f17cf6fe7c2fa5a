// Gluu's side of the wire: who was changed, the SCIM service over the same people, and the provider of tokens.

import type { Clock } from '../clock.ts'
import { html, loginPage } from '../http/html.ts'
import { type Answer, type Asked, type Remote, type Routes, routed } from '../http/remote.ts'
import { selected } from '../scim/select.ts'
import type { Resource } from '../scim/shelf.ts'
import { gluuError, scimJson } from './answers.ts'
import { serviceConfig } from './config.ts'
import type { GluuHolding } from './holding.ts'
import { listed } from './list.ts'
import { basesOf, type GluuOptions, scopeOf, tokenPathOf } from './options.ts'
import { gluuKinds, groupOf, userOf } from './resources.ts'
import { signIn } from './sign-in.ts'
import { updatedUsers } from './updated.ts'

/** The server over `holding`, which nobody changes over the wire. */
export function gluu(holding: GluuHolding, options: Partial<GluuOptions>, clock: Clock): Remote {
  const { maxCount = 200, lag = 0 } = options
  const { grant, refuse, configuration, umaConfiguration } = signIn(options, clock)
  // Stamps of the world are dates, so the lag of the store is minded on a wall clock; it goes on as the sandbox's does,
  // so that a test which makes time pass makes it pass here too.
  const zero = Date.now() - clock.now()
  const updated = updatedUsers(holding, options, () => zero + clock.now(), lag === 0 ? 0 : clock.after(lag))

  const may = (what: 'users' | 'groups', answer: (asked: Asked) => Answer) => (asked: Asked) =>
    refuse(asked, scopeOf(options, what)) ?? answer(asked)

  /** The list of one kind of resources, and each of them. */
  function scim(base: string, endpoint: '/Users' | '/Groups', all: (url: string) => Resource[]): Routes {
    const what = endpoint === '/Users' ? 'users' : 'groups'
    const kind = () => gluuKinds(holding)[what]
    const list = (asked: Asked) => listed(all(asked.origin + base), kind(), maxCount, asked)
    function one({ params, origin, query }: Asked): Answer {
      const id = decodeURIComponent(params['id'] ?? '')
      const found = all(origin + base).find((each) => each.id === id)
      return found ? scimJson(selected(found, query, kind())) : gluuError(404, `Resource ${id} not found`)
    }
    return { [`GET ${base}${endpoint}`]: may(what, list), [`GET ${base}${endpoint}/:id`]: may(what, one) }
  }

  const routes = basesOf(options).map(({ updated: at, scim: base }): Routes => {
    const users = (url: string) => holding.users.map(userOf(holding, url))
    const groups = (url: string) => holding.groups.map(groupOf(holding, url))
    return {
      [`GET ${base}/ServiceProviderConfig`]: ({ origin }) => serviceConfig(origin + base, maxCount),
      [`GET ${at}/UpdatedUsers`]: may('users', updated),
      ...scim(base, '/Users', users),
      ...scim(base, '/Groups', groups),
    }
  })
  const answer = routed({
    ...Object.assign({}, ...routes),
    [`POST ${tokenPathOf(options)}`]: grant,
    'GET /.well-known/openid-configuration': configuration,
    'GET /.well-known/uma2-configuration': umaConfiguration,
    'GET /login': loginPage,
  })

  return (asked) => {
    try {
      return answer(asked) ?? { status: 404, body: html('404 Not Found') }
    } catch (error) {
      return refused(error)
    }
  }
}

/** What SCIM's filters throw, in Gluu's words. */
function refused(error: unknown): Answer {
  const { body, status = 400 } = (error as { answer?: Answer }).answer ?? {}
  if (!body) throw error
  const { detail, scimType } = body as { detail: string; scimType?: string }
  return gluuError(status, detail, scimType)
}
