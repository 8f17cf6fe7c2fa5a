// got, set up once: a deadline that covers the body, got's own retries, no redirects, JSON or an error that quotes the remote.

import got, { HTTPError, type Method, RequestError, type Response } from 'got'
import { exit, Failure } from './exit.ts'

export interface Service {
  /** What the remote is called in messages. */
  name: string
  url: string
  /** The Authorization header; `again` is true when the remote refused the last one. Absent: no sign-in. */
  authorization?: (again: boolean) => Promise<string>
  /** For one attempt, headers and body together, in milliseconds. */
  deadline?: number
}

export interface Request {
  query?: Record<string, string | number>
  json?: unknown
  form?: Record<string, string>
  /** Statuses beside 2xx that are an answer and not an error. */
  allow?: readonly number[]
}

export interface Answer {
  status: number
  headers: Response['headers']
  body: unknown
}

export type Call = (method: Method, path: string, request?: Request) => Promise<Answer>

/**
 * Makes the one way to ask a remote. Throws exit 8 when the sign-in is refused, exit 9 when the remote is away or answers
 * with something that is no JSON, a redirect, or an error. A 401 is tried once more with a new sign-in.
 */
export function http({ name, url, authorization, deadline = 60_000 }: Service): Call {
  const attempt = async (method: Method, path: string, request: Request, again: boolean): Promise<Answer> => {
    const at = `${name}: ${method} ${path.split('?')[0]}`
    const headers = { accept: 'application/json', ...(authorization && { authorization: await authorization(again) }) }
    const { query, json, form, allow = [] } = request
    const response = await got(new URL(path, url), {
      method,
      headers,
      ...(query && { searchParams: query }),
      ...(json !== undefined && { json }),
      ...(form && { form }),
      followRedirect: false, // a token is never sent on to another host
      retry: { limit: 2, maxRetryAfter: 90_000 }, // without the bound got gives up on waits beyond its deadline
      timeout: { request: deadline },
    }).catch((error: unknown) => {
      if (error instanceof HTTPError) return error.response as Response<string>
      const code = error instanceof RequestError ? error.code : ''
      throw new Failure(exit.remote, `${at}: no answer (${code}). Is it up? Run the stage again`, { cause: error })
    })
    return accepted(at, response, allow)
  }

  return async (method, path, request = {}) => {
    const mayAnswer401 = { ...request, allow: [...(request.allow ?? []), ...(authorization ? [401] : [])] }
    const first = await attempt(method, path, mayAnswer401, false)
    return first.status === 401 && authorization ? attempt(method, path, request, true) : first
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
  } catch (cause) {
    const type = headers['content-type'] ?? 'no content type'
    const refused = { status, headers, body: null }
    if (status >= 300) return refused
    throw new Failure(exit.remote, `${at}: expected JSON, got ${type}, it said: ${quoted(text)}`, { cause })
  }
}

/** One line of what the remote said. */
export const quoted = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 300) || '(nothing)'
