// got, set up once: a deadline that covers the body, pacing, retries, no redirects, JSON or an error that quotes the remote.

import { setTimeout as sleep } from 'node:timers/promises'
import got, { HTTPError, type Method, RequestError, type Response } from 'got'
import { exit, Failure } from './exit.ts'
import { type Budget, type Pace, pace } from './pace.ts'
import { type Network, retryAfter, waitBefore } from './retry.ts'
import type { Authorization } from './token.ts'

type Headers = Response['headers']

export interface Service {
  /** What the remote is called in messages. */
  name: string
  url: string
  network: Network
  /** Absent: no sign-in. */
  authorization?: Authorization
  pace?: Pace
  /** Reads the headers of every answer; gives the budget where they tell one. */
  heard?(headers: Headers): Budget | null
  /** What an error of this remote means where its status alone misleads: worth another try, or a failure of its own. */
  verdict?(status: number, body: unknown): 'again' | Failure | null
}

export interface Request {
  query?: Record<string, string | number>
  json?: unknown
  form?: Record<string, string>
  /** Not sent again when its fate is unknown: what a second one would do is not known. */
  once?: boolean
  /** Statuses beside 2xx that are an answer and not an error. */
  allow?: readonly number[]
  /** Whether an error's body is an answer, whatever its status. */
  answers?(body: unknown): boolean
}

export interface Answer {
  status: number
  headers: Headers
  body: unknown
}

export type Call = (method: Method, path: string, request?: Request) => Promise<Answer>

/** What came of one attempt: an answer, or a failure and whether another attempt is worth it. */
type Outcome = { answer: Answer } | { failure: Failure; again: Again }

/** 'told': the remote itself says when, and pacing waits for it. 'once': it let the deadline pass, or has no address. */
type Again = 'never' | 'later' | 'told' | 'once' | 'signed in anew'

/**
 * Makes the one way to ask a remote. What is safe to repeat is repeated, with growing waits or as long as the remote asks:
 * 429, 5xx, 409, resets, answers that are no JSON; a 401 once, with a new sign-in. Throws exit 8 when the sign-in is
 * refused, exit 9 when the remote stays away or answers with a redirect or an error.
 */
export function http(service: Service): Call {
  const { name, url, authorization, network, verdict = () => null, heard = () => null } = service
  const paced = service.pace ?? pace()

  async function send(at: string, method: Method, path: string, request: Request, header: string | null) {
    const { query, json, form } = request
    if (paced.paused() > LONGEST_WAIT) throw comeBack(`${at}: not asked, ${name} said`, paced.paused())
    const over = await paced.turn()
    let told: Budget | null = null
    try {
      const response = await got(new URL(path, url), {
        method,
        headers: { accept: 'application/json', ...(header && { authorization: header }) },
        ...(query && { searchParams: query }),
        ...(json !== undefined && { json }),
        ...(form && { form }),
        followRedirect: false, // a token is never sent on to another host
        retry: { limit: 0 },
        timeout: { request: network.deadline * 1000 },
      }).catch((error: unknown) => {
        if (error instanceof HTTPError) return error.response as Response<string>
        throw error
      })
      told = heard(response.headers)
      const wait = retryAfter(response.headers['retry-after'])
      if (wait !== null) paced.pause(wait)
      return response
    } finally {
      over(told)
    }
  }

  return async (method, path, request = {}) => {
    const at = `${name}: ${method} ${path.split('?')[0]}`
    let refused: string | null = null
    for (let tried = 1; ; tried++) {
      const header: string | null = authorization ? await authorization(refused) : null
      const outcome = await send(at, method, path, request, header).then(
        (response) => judged(at, response, request, verdict),
        (error: unknown) => lost(at, error, request),
      )
      if ('answer' in outcome) return outcome.answer
      const { again, failure } = outcome
      if (again === 'signed in anew' && header !== null && refused === null) {
        refused = header
        continue
      }
      if (!isWorth(again, tried, network)) throw failure
      if (again !== 'told') await sleep(waitBefore(tried + 1, network))
    }
  }
}

function lost(at: string, error: unknown, { once }: Request): Outcome {
  if (!(error instanceof RequestError)) throw error
  const failure = new Failure(exit.remote, `${at}: no answer (${error.code}). Is it up? Run the stage again`, {
    cause: error,
  })
  return { failure, again: once ? 'never' : HOPELESS.includes(error.code) ? 'once' : 'later' }
}

/** A deadline that passed, a host that no name server knows: these seldom pass, and each try costs a person's time. */
export const HOPELESS = ['ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']

function isWorth(again: Again, tried: number, { tries }: Network): boolean {
  if (again === 'later' || again === 'told') return tried < tries
  return again === 'once' && tried === 1 && tries > 1
}

/** Statuses that say nothing against the request; of these only 429 says that it was not carried out. */
const isPassing = (status: number) => [408, 409, 420, 425, 429].includes(status) || status >= 500

function judged(
  at: string,
  { statusCode: status, headers, body: text }: Response<string>,
  { allow = [], answers, once = false }: Request,
  verdict: NonNullable<Service['verdict']>,
): Outcome {
  const end = (failure: Failure, again: Again = 'never'): Outcome => ({ failure, again })
  if (status >= 300 && status < 400) {
    const what = `answered with a redirect (${status}), which is not followed. Check the url in the settings`
    return end(new Failure(exit.remote, `${at}: ${what}`))
  }
  const body = status === 204 ? null : parsed(text)
  if (status < 300 && body !== undefined) return { answer: { status, headers, body } }
  if (status < 300)
    return end(new Failure(exit.remote, `${at}: expected JSON, got ${unread(headers, text)}`), once ? 'never' : 'later')
  if (allow.includes(status) || answers?.(body)) return { answer: { status, headers, body: body ?? null } }

  const known = verdict(status, body)
  if (known instanceof Failure) return end(known)
  const said = `answered ${status}, it said: ${quoted(text)}`
  if (status === 401 || (status === 403 && known === null)) {
    const what = `sign-in refused (${status}), it said: ${quoted(text)}. Check client, secret and scopes`
    return end(new Failure(exit.refused, `${at}: ${what}`), status === 401 ? 'signed in anew' : 'never')
  }
  const wait = retryAfter(headers['retry-after'])
  if (wait !== null && wait > LONGEST_WAIT) return end(comeBack(`${at}: ${said}, and`, wait))
  const isWorthIt = known === 'again' || (isPassing(status) && (status === 429 || !once))
  const again = wait === null ? 'later' : 'told'
  return end(new Failure(exit.remote, `${at}: ${said}`), isWorthIt ? again : 'never')
}

/** Seconds. A remote that asks for more is left alone, and a person or the next schedule comes back. */
const LONGEST_WAIT = 900

const comeBack = (what: string, seconds: number) =>
  new Failure(exit.remote, `${what} to come back in ${Math.ceil(seconds)} s. Run the stage again then`)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** JSON that is cut off may hold a token or people: it is not quoted, and neither is the parser. */
function unread(headers: Headers, text: string): string {
  const said = /^\s*[{[]/.test(text) ? `${text.length} characters that break off` : `it said: ${quoted(text)}`
  return `${headers['content-type'] ?? 'no content type'}, ${said}`
}

/** One line of what the remote said. */
const quoted = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 300) || '(nothing)'
