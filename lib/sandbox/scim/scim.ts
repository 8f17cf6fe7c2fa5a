// A SCIM service's side of the wire: who may ask, and what answers.

import type { Clock } from '../clock.ts'
import { loginPage } from '../http/html.ts'
import { type Asked, type Remote, type Routes, routed } from '../http/remote.ts'
import { answerOf, notFound, plainUnauthorized, unauthorized, unscoped } from './answers.ts'
import { discovery, schemas } from './discovery.ts'
import type { Holding } from './holding.ts'
import { kindsOf } from './kind.ts'
import type { ScimOptions } from './options.ts'
import { resources } from './resources.ts'
import { shelvesOf } from './shelf.ts'
import { signIn } from './sign-in.ts'

type Needed = Pick<ScimOptions, 'clientId' | 'clientSecret' | 'token'> & Partial<ScimOptions>

/** The service over `holding`, which its answers change. */
export function scimService(holding: Holding, options: Needed, clock: Clock): Remote {
  const { dialect = 'rfc', self } = options
  const kinds = kindsOf[dialect]
  const { grant, isKnown, mayNot } = signIn(options, clock)
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
      if (mayNot(asked)) return unscoped()
      const isSelf = self !== undefined && asked.path === '/scim/v2/Me'
      const answered = answer(isSelf ? own(asked) : asked)
      if (!answered) throw notFound(asked.path)
      return answered
    } catch (error) {
      return answerOf(error)
    }
  }
}
