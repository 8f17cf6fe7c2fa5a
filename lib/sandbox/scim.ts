// A SCIM service's side of the wire: who may ask, and what answers.

import type { Clock } from './clock.ts'
import { loginPage } from './html.ts'
import { answerOf, notFound, plainUnauthorized, unauthorized } from './scim/answers.ts'
import { discovery, schemas } from './scim/discovery.ts'
import type { Holding } from './scim/holding.ts'
import { kindsOf } from './scim/kind.ts'
import type { ScimOptions } from './scim/options.ts'
import { resources } from './scim/resources.ts'
import { shelvesOf } from './scim/shelf.ts'
import { signIn } from './scim/sign-in.ts'
import { type Asked, type Remote, type Routes, routed } from './serve.ts'

export type { ScimOptions }

type Needed = Pick<ScimOptions, 'clientId' | 'clientSecret' | 'token'> & Partial<ScimOptions>

/** The service over `holding`, which its answers change. */
export function scimService(holding: Holding, options: Needed, clock: Clock): Remote {
  const { dialect = 'rfc', self } = options
  const kinds = kindsOf[dialect]
  const { grant, isKnown } = signIn(options, clock)
  const routes: Routes = Object.assign({}, ...shelvesOf(holding, dialect).map((shelf) => resources(shelf, options)))
  // What a service says of itself may be read by everybody (RFC 7644, 4), and there is only one page of it at Bizagi.
  const open = routed({
    'POST /oauth2/server/token': grant,
    'GET /login': loginPage,
    ...(dialect === 'rfc' && { ...discovery(kinds, options), ...schemas(kinds) }),
  })
  const answer = routed({ ...schemas(kinds), ...routes })
  const own = (asked: Asked) => ({ ...asked, path: `/scim/v2/Users/${self}` })

  return (asked) => {
    try {
      const free = open(asked)
      if (free) return free
      if (!isKnown(asked)) return dialect === 'rfc' ? unauthorized() : plainUnauthorized()
      const isSelf = self !== undefined && asked.path === '/scim/v2/Me'
      const answered = answer(isSelf ? own(asked) : asked)
      if (!answered) throw notFound(asked.path)
      return answered
    } catch (error) {
      return answerOf(error)
    }
  }
}
