// The one way to ask a remote: what it takes for an answer, what it repeats, what it says.

import type { RequestListener } from 'node:http'
import * as assert from 'uvu/assert'
import { Failure } from '../../lib/errors/failure.ts'
import { maskSecrets } from '../../lib/errors/secrets.ts'
import { against, refusal } from '../kit/http-client.ts'
import { suite } from '../kit/suite.ts'

const client = suite('http')

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
    { network: { deadline: 0.1 } },
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

client('a token that an error grants is masked before it is quoted, and cut after that', async () => {
  const token = 'granted/by-an"error+0123456789'
  for (const [status, type, body] of [
    [418, 'application/json', JSON.stringify({ access_token: token }).replaceAll('/', '\\/')],
    [401, 'application/json', JSON.stringify({ note: 'x'.repeat(250), refresh_token: token })],
  ] as const) {
    await against(
      (_, response) => response.writeHead(status, { 'content-type': type }).end(body),
      async (call) => {
        const { message } = await refusal(call('GET', '/'))
        assert.match(message, '<secret>')
        assert.not.match(message, /granted|0123/)
      },
    )
    assert.is(maskSecrets(`later: ${token}`), 'later: <secret>', type)
  }
})

client('an error is quoted, in one line, and a page of text is not', async () => {
  await against(
    (_, response) => response.writeHead(418).end('I am\n  a teapot'),
    async (call) => assert.match((await refusal(call('GET', '/'))).message, 'answered 418, it said: I am a teapot'),
  )
  await against(
    (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Maintenance</h1>'),
    async (call) =>
      assert.match(
        (await refusal(call('GET', '/'))).message,
        /got text\/html, a body of \d+ characters that are no JSON/,
      ),
  )
})

client('an error whose words make it an answer is one, whatever its status', () =>
  against(
    (_, response) => response.writeHead(429).end('{"error":"TooManyJobs"}'),
    async (call, seen) => {
      const answers = (body: unknown) => (body as { error?: string } | null)?.error === 'TooManyJobs'
      assert.is((await call('PUT', '/', { json: {}, once: true, answers })).status, 429)
      assert.is(seen.length, 1)
    },
  ),
)

client('a remote may know better than the status what an error means', async () => {
  const errorRule = (_: number, body: unknown) =>
    (body as { again?: boolean } | null)?.again ? ('again' as const) : new Failure(9, 'the day is spent')
  const listener = (text: string): RequestListener => {
    let n = 0
    return (_, response) => response.writeHead(n++ === 0 ? 403 : 200).end(text)
  }
  await against(listener('{"again":true}'), async (call) => assert.is((await call('GET', '/')).status, 200), {
    errorRule,
  })
  await against(
    listener('{}'),
    async (call) => assert.is((await refusal(call('GET', '/'))).message, 'the day is spent'),
    { errorRule },
  )
})

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
