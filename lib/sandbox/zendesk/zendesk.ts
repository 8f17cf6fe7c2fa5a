// The Zendesk simulator: credentials, scopes and routes.

import type { Clock } from '../clock.ts'
import { loginPage } from '../http/html.ts'
import { type Remote, router } from '../http/remote.ts'
import type { WithClient } from '../http/tokens.ts'
import { type AccountOptions, zendeskAccount } from './account.ts'
import { forbidden, notAuthenticated, scopeRequired } from './answers.ts'
import { bulkRoutes } from './bulk.ts'
import { exportRoutes } from './exports.ts'
import { type JobOptions, type JobStats, jobQueue } from './jobs.ts'
import type { LimitOptions } from './limits.ts'
import { anonymousUser, listRoutes } from './lists.ts'
import { membershipRoutes } from './memberships.ts'
import { searchRoutes } from './search.ts'
import { mayAsk, type SignInOptions, signIn } from './sign-in.ts'
import { singleRoutes } from './single.ts'
import type { ZendeskStore } from './store.ts'

export interface ZendeskOptions extends AccountOptions, JobOptions, LimitOptions, SignInOptions {}

/** The Zendesk account of `world`, which its answers change, and the address of the user that credentials act as. */
export function zendeskSimulator(
  world: ZendeskStore,
  options: WithClient<ZendeskOptions>,
  { clock, stats }: { clock: Clock; stats: JobStats },
) {
  const account = zendeskAccount(world, options, clock)
  const queue = jobQueue(options, clock, stats)
  const { grant, isKnown, missingScope } = signIn(options, account.self, clock)
  // The first matching route answers: paths that end in a word stand before paths that end in an id.
  const privateRoutes = router({
    ...bulkRoutes(account, queue),
    ...exportRoutes(account, clock),
    ...listRoutes(account),
    ...membershipRoutes(account),
    ...searchRoutes(account),
    ...singleRoutes(account, clock),
  })
  const publicRoutes = router({ 'POST /oauth/tokens': grant, 'GET /access/login': loginPage })
  const anonymousRoutes = router({ 'GET /api/v2/users/me': ({ origin }) => anonymousUser(account, origin) })

  const remote: Remote = (request) => {
    account.known.refresh()
    queue.runDue()
    const free = publicRoutes(request)
    if (free) return free
    if (!isKnown(request)) return anonymousRoutes(request) ?? notAuthenticated()
    const scope = missingScope(request)
    if (scope !== null) return scopeRequired(scope)
    if (!mayAsk(account.self.role, request)) return forbidden()
    return privateRoutes(request) ?? { status: 404, body: { error: 'InvalidEndpoint', description: 'Not found' } }
  }
  const dated: Remote = async (request) => {
    const answer = await remote(request)
    return { ...answer, headers: { date: new Date(clock.date()).toUTCString(), ...answer.headers } }
  }
  return { remote: dated, email: account.self.email ?? '' }
}
