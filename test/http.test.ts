// The one way to ask a remote: what it takes for an answer, what it repeats, what it says.

import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Failure } from '../lib/exit.ts'
import { type Call, http, type Service } from '../lib/http.ts'

const client = suite('http')

interface Seen {
  path: string
  method: string
  authorization: string | undefined
}

/** A server that answers with `listener`, a client for it, and what the server saw. */
async function against(
  listener: RequestListener,
  work: (call: Call, seen: Seen[]) => Promise<void>,
  service: Partial<Service> = {},
) {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    const { url = '', method = '', headers } = request
    seen.push({ path: url, method, authorization: headers.authorization })
    listener(request, response)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    await work(http({ name: 'Test', url, ...service }), seen)
  } finally {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
}

const refusal = async (work: Promise<unknown>): Promise<Failure> => {
  const caught = await work.then(
    () => null,
    (error: unknown) => error,
  )
  assert.instance(caught, Failure)
  return caught as Failure
}

client('a redirect is not followed, so no token goes to another place', () =>
  against(
    (request, response) => {
      if (request.url === '/elsewhere') response.end('{}')
      else response.writeHead(302, { location: '/elsewhere' }).end()
    },
    async (call, seen) => {
      const { code, message } = await refusal(call('GET', '/here'))
      assert.is(code, 9)
      assert.match(message, 'redirect (302), which is not followed')
      assert.equal(
        seen.map(({ path }) => path),
        ['/here'],
      )
    },
    { authorization: async () => 'Bearer t' },
  ),
)

client('a deadline covers a body that stops coming', () =>
  against(
    (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{"half":')
    },
    async (call) => {
      const { code, message } = await refusal(call('POST', '/slow', { json: {} }))
      assert.is(code, 9)
      assert.match(message, 'Test: POST /slow: no answer')
    },
    { deadline: 100 },
  ),
)

client('a 401 is tried once more with another token, and a second one is exit 8', async () => {
  const given: (string | null)[] = []
  const authorization = async (refused: string | null) => {
    given.push(refused)
    return refused === null ? 'Bearer old' : 'Bearer new'
  }
  await against(
    ({ headers }, response) => {
      response.writeHead(headers.authorization === 'Bearer new' ? 200 : 401).end('{"ok":true}')
    },
    async (call) => assert.equal((await call('GET', '/')).body, { ok: true }),
    { authorization },
  )
  assert.equal(given, [null, 'Bearer old'])
  await against(
    (_, response) => response.writeHead(401).end('{"error":"no"}'),
    async (call, seen) => {
      assert.is((await refusal(call('GET', '/'))).code, 8)
      assert.is(seen.length, 2)
    },
    { authorization },
  )
})

client('JSON that breaks off is never quoted: it may hold a token or people', () =>
  against(
    (_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"access_token":"SECRET","na'),
    async (call) => {
      const failure = await refusal(call('GET', '/'))
      assert.is(failure.code, 9)
      assert.not.match(`${failure.message} ${failure.cause}`, 'SECRET')
      assert.match(failure.message, '28 characters that break off')
    },
  ),
)

client('an error and a page of text are quoted, in one line', async () => {
  await against(
    (_, response) => response.writeHead(418).end('I am\n  a teapot'),
    async (call) => assert.match((await refusal(call('GET', '/'))).message, 'answered 418, it said: I am a teapot'),
  )
  await against(
    (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Maintenance</h1>'),
    async (call) => assert.match((await refusal(call('GET', '/'))).message, 'got text/html, it said: <h1>Maintenance'),
  )
})

client('what may not be sent twice is not, even after an answer that is usually repeated', () =>
  against(
    (_, response) => response.writeHead(503).end(),
    async (call, seen) => {
      await refusal(call('PUT', '/', { json: {}, once: true }))
      assert.is(seen.length, 1)
    },
  ),
)

client('an allowed status is an answer, with its body where that is JSON', () =>
  against(
    ({ url }, response) => response.writeHead(422).end(url === '/text' ? 'plain' : '{"error":"x"}'),
    async (call) => {
      assert.equal((await call('GET', '/json', { allow: [422] })).body, { error: 'x' })
      assert.equal((await call('GET', '/text', { allow: [422] })).body, null)
    },
  ),
)

client.run()
