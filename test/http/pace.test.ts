// Keeping to a remote's rate limit, its waits, and the chunks that one request can carry.

import * as assert from 'uvu/assert'
import { progressCounts } from '../../lib/cli/progress-line.ts'
import { countedTime, LongPause, pace } from '../../lib/http/pace.ts'
import { retryAfter, waitAskedBy, waitBefore } from '../../lib/http/retry.ts'
import { type Token, tokenAuthorization } from '../../lib/http/token.ts'
import { uriBytesLeft, uriChunks } from '../../lib/http/uri-chunks.ts'
import { suite } from '../kit/suite.ts'

const paced = suite('pace')

const rateLimit = (left: number, resetsIn: number, limit = 100) => ({ limit, left, resetsIn })
const millis = async (work: () => Promise<unknown>) => {
  const started = performance.now()
  await work()
  return performance.now() - started
}
/** Begins and ends `n` requests, one after the other, the first of which is told a rate limit. */
const requests = async (one: ReturnType<typeof pace>, n: number, told: ReturnType<typeof rateLimit> | null = null) => {
  for (let i = 0; i < n; i++) (await one.acquire())(i === 0 ? told : null)
}

paced('without a rate limit nothing waits', async () => {
  assert.ok((await millis(() => requests(pace(), 200))) < 100)
})

paced('the first tenth of a rate limit goes at once, the rest is spread over what is left of the window', async () => {
  const one = pace()
  await requests(one, 1, rateLimit(99, 1))
  assert.ok((await millis(() => requests(one, 9))) < 60, 'the tenth')
  const spread = await millis(() => requests(one, 20))
  assert.ok(spread > 150, `20 of 90 requests in 1 s: ${spread}`)
})

/** The number of requests that go at once at `now`, when the last one was counted at 0. */
const waveAt = (now: number, { pausedUntil = -1, spread = 10 } = {}) => {
  let wave = 0
  for (let last = 0; last + spread <= now; wave++) last = countedTime(last, { now, pausedUntil, spread })
  return wave
}

paced('time without requests is made up for by a wave, up to a tenth of a minute', () => {
  assert.equal(
    [5, 10, 300, 6_000].map((now) => waveAt(now)),
    [0, 1, 30, 600],
  )
  assert.is(waveAt(60_000), 601)
})

paced('nothing is made up for after a pause', () => {
  assert.is(waveAt(300, { pausedUntil: 290 }), 1)
})

paced('a request that need not wait uses up what was saved', () => {
  assert.is(countedTime(0, { now: 300, pausedUntil: -1, spread: 0 }), 300)
})

paced('what is left to others is not touched: the next request waits for the next window', async () => {
  const one = pace(0.5)
  await requests(one, 1, rateLimit(50, 0.2))
  const waited = await millis(() => requests(one, 1))
  assert.ok(waited > 190, String(waited))
})

paced('a pause holds every request, also those that are waiting already', async () => {
  const one = pace()
  one.pause(0.05)
  const waiting = millis(() => requests(one, 1))
  one.pause(0.2)
  assert.ok((await waiting) > 190)
})

paced('a pause that is longer than anybody should wait ends those who wait, and every later turn', async () => {
  const one = pace()
  one.pause(0.2)
  const waiting = one.acquire().catch((error: Error) => error)
  one.pause(3_600)
  assert.ok((await millis(() => waiting)) < 100)
  assert.instance(await waiting, LongPause)
  assert.instance(await one.acquire().catch((error: Error) => error), LongPause)
})

paced(
  'a window that is over is followed by one whose rate limit is spread too: not all who waited go at once',
  async () => {
    const one = pace(0.2)
    const started = performance.now()
    await requests(one, 1, rateLimit(80, 0.1)) // nothing left of ours
    let gone = 0
    const all = Array.from({ length: 60 }, () => one.acquire().then(() => gone++))
    await Promise.all(all.slice(0, 5))
    await new Promise((soon) => setTimeout(soon, 50))
    one.pause(3_600) // ends those who wait
    await Promise.allSettled(all)
    const windows = 1 + Math.floor((performance.now() - started) / 60_000) // a machine may stand still
    assert.ok(gone >= 5 && gone <= 20 * windows, `${gone} of the 20 that are ours`)
  },
)

paced('requests under way are counted, because the answers of others do not know of them yet', async () => {
  const one = pace(0.5)
  const first = await one.acquire()
  await Promise.all([one.acquire(), one.acquire(), one.acquire()])
  first(rateLimit(53, 0.3)) // three of the 53 are gone: 50 are for others
  assert.ok((await millis(() => one.acquire())) > 280)
})

paced('requests a second follow from limit, window and share', async () => {
  const one = pace(0.5)
  assert.is(one.perSecond(), null)
  await requests(one, 1, rateLimit(600, 12, 700))
  assert.is(one.perSecond(), 350 / 60)
})

const network = { deadline: 1, tries: 5, firstWait: 1 }

paced('each wait before another try is up to twice the last one, never under half of that, and at most 30 s', () => {
  for (const [tried, whole] of [
    [2, 1000],
    [3, 2000],
    [5, 8000],
    [20, 30_000],
  ] as const) {
    const waits = Array.from({ length: 50 }, () => waitBefore(tried, network))
    assert.ok(
      waits.every((wait) => wait >= whole / 2 && wait <= whole),
      String(waits),
    )
    assert.ok(new Set(waits).size > 10, 'not all the same')
  }
})

const HTTP_DATE = 'Wed, 21 Oct 2026 07:28:00 GMT'
const at = (seconds: number) => new Date(Date.parse(HTTP_DATE) + seconds * 1000).toUTCString()
const epoch = (seconds: number) => String(Date.parse(HTTP_DATE) / 1000 + seconds)

paced('Retry-After is read as seconds or as a date, and nothing else', () => {
  const now = Date.parse(HTTP_DATE)
  const read = (text: string | undefined) => retryAfter(text, now)
  assert.equal(['30', '0', '1.5', at(90), at(-90)].map(read), [30, 0, 1.5, 90, 0])
  assert.equal(['', ' ', 'soon', '-1', undefined].map(read), [null, null, null, null, null])
})

paced("a date is measured against the answer's own Date, however wrong this machine's clock is", () => {
  assert.is(waitAskedBy(503, { date: HTTP_DATE, 'retry-after': at(7) }), 7)
  assert.is(waitAskedBy(429, { date: HTTP_DATE, 'x-rate-limit-reset': epoch(9) }), 9)
  const soon = new Date(Date.now() + 90_000).toUTCString()
  const wait = waitAskedBy(503, { 'retry-after': soon })!
  assert.ok(wait >= 88 && wait <= 91, `without a Date by this clock: ${wait}`)
})

for (const [name, value, seconds] of [
  ['x-rate-limit-reset', '12', 12],
  ['ratelimit-reset', '12', 12],
  ['x-ratelimit-reset', epoch(12), 12],
  ['x-ratelimit-reset', `${epoch(12)}000`, 12],
  ['x-ratelimit-reset', epoch(-12), 0],
  ['x-ratelimit-reset', 'soon', null],
] as const)
  paced(`${name}: ${value.length > 9 ? 'an epoch' : value} of a 429 is a wait of ${seconds}`, () => {
    assert.is(waitAskedBy(429, { date: HTTP_DATE, [name]: value }), seconds)
    assert.is(waitAskedBy(503, { date: HTTP_DATE, [name]: value }), null)
    assert.is(waitAskedBy(429, { date: HTTP_DATE, [name]: value, 'retry-after': '3' }), 3)
  })

paced('chunks hold as many values as asked for, and fewer where a request would become too long', () => {
  const ids = Array.from({ length: 500 }, (_, n) => `0015e000${String(n).padStart(7, '0')}AAA`)
  const at = (host: string, token: number) =>
    uriBytesLeft(new URL(`https://${host}/services/data/v62.0/query?q=${'x'.repeat(250)}`), 'x'.repeat(token))
  const sizes = (host: string, token: number) =>
    [...uriChunks(ids, { maxValues: 500, bytesLeft: at(host, token), overheadPerValue: "''" })].map(
      ({ length }) => length,
    )
  assert.equal(sizes('acme.my.salesforce.com', 120), [500])
  const [first, second] = sizes('acme.my.salesforce.com', 2_500)
  assert.ok(first! < 500 && first! > 450, String(first))
  assert.is(first! + second!, 500)
  assert.equal([...uriChunks(ids.slice(0, 5), { maxValues: 2, bytesLeft: 5_000 })].flat(), ids.slice(0, 5))
  assert.equal([...uriChunks(['a'.repeat(99), 'b'], { maxValues: 9, bytesLeft: 10 })], [['a'.repeat(99)], ['b']])
})

/** Tokens t1, t2, … that live so long; what was asked for. */
const tokens = (life: number | null) => {
  const given: string[] = []
  const fetch = async (): Promise<Token> => {
    given.push(`t${given.length + 1}`)
    return { header: given.at(-1)!, life }
  }
  return { given, header: tokenAuthorization(fetch) }
}

paced('a token is fetched once, and again when it is refused: once for all who were refused it', async () => {
  const { given, header } = tokens(null)
  assert.equal(await Promise.all([header(null), header(null)]), ['t1', 't1'])
  assert.equal(await Promise.all([header('t1'), header('t1'), header('t1')]), ['t2', 't2', 't2'])
  assert.is(await header('t1'), 't2')
  assert.equal(given, ['t1', 't2'])
})

paced('a token is renewed before it ends', async () => {
  const { header } = tokens(0.1)
  assert.is(await header(null), 't1')
  const late = performance.now() + 85
  while (performance.now() < late) await new Promise(setImmediate)
  assert.is(await header(null), 't2')
})

paced('a sign-in that fails is tried again by the next request', async () => {
  let asked = 0
  const header = tokenAuthorization(async () => {
    if (++asked === 1) throw new Error('away')
    return { header: 'good', life: null }
  })
  assert.is(await header(null).catch((error: Error) => error.message), 'away')
  assert.is(await header(null), 'good')
})

paced('progress has a bar, a rate and the time left where the whole is known', () => {
  const seen = progressCounts()
  seen.count('pages', 3)
  assert.is(seen.line(10, true), '3 pages')
  seen.expect('users', 2_000)
  seen.count('users', 500)
  assert.is(seen.line(10, true), '[#####---------------] 500 of 2,000 users, 50.0/s, 30 s left, 3 pages')
  assert.is(seen.line(10, false), '500 of 2,000 users, 50.0/s, 30 s left, 3 pages')
})

paced('the time left is that of the rate limit where it is slower than the run so far', () => {
  const seen = progressCounts()
  seen.expect('people', 1_000)
  seen.count('people', 100)
  seen.count('requests', 100)
  seen.allowed(5)
  assert.match(seen.line(2, false), '100 of 1,000 people, 50.0/s, 3 min left')
})

paced.run()
