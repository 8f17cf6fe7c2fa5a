// Requests that are sent again: after which answers, how often, and after which wait.

import type { RequestListener } from 'node:http'
import * as assert from 'uvu/assert'
import { against, refusal } from '../kit/http-client.ts'
import { suite } from '../kit/suite.ts'

const client = suite('http: retries')

/** Answers in turn; the last one for ever. A number is a status, null a reset, a text the body of a 200. */
const inTurn = (...answers: (number | null | string | [number, Record<string, string>])[]): RequestListener => {
  let n = 0
  return (request, response) => {
    const answer = answers[Math.min(n++, answers.length - 1)]!
    if (answer === null) request.socket.destroy()
    else if (typeof answer === 'string') response.end(answer)
    else if (typeof answer === 'number') response.writeHead(answer).end('busy')
    else response.writeHead(...answer).end('busy')
  }
}

for (const [what, ...answers] of [
  ['429', 429, 429],
  ['409', 409],
  ['503', 503],
  ['500', 500, 502],
  ['a reset', null, null],
  ['a page of text', '<h1>Maintenance</h1>'],
  ['an empty body', ''],
  ['JSON that breaks off', '{"users":[{"id":'],
] as [string, ...(number | null | string)[]][]) {
  client(`${what} is tried again where that is safe, and in the end told with the last answer`, async () => {
    await against(inTurn(...answers, '{"ok":true}'), async (call, seen) => {
      assert.equal((await call('GET', '/')).body, { ok: true })
      assert.is(seen.length, answers.length + 1)
    })
    await against(inTurn(answers[0]!), async (call, seen) => {
      assert.is((await refusal(call('GET', '/'))).code, 9)
      assert.is(seen.length, 3)
    })
  })
}

client(
  'what may not be sent twice is sent again only where it was not carried out: after a 429 and a 401',
  async () => {
    for (const answer of [503, 500, 409, null, '<html>'] as const) {
      await against(inTurn(answer, '{"ok":true}'), async (call, seen) => {
        await refusal(call('POST', '/', { json: {}, once: true }))
        assert.is(seen.length, 1, String(answer))
      })
    }
    const authorization = async (refused: string | null) => (refused === null ? 'old' : 'new')
    await against(
      inTurn(401, 429, '{"ok":true}'),
      async (call) => assert.equal((await call('POST', '/', { json: {}, once: true })).body, { ok: true }),
      { authorization },
    )
  },
)

client('Retry-After is obeyed by every request, also beyond the deadline of one', async () => {
  const at: number[] = []
  const answer = inTurn([429, { 'retry-after': '0.3' }], '{}')
  await against(
    (request, response) => {
      at.push(performance.now())
      answer(request, response)
    },
    async (call) => {
      const first = call('GET', '/')
      while (at.length === 0) await new Promise(setImmediate)
      await new Promise((soon) => setTimeout(soon, 50))
      await Promise.all([first, call('GET', '/')])
      assert.ok(at[1]! - at[0]! >= 299, String(at))
    },
    { network: { deadline: 0.1 } },
  )
})

client('a remote that asks for more than a quarter of an hour is left alone, by later requests too', () =>
  against(inTurn([503, { 'retry-after': '3600' }], '{}'), async (call, seen) => {
    assert.match((await refusal(call('GET', '/'))).message, 'answered 503, it said: busy, and to come back in 3600 s')
    assert.match((await refusal(call('GET', '/'))).message, 'not asked; it said to come back in')
    assert.is(seen.length, 1)
  }),
)

client('a remote that lets the deadline pass is asked twice', () =>
  against(
    () => undefined,
    async (call, seen) => {
      assert.match((await refusal(call('GET', '/'))).message, 'no answer (ETIMEDOUT)')
      assert.is(seen.length, 2)
    },
    { network: { deadline: 0.1, tries: 6 } },
  ),
)

client.run()
