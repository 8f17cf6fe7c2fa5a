// Zendesk's side of the wire: who may ask, and what answers.

import type { Clock } from '../clock.ts'
import { loginPage } from '../http/html.ts'
import { type Remote, routed } from '../http/remote.ts'
import { type AccountOptions, account } from './account.ts'
import { forbidden, unauthorized, unscoped } from './answers.ts'
import { bulk } from './bulk.ts'
import type { ZendeskHolding } from './holding.ts'
import { type JobOptions, type JobStats, jobs } from './jobs.ts'
import type { LimitOptions } from './limits.ts'
import { anonymous, lists } from './lists.ts'
import { memberships } from './memberships.ts'
import { searches } from './search.ts'
import { mayAsk, type SignInOptions, signIn } from './sign-in.ts'
import { single } from './single.ts'

export interface ZendeskOptions extends AccountOptions, JobOptions, LimitOptions, SignInOptions {}

type Needed = Pick<ZendeskOptions, 'clientId' | 'clientSecret'> & Partial<ZendeskOptions>

/** The Zendesk account of `world`, which its answers change, and the address of the user that credentials act as. */
export function zendesk(world: ZendeskHolding, options: Needed, clock: Clock, stats: JobStats) {
  const desk = account(world, options)
  const queue = jobs(options, clock, stats)
  const { grant, isKnown, lacking } = signIn(options, desk.self, clock)
  // The first that fits answers: paths that end in a word stand before those that end in an id.
  const answer = routed({
    ...bulk(desk, queue),
    ...lists(desk),
    ...memberships(desk),
    ...searches(desk),
    ...single(desk, clock),
  })
  const open = routed({ 'POST /oauth/tokens': grant, 'GET /access/login': loginPage })
  const whoever = routed({ 'GET /api/v2/users/me': ({ origin }) => anonymous(desk, origin) })

  const remote: Remote = (asked) => {
    desk.known.refresh()
    queue.work()
    const free = open(asked)
    if (free) return free
    if (!isKnown(asked)) return whoever(asked) ?? unauthorized()
    const scope = lacking(asked)
    if (scope !== null) return unscoped(scope)
    if (!mayAsk(desk.self.role, asked)) return forbidden()
    return answer(asked) ?? { status: 404, body: { error: 'InvalidEndpoint', description: 'Not found' } }
  }
  return { remote, email: desk.self.email ?? '' }
}
