// Waits that a service asks for, however it says so, and hosts that are not there or not up yet.

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { Failure } from '../../lib/errors/failure.ts'
import { type Call, httpClient, type Service } from '../../lib/http/client.ts'
import { nameHost } from '../../lib/http/host-names.ts'
import { waitAskedBy } from '../../lib/http/retry.ts'
import { keepWaits } from '../../lib/http/waits.ts'
import { suite } from '../kit/suite.ts'

const waits = suite('waits')
const network = { deadline: 60, tries: 3, firstWait: 0.01 }

/** A server that answers its first request with `first`, and all others with `{}`; what it was asked, and when. */
async function first(
  answer: [status: number, headers: Record<string, string>],
  work: (url: string, at: number[]) => Promise<void>,
) {
  const at: number[] = []
  const listener: RequestListener = (_, response) => {
    at.push(performance.now())
    if (at.length === 1) response.writeHead(...answer).end('{}')
    else response.end('{}')
  }
  const server = createServer(listener)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, at)
  } finally {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
}

const clientOf = (url: string, more: Partial<Service> = {}): Call => httpClient({ name: 'Test', url, network, ...more })
const failureOf = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => assert.unreachable(),
    (error) => error,
  )

for (const [what, status, headers] of [
  ['403 with Retry-After', 403, { 'retry-after': '0.2' }],
  ['503 with Retry-After', 503, { 'retry-after': '0.2' }],
  ['429 with a reset alone', 429, { 'x-rate-limit-reset': '0.2' }],
  ['503 with an odd Date', 503, { 'retry-after': '0.2', date: 'yesterday' }],
] as const)
  waits(`${what} is waited for, and the request goes again`, () =>
    first([status, headers], async (url, at) => {
      await clientOf(url)('GET', '/', { allow: status === 403 ? [403] : [] })
      assert.is(at.length, 2)
      assert.ok(at[1]! - at[0]! >= 199, String(at))
    }),
  )

waits('a write that is not sent twice goes again after a 403 with Retry-After: it was not carried out', () =>
  first([403, { 'retry-after': '0.05' }], async (url, at) => {
    await clientOf(url)('POST', '/', { json: {}, once: true })
    assert.is(at.length, 2)
  }),
)

waits('a 403 without Retry-After is a refused sign-in, at once', () =>
  first([403, {}], async (url, at) => {
    assert.is((await failureOf(clientOf(url)('GET', '/'))).code, 8)
    assert.is(at.length, 1)
  }),
)

const NOON = 'Sun, 29 Nov 2026 12:00:00 GMT'
const AT = Date.parse(NOON)

for (const [told, status, headers] of [
  [30, 503, { 'retry-after': String(AT / 1000 + 30) }],
  [30, 503, { 'retry-after': String(AT + 30_000) }],
  [30, 503, { 'retry-after': 'Sun, 29 Nov 2026 12:00:30 GMT' }],
  [0, 503, { 'retry-after': 'Sun, 29 Nov 2026 11:00:00 GMT' }],
  [30, 503, { 'retry-after': '30, 20' }],
  [30, 503, { 'retry-after': '2026-11-29T12:00:30Z' }],
  [30, 503, { 'retry-after': 'Sunday, 29-Nov-26 12:00:30 GMT' }],
  [null, 503, { 'retry-after': '30, soon' }],
  [null, 503, { 'retry-after': '-5, -6' }],
  [null, 503, { 'retry-after': 'Infinity' }],
  [null, 403, { 'retry-after': '-5' }],
  [null, 503, { 'retry-after': 'soon' }],
  [null, 503, { 'x-rate-limit-reset': '30' }],
  [30, 429, { 'x-rate-limit-reset': '', 'ratelimit-reset': '30' }],
  [30, 429, { 'x-ratelimit-reset': String(AT / 1000 + 30) }],
  [30, 429, { 'x-rate-limit-reset': String(AT + 30_000) }],
  [null, 429, { 'ratelimit-reset': '30;w=60' }],
] as const)
  waits(`${status} with ${JSON.stringify(headers)} at noon asks for ${told} s`, () => {
    assert.is(waitAskedBy(status, { date: NOON, ...headers }), told)
  })

/** Keeps waits in a folder of its own, with the lines that were said. */
async function keeping(work: (file: string, said: string[]) => Promise<void>) {
  const folder = mkdtempSync(join(tmpdir(), 'user-sync-waits-'))
  const said: string[] = []
  const file = join(folder, 'state', 'waits.json')
  keepWaits({ file, say: (line) => said.push(line) })
  try {
    await work(file, said)
  } finally {
    keepWaits(null)
    rmSync(folder, { recursive: true })
  }
}

waits('a stage that is started again within a wait waits on, and says so', () =>
  keeping((file, said) =>
    first([503, { 'retry-after': '1.2' }], async (url, at) => {
      const impatient = { network: { ...network, tries: 1 } }
      assert.is((await failureOf(clientOf(url, impatient)('GET', '/'))).code, 9)
      assert.is(statSync(file).mode & 0o777, 0o600)
      await clientOf(url, impatient)('GET', '/')
      assert.ok(at[1]! - at[0]! >= 1190, String(at))
      assert.match(said.join(), /^Test: the service asked for a pause; [12] s of it are left$/)
    }),
  ),
)

waits('a wait of hours ends a later stage at once, without a request', () =>
  keeping(() =>
    first([503, { 'retry-after': '7200' }], async (url, at) => {
      await failureOf(clientOf(url)('GET', '/'))
      assert.match((await failureOf(clientOf(url)('GET', '/'))).message, 'not asked; it said to come back in 7200 s')
      assert.is(at.length, 1)
    }),
  ),
)

waits('a wait of years is kept for a day', () =>
  keeping((file) =>
    first([503, { 'retry-after': '99999999' }], async (url) => {
      await failureOf(clientOf(url)('GET', '/'))
      const [{ since, until }] = Object.values(JSON.parse(readFileSync(file, 'utf8'))) as [Record<string, number>]
      assert.is(until! - since!, 86_400_000)
    }),
  ),
)

for (const [what, change] of [
  ['is gone', (file: string) => rmSync(file)],
  ['is broken', (file: string) => writeFileSync(file, '{"')],
  [
    'is of another clock',
    (file: string) => {
      const later = Date.now() + 10 * 3_600_000
      const origin = Object.keys(JSON.parse(readFileSync(file, 'utf8')))[0]!
      writeFileSync(file, JSON.stringify({ [origin]: { since: later, until: later + 7_200_000 } }))
    },
  ],
] as const)
  waits(`where the file of waits ${what} the service is asked as if there were none`, () =>
    keeping((file) =>
      first([503, { 'retry-after': '7200' }], async (url, at) => {
        await failureOf(clientOf(url)('GET', '/'))
        change(file)
        await clientOf(url)('GET', '/')
        assert.is(at.length, 2)
      }),
    ),
  )

waits('a host that no name server knows is named by its setting, and not asked for again', async () => {
  nameHost('https://user-sync.invalid', 'ZENDESK_URL')
  nameHost('https://user-sync.invalid/oauth', 'TOKEN_URL')
  const since = performance.now()
  const slow = { network: { ...network, firstWait: 200 } }
  const call = clientOf('https://user-sync.invalid', slow)
  for (const once of [false, true]) {
    const failure = await failureOf(call('POST', '/', { once }))
    assert.instance(failure, Failure)
    assert.is(failure.message, 'Test: POST /: no such host: check ZENDESK_URL and TOKEN_URL')
  }
  assert.ok(performance.now() - since < 60_000)
})

waits('a refused connection is tried as often as ever, with one line after the first second', async () => {
  const said: string[] = []
  let tried = 0
  const authorization = async () => {
    tried++
    return 'Bearer t'
  }
  const call = clientOf('http://127.0.0.1:9', {
    network: { deadline: 60, tries: 4, firstWait: 0.5 },
    authorization,
    say: (line) => said.push(line),
  })
  assert.match((await failureOf(call('GET', '/'))).message, 'no answer (ECONNREFUSED)')
  assert.is(tried, 4)
  assert.equal(said.length, 1)
  assert.match(said[0]!, 'nothing listens there yet (ECONNREFUSED): asked up to 4 times')
})

waits.run()
