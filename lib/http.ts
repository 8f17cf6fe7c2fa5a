// got, set up once: a deadline that covers the body, got's own retries, no redirects, JSON or an error that quotes the remote.

import got, { HTTPError, type Method, RequestError, type Response } from 'got'
import { exit, Failure } from './exit.ts'

export interface Service {
  /** What the remote is called in messages. */
  name: string
  url: string
  /** The Authorization header; another one than `refused`, which the remote no longer takes. Absent: no sign-in. */
  authorization?: (refused: string | null) => Promise<string>
  /** For one attempt, headers and body together, in milliseconds. */
  deadline?: number
}

export interface Request {
  query?: Record<string, string | number>
  json?: unknown
  form?: Record<string, string>
  /** Never sent twice: what a second one would do is not known. */
  once?: boolean
  /** Statuses beside 2xx that are an answer and not an error. */
  allow?: readonly number[]
}

export interface Answer {
  status: number
  headers: Response['headers']
  body: unknown
}

interface Attempt extends Answer {
  authorization: string | null
}

export type Call = (method: Method, path: string, request?: Request) => Promise<Answer>

/**
 * Makes the one way to ask a remote. Throws exit 8 when the sign-in is refused, exit 9 when the remote is away or answers
 * with something that is no JSON, a redirect, or an error. A 401 is tried once more with a new sign-in.
 */
export function http({ name, url, authorization, deadline = 60_000 }: Service): Call {
  const attempt = async (method: Method, path: string, request: Request, refused: string | null): Promise<Attempt> => {
    const at = `${name}: ${method} ${path.split('?')[0]}`
    const header = authorization ? await authorization(refused) : null
    const headers = { accept: 'application/json', ...(header && { authorization: header }) }
    const { query, json, form, once, allow = [] } = request
    const response = await got(new URL(path, url), {
      method,
      headers,
      ...(query && { searchParams: query }),
      ...(json !== undefined && { json }),
      ...(form && { form }),
      followRedirect: false, // a token is never sent on to another host
      retry: { limit: once ? 0 : 2, maxRetryAfter: 90_000 }, // without the bound got gives up on waits beyond its deadline
      timeout: { request: deadline },
    }).catch((error: unknown) => {
      if (error instanceof HTTPError) return error.response as Response<string>
      const code = error instanceof RequestError ? error.code : ''
      throw new Failure(exit.remote, `${at}: no answer (${code}). Is it up? Run the stage again`, { cause: error })
    })
    return { ...accepted(at, response, allow), authorization: header }
  }

  return async (method, path, request = {}) => {
    const mayAnswer401 = { ...request, allow: [...(request.allow ?? []), ...(authorization ? [401] : [])] }
    const first = await attempt(method, path, mayAnswer401, null)
    return first.status === 401 && authorization ? attempt(method, path, request, first.authorization) : first
  }
}

function accepted(at: string, { statusCode: status, headers, body: text }: Response<string>, allow: readonly number[]) {
  if (status >= 300 && status < 400) {
    throw new Failure(
      exit.remote,
      `${at}: answered with a redirect (${status}), which is not followed. Check the url in the settings`,
    )
  }
  const good = status < 300 || allow.includes(status)
  if (!good && (status === 401 || status === 403)) {
    throw new Failure(
      exit.refused,
      `${at}: sign-in refused (${status}), it said: ${quoted(text)}. Check client, secret and scopes`,
    )
  }
  if (!good) throw new Failure(exit.remote, `${at}: answered ${status}, it said: ${quoted(text)}`)
  try {
    return { status, headers, body: JSON.parse(text) as unknown }
  } catch {
    if (status >= 300) return { status, headers, body: null }
    // JSON that is cut off may hold a token or people: it is not quoted, and neither is the parser
    const said = /^\s*[{[]/.test(text) ? `${text.length} characters that break off` : `it said: ${quoted(text)}`
    const type = headers['content-type'] ?? 'no content type'
    throw new Failure(exit.remote, `${at}: expected JSON, got ${type}, ${said}`)
  }
}

/** One line of what the remote said. */
export const quoted = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 300) || '(nothing)'
