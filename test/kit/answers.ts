// Answers that a remote should not give, for tests that put them in its place.

import type { RemoteRequest, RemoteResponse } from '../../lib/sandbox/http/remote.ts'
import type { Options } from '../../lib/sandbox/options.ts'
import type { Place } from './pipeline.ts'

export const page = (body: unknown): RemoteResponse => ({ status: 200, body })
export const when = (match: RegExp, answer: RemoteResponse, from = 1): NonNullable<Options['respond']> =>
  (() => {
    let times = 0
    return (_, { path }) => (match.test(path) && ++times >= from ? answer : undefined)
  })()

export const bad: Record<string, RemoteResponse> = {
  'HTML where JSON should be': { status: 200, body: '<html>Down for maintenance</html>' },
  'a redirect': { status: 302, headers: { location: 'http://127.0.0.1:9/login' }, body: 'moved' },
  'an empty body': { status: 200, body: '' },
  'JSON cut off in the middle': {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '{"users":[{"id"',
  },
  'JSON of another shape': page({ hello: 'world' }),
}

/** From now on every answer to such a path is the true one as `change` makes it; undefined: as it is. */
export const changeAnswers = (
  here: Place,
  path: RegExp,
  change: (body: never, asked: RemoteRequest) => unknown,
): void =>
  here.interfere(async (system, asked) => {
    if (!path.test(asked.path) || asked.headers['x-true'] !== undefined) return undefined
    const { origin, method, headers, query } = asked
    const real = await fetch(`${origin}${asked.path}?${query}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(headers.authorization && { authorization: headers.authorization }),
        ...(headers['x-api-secret'] && { 'x-api-secret': String(headers['x-api-secret']) }),
        'x-true': system,
      },
      ...(method !== 'GET' && { body: JSON.stringify(asked.body) }),
    })
    const body = (await real.json()) as never
    return { status: real.status, body: change(body, asked) ?? body }
  })

/** From now on a request to such a path reaches the system as `change` makes its body. */
export const changeRequests = (here: Place, path: RegExp, change: (body: never) => unknown): void =>
  here.interfere(async (system, { body, headers, method, origin, path: asked, query }) => {
    if (!path.test(asked) || headers['x-true'] !== undefined) return undefined
    const real = await fetch(`${origin}${asked}?${query}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: String(headers.authorization), 'x-true': system },
      body: JSON.stringify(change(structuredClone(body) as never)),
    })
    return { status: real.status, body: await real.json() }
  })
