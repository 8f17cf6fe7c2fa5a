// Salesforce's side of the wire: who may ask, how much fits into a request, and what answers.

import type { Clock } from '../clock.ts'
import { loginPage } from '../http/html.ts'
import { type Remote, routed } from '../http/remote.ts'
import { expired, headersTooLong, unknownPath, uriTooLong } from './answers.ts'
import type { SalesforceHolding } from './holding.ts'
import { type QueryOptions, queries } from './query.ts'
import { type SessionOptions, sessions } from './sign-in.ts'

export interface SalesforceOptions extends QueryOptions, SessionOptions {}

type Needed = Pick<SalesforceOptions, 'clientId' | 'clientSecret'> & Partial<SalesforceOptions>

/** Bytes of the URI, and of URI and headers together (Salesforce, knowledge article 000386264). */
const MOST = 16_384
/** Calls a day, of a Developer Edition. */
const DAILY = 15_000

/** The Salesforce org of `holding`. */
export function salesforce(holding: SalesforceHolding, options: Needed, clock: Clock): Remote {
  const { grant, isKnown } = sessions(options, clock)
  const open = routed({ 'POST /services/oauth2/token': grant, 'GET /login': loginPage })
  let used = 0
  const limits = () => ({ body: { DailyApiRequests: { Max: DAILY, Remaining: DAILY - used } } })
  const answer = routed({ ...queries(holding, options), 'GET /services/data/:version/limits': limits })

  return (asked) => {
    if (asked.size.uri > MOST) return uriTooLong()
    if (asked.size.head > MOST) return headersTooLong()
    const free = open(asked)
    if (free) return free
    if (!isKnown(asked)) return expired()
    used++
    const found = answer(asked) ?? unknownPath()
    return { ...found, headers: { ...found.headers, 'sforce-limit-info': `api-usage=${used}/${DAILY}` } }
  }
}
