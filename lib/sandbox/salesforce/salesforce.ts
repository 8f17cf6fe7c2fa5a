// The Salesforce simulator: sessions, limits of a request, and routes.

import type { Clock } from '../clock.ts'
import { loginPage } from '../http/html.ts'
import { type Remote, router } from '../http/remote.ts'
import type { WithClient } from '../http/tokens.ts'
import { headersTooLong, sessionExpired, unknownPath, uriTooLong } from './answers.ts'
import { type QueryOptions, queryRoutes } from './query.ts'
import { type SessionOptions, sessions } from './sign-in.ts'
import type { SalesforceStore } from './store.ts'

export interface SalesforceOptions extends QueryOptions, SessionOptions {}

/** Bytes of the URI, and of URI and headers together (Salesforce, knowledge article 000386264). */
const REQUEST_BYTES = 16_384
/** Calls a day, of a Developer Edition. */
const DAILY_CALLS = 15_000

/** The Salesforce org of a store. */
export function salesforceSimulator(
  store: SalesforceStore,
  options: WithClient<SalesforceOptions>,
  clock: Clock,
): Remote {
  const { grant, isKnown } = sessions(options, clock)
  const publicRoutes = router({ 'POST /services/oauth2/token': grant, 'GET /login': loginPage })
  let used = 0
  const limits = () => ({ body: { DailyApiRequests: { Max: DAILY_CALLS, Remaining: DAILY_CALLS - used } } })
  const privateRoutes = router({ ...queryRoutes(store, options), 'GET /services/data/:version/limits': limits })

  return (request) => {
    if (request.size.uri > REQUEST_BYTES) return uriTooLong()
    if (request.size.head > REQUEST_BYTES) return headersTooLong()
    const free = publicRoutes(request)
    if (free) return free
    if (!isKnown(request)) return sessionExpired()
    used++
    const found = privateRoutes(request) ?? unknownPath()
    return { ...found, headers: { ...found.headers, 'sforce-limit-info': `api-usage=${used}/${DAILY_CALLS}` } }
  }
}
