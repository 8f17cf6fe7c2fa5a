// The client for all services: only their own origin, with pacing and retries, without redirects. It returns JSON or
// throws an error that quotes the remote.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Method } from 'got'
import type { Failure } from '../errors/failure.ts'
import { requestUrl } from './address.ts'
import { exchange } from './exchange.ts'
import {
  type Answer,
  type AnswerRules,
  type ErrorRule,
  type Next,
  outcomeOfError,
  outcomeOfResponse,
  type Parse,
} from './outcome.ts'
import { LONGEST_PAUSE, type Pace, pace, type RateLimit } from './pace.ts'
import { type Network, waitAskedBy, waitBefore } from './retry.ts'
import type { Authorization } from './token.ts'
import { noteWait, sayWait, waitLeft } from './waits.ts'

export interface Service {
  /** The name of the remote in messages. */
  name: string
  url: string
  network: Network
  /** The media type of sent JSON; default: application/json. */
  media?: string
  /** Default: no sign-in. */
  authorization?: Authorization
  /** A signed url that is the complete request: it is sent unchanged, without headers of this client. */
  presigned?: true
  pace?: Pace
  /** Reads the headers of every answer; gives the rate limit where they tell one. */
  onHeaders?(headers: Answer['headers']): RateLimit | null
  errorRule?: ErrorRule
  /** Prints the reason of a wait; default: the output of the run. */
  say?(line: string): void
  /** The parser of answers; default: JSON.parse. */
  parse?: Parse
  /** Aborts running and waiting requests. */
  signal?: AbortSignal
}

export interface Request extends AnswerRules {
  query?: Record<string, string | number>
  json?: unknown
  form?: Record<string, string>
  headers?: Record<string, string>
  /** The path in messages, if the real one has a name in it. */
  shown?: string
}

export type Call = (method: Method, path: string, request?: Request) => Promise<Answer>

/** Milliseconds. */
const FIRST_SECOND = 1000

const errorCode = (error: unknown) => (error as { code?: unknown } | undefined)?.code

/**
 * The client of one remote. A request that would leave its origin is not sent: exit 9. Safe requests are retried with
 * growing waits, or after the pause that the remote asks for: 429, 5xx, 409, resets, invalid JSON. A 401 is retried
 * once with a new token. Throws exit 8 if the sign-in is refused, exit 9 for a remote without an answer, a redirect or
 * an error. Throws `UnknownFate` if a request that is not sent twice may have been executed.
 */
export function httpClient(service: Service): Call {
  const { name, url, authorization, media, network, presigned, signal } = service
  const { errorRule = () => null, onHeaders = () => null, say = sayWait } = service
  const paced = service.pace ?? pace()
  let isBegun = false
  let isRefusalSaid = false

  /**
   * Continues the pause of an earlier run. This happens at the first request, because settings may be read without a
   * url.
   */
  function begin(): void {
    const left = isBegun ? 0 : waitLeft(url)
    isBegun = true
    if (left === 0) return
    paced.pause(left)
    say(`${name}: the service asked for a pause; ${Math.ceil(left)} s of it are left`)
  }

  /** A starting service refuses connections for a while; a wrong port always does. */
  function sayRefusal({ cause }: Failure, since: number): void {
    if (isRefusalSaid || errorCode(cause) !== 'ECONNREFUSED' || performance.now() - since < FIRST_SECOND) return
    isRefusalSaid = true
    say(
      `${name}: nothing listens there yet (ECONNREFUSED): asked up to ${network.tries} times. Check the url if it is up`,
    )
  }

  /** One attempt. The token is taken after the wait for its turn, because it could expire during the wait. */
  async function send(
    method: Method,
    path: string,
    { request, sign }: { request: Request; sign: () => Promise<string | null> },
  ) {
    const { query, json, form, headers = {} } = request
    const address = presigned ? new URL(url) : requestUrl(url, path, `${name}: ${method}`)
    const type = media !== undefined && json !== undefined && { 'content-type': media }
    const accept = media === undefined ? 'application/json' : `${media}, application/json`
    const release = await paced.acquire()
    let rateLimit: RateLimit | null = null
    try {
      const header = await sign()
      const ours = { accept, ...type, ...headers, ...(header && { authorization: header }) }
      const outgoing = { method, headers: presigned ? {} : ours, query, json, form, signal }
      const response = await exchange(address, outgoing, network)
      rateLimit = onHeaders(response.headers)
      const wait = waitAskedBy(response.statusCode, response.headers)
      if (wait !== null) {
        paced.pause(wait)
        noteWait(url, wait)
      }
      return response
    } finally {
      release(rateLimit)
    }
  }

  return async (method, path, request = {}) => {
    const at = `${name}: ${method} ${request.shown ?? path.split('?')[0]}`
    const since = performance.now()
    let refused: string | null = null
    let header: string | null = null
    begin()
    const sign = async () => {
      header = authorization ? await authorization(refused) : null
      return header
    }
    for (let tried = 1; ; tried++) {
      const outcome = await send(method, path, { request, sign }).then(
        (response) =>
          outcomeOfResponse(at, response, {
            rules: { ...(service.parse && { parse: service.parse }), ...request },
            errorRule,
          }),
        (error: unknown) => outcomeOfError(at, error, request),
      )
      if ('answer' in outcome) return outcome.answer
      const { next, failure } = outcome
      sayRefusal(failure, since)
      if (signal?.aborted) throw failure
      if (next === 'sign in anew' && header !== null && refused === null) {
        refused = header
        continue
      }
      const isOverdue = performance.now() - since > LONGEST_PAUSE * 1000
      if (isOverdue || !isWorthAnotherTry(next, { tried, network, request })) throw failure
      if (next === 'when told') continue
      const wait = sleep(waitBefore(tried + 1, network), undefined, signal ? { signal } : {})
      await wait.catch(() => {
        throw failure
      })
    }
  }
}

function isWorthAnotherTry(
  next: Next,
  { tried, network: { tries }, request: { optional } }: { tried: number; network: Network; request: Request },
): boolean {
  if (next === 'once more' || (optional && next === 'again')) return tried === 1 && tries > 1
  return (next === 'again' || next === 'when told') && tried < tries
}
