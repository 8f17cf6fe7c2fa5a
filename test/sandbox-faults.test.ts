// What goes wrong when it was asked for, on the wire and above it.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Options, Sandbox } from '../lib/sandbox/server.ts'
import { unpleasant } from '../lib/sandbox/unpleasant.ts'

import { against, completed, fixedToken, force, json, type Reply, send, signedIn, small } from './kit/wire.ts'

const outcome = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  )
/** Whether the connection broke: what arrived and is no JSON is another error. */
const breaks = async (work: Promise<unknown>) => (await outcome(work)) instanceof TypeError
const ids = (reply: Reply, name = 'users') => (reply.at(name) as { id: number }[]).map(({ id }) => id)
const played = ({ requests }: Sandbox) => requests.map(({ fault }) => fault ?? '-').join(' ')
const zendesk = (...faults: object[]): Options => ({ faults: { zendesk: faults as { kind: string }[] } })
const salesforce = (...faults: object[]): Options => ({ faults: { salesforce: faults as { kind: string }[] } })

const broken = suite('sandbox: broken connections')

broken('a body breaks off under its length, under no length, or in chunks, and what was asked is done', () =>
  against(small(), {}, async (box) => {
    const desk = fixedToken(box)
    const whole = (await desk('GET /organizations')).text
    box.faults.zendesk.add([{ kind: 'cut-off' }, { kind: 'cut-chunks' }, { kind: 'cut-short' }])
    assert.ok(await breaks(desk('POST /users', { user: { name: 'New' } })))
    assert.is(box.world.zendesk.users.at(-1)?.name, 'New')
    assert.ok(await breaks(desk('GET /organizations')))

    const short = await fetch(`${box.zendesk.url}/api/v2/organizations`, {
      headers: { authorization: `Bearer ${box.env['ZENDESK_TOKEN']}` },
    })
    assert.equal([short.status, short.headers.get('content-length')], [200, null])
    assert.is(await short.text(), whole.slice(0, Math.floor(whole.length / 2)), 'it looks like the whole')
    assert.is(played(box), '- cut-off cut-chunks cut-short')
  }),
)

broken('a body that stops coming is half there, and keeps nobody waiting who ends the sandbox', async () => {
  let rest: Promise<boolean> | undefined
  await against(small(), zendesk({ kind: 'stall' }), async (box) => {
    const response = await fetch(`${box.zendesk.url}/api/v2/users/me`)
    const reader = response.body!.getReader()
    const { value } = await reader.read()
    assert.is(value?.length, Math.floor(Number(response.headers.get('content-length')) / 2))
    let ended = false
    rest = breaks(reader.read()).finally(() => {
      ended = true
    })
    await send(`${box.zendesk.url}/api/v2/users/me`)
    assert.not(ended)
  })
  assert.is(await rest, true)
})

broken('a connection is reset before anything was done, or after all of it', () =>
  against(small(), {}, async (box) => {
    const desk = fixedToken(box)
    const before = box.world.zendesk.users.length
    for (const [kind, made] of Object.entries({ 'reset-before': 0, 'reset-after': 1 })) {
      box.faults.zendesk.add({ kind })
      assert.ok(await breaks(desk('POST /users', { user: { name: 'New' } })))
      assert.is(box.world.zendesk.users.length, before + made, kind)
    }
    assert.equal(
      box.requests.map(({ status }) => status),
      [0, 0],
    )
  }),
)

broken.run()

const turns = suite('sandbox: when faults are played')

turns('some requests pass first, then each so-manieth is hit, so often', () =>
  against(small(), zendesk({ kind: 'conflict', skip: 1, every: 2, count: 2 }), async (box) => {
    const desk = fixedToken(box)
    for (let n = 0; n < 8; n++) await desk('GET /users/1')
    assert.is(played(box), '- - conflict - conflict - - -')
    assert.equal(box.faults.zendesk.list(), [{ kind: 'conflict', skip: 1, every: 2, count: 2, played: 2 }])
  }),
)

turns('a method and a path with stars say which requests, and .json does not matter', () =>
  against(small(), zendesk({ kind: 'conflict', method: 'get', path: '*/users/*', count: 'always' }), async (box) => {
    const desk = fixedToken(box)
    for (const route of ['GET /users', 'GET /users/1.json', 'DELETE /users/4', 'GET /users/1/identities'])
      await desk(route)
    assert.is(played(box), '- conflict - conflict')
    box.faults.zendesk.clear()
    box.faults.zendesk.add({ kind: 'conflict', path: '/api/v2/users.json' })
    assert.is((await desk('GET /users')).status, 409)
    box.faults.zendesk.add({ kind: 'conflict', path: '/api/v2/users' })
    assert.is((await desk('GET /users.json')).status, 409)
  }),
)

turns('of several the first that fits is played, and the others keep their turn', () =>
  against(small(), zendesk({ kind: 'conflict', every: 2 }, { kind: 'forbidden', every: 2 }), async (box) => {
    const desk = fixedToken(box)
    for (let n = 0; n < 4; n++) await desk('GET /users/1')
    assert.is(played(box), '- conflict forbidden -')
  }),
)

turns('a running sandbox takes, lists and forgets faults on the port of each system, without sign-in', () =>
  against(small(), {}, async (box) => {
    const at = `${box.salesforce.url}/__sandbox/faults`
    const add = (body: unknown) => send(at, { method: 'POST', ...json(body) })
    assert.equal((await add([{ kind: 'html' }, { kind: 'empty', path: '/nowhere' }])).at('1.kind'), 'empty')
    assert.match((await send(`${box.salesforce.url}/services/data`)).text, '<html>')
    const list = await send(at)
    assert.equal([list.at('0.played'), list.at('1.played'), list.at('2')], [1, 0, undefined])
    assert.equal(box.faults.zendesk.list(), [])

    for (const [body, words] of [
      [{ kind: 'job-stuck' }, /"job-stuck" is no kind of fault here: .*query-timeout/],
      [{ kind: 'html', times: 2 }, /"times" is no key of a fault: kind, method, path, skip, every, count, retryAfter/],
      [{ kind: 'html', count: 0 }, /count: expected a whole number from 1, or 'always'/],
    ] as const) {
      const refused = await add(body)
      assert.is(refused.status, 400)
      assert.match(String(refused.at('error')), words)
    }
    assert.is((await send(at, { method: 'DELETE' })).text, '[]')
    const log = await send(`${box.zendesk.url}/__sandbox/requests`)
    assert.equal([log.at('0.path'), log.at('0.fault'), log.at('1')], ['/services/data', 'html', undefined])
  }),
)

turns('a fault that is none is refused at the start', async () => {
  const refused = await outcome(against(small(), zendesk({ kind: 'query-timeout' }), async () => {}))
  assert.match(String(refused), '"query-timeout" is no kind of fault here')
})

turns.run()

const pages = suite('sandbox: pages that mislead')

pages('a repeated page has the rows of the one before and a way on of its own', () =>
  against(small(), { pageSize: 2, ...zendesk({ kind: 'repeated-page' }) }, async (box) => {
    const desk = fixedToken(box)
    const first = await desk('GET /users?page[size]=100')
    await desk('GET /organizations?page[size]=100')
    const second = await desk(`GET ${first.at('links.next')}`)
    assert.equal(ids(second), ids(first))
    assert.is.not(second.at('meta.after_cursor'), first.at('meta.after_cursor'))
    assert.equal([second.at('meta.has_more'), played(box)], [false, '- - repeated-page'])
  }),
)

pages('a page whose cursor leads back says that there is more, for ever', () =>
  against(small(), { pageSize: 2, ...zendesk({ kind: 'same-cursor', skip: 1, count: 'always' }) }, async (box) => {
    const desk = fixedToken(box)
    const first = await desk('GET /users?page[size]=2')
    const second = await desk(`GET ${first.at('links.next')}`)
    assert.equal([second.at('meta.after_cursor'), second.at('meta.has_more')], [first.at('meta.after_cursor'), true])
    const third = await desk(`GET ${second.at('links.next')}`)
    assert.equal(ids(third), ids(second))
    const fresh = await desk('GET /users?page[size]=2')
    assert.equal(ids(await desk(`GET ${fresh.at('links.next')}`)), ids(first), 'the first page leads to itself')
  }),
)

pages('a page without its second half looks whole', () =>
  against(small(), { pageSize: 2, ...zendesk({ kind: 'missing-rows' }) }, async (box) => {
    const desk = fixedToken(box)
    const first = await desk('GET /users?page[size]=2')
    assert.equal(ids(first), [1])
    assert.equal(ids(await desk(`GET ${first.at('links.next')}`))[0], 4)
  }),
)

pages("Salesforce's pages mislead alike, and their total stays", () =>
  against(small(), { pageSize: 3 }, async (box) => {
    const ask = await force(box)
    const all = 'SELECT Name FROM Contact ORDER BY Id'
    const named = (reply: Reply) => (reply.at('records') as { Name: string }[]).map(({ Name }) => Name).join()
    const first = await ask(all)

    box.faults.salesforce.add([{ kind: 'repeated-page' }, { kind: 'missing-rows' }, { kind: 'same-cursor' }])
    const repeated = await ask(String(first.at('nextRecordsUrl')))
    assert.is(named(repeated), named(first))
    assert.is.not(repeated.at('nextRecordsUrl'), first.at('nextRecordsUrl'))
    const less = await ask(String(repeated.at('nextRecordsUrl')))
    assert.equal([named(less), less.at('totalSize'), less.at('done')], ['', 7, true])
    const back = await ask(String(repeated.at('nextRecordsUrl')))
    assert.equal([back.at('done'), back.at('nextRecordsUrl')], [false, repeated.at('nextRecordsUrl')])
  }),
)

pages.run()

const answers = suite('sandbox: answers in place of the system')

const text = (words: RegExp) => (reply: Reply) => words.test(reply.text) && reply.at('') === null
const error = (path: string, said: string) => (reply: Reply) => reply.at(path) === said

answers('Zendesk refuses in its own words, and nothing is done', () =>
  against(small(), {}, async (box) => {
    const desk = fixedToken(box)
    const before = JSON.stringify(box.world)
    const cases: [kind: string, status: number, says: (reply: Reply) => boolean, wait?: string][] = [
      ['conflict', 409, error('error', 'DatabaseConflict')],
      ['too-many-requests', 429, text(/^Number of allowed API requests per minute exceeded$/), '3'],
      ['edge-too-many-requests', 429, error('title', 'Automated response'), '3'],
      ['unauthorized', 401, error('error', "Couldn't authenticate you")],
      ['forbidden', 403, error('error.title', 'Forbidden')],
      ['server-error', 500, error('error', 'InternalError')],
      ['bad-gateway', 502, text(/^<!DOCTYPE html>/)],
      ['unavailable', 503, text(/maintenance/), '3'],
      [
        'redirect',
        302,
        (reply) => /^http:\/\/localhost:\d+\/access\/login$/.test(String(reply.headers.get('location'))),
      ],
      ['html', 200, text(/^<!DOCTYPE html>/)],
      ['empty', 200, text(/^$/)],
    ]
    for (const [kind, status, says, wait = null] of cases) {
      box.faults.zendesk.add({ kind, retryAfter: 3 })
      const reply = await desk('POST /users', { user: { name: 'New' } })
      assert.equal([kind, reply.status, reply.headers.get('retry-after')], [kind, status, wait])
      assert.ok(says(reply), `${kind}: ${reply.text}`)
    }
    assert.is(JSON.stringify(box.world), before)
    assert.is(box.stats.zendesk.tooManyRequests, 2)
  }),
)

answers('who follows the redirect is seen at the login page', () =>
  against(small(), zendesk({ kind: 'redirect' }), async (box) => {
    const page = await send(`${box.zendesk.url}/api/v2/users`, { redirect: 'follow' })
    assert.equal([page.status, box.requests.at(-1)?.path], [200, '/access/login'])
    assert.match(page.text, 'Sign in')
  }),
)

answers('Salesforce refuses in its own words', () =>
  against(small(), { pageSize: 3 }, async (box) => {
    const ask = await force(box)
    const all = 'SELECT Id FROM Contact'
    const next = String((await ask(all)).at('nextRecordsUrl'))
    const cases: [kind: string, status: number, code: string, message?: string][] = [
      ['session-expired', 401, 'INVALID_SESSION_ID'],
      ['daily-limit', 403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'],
      [
        'concurrent-limit',
        403,
        'REQUEST_LIMIT_EXCEEDED',
        'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
      ],
      ['query-timeout', 400, 'QUERY_TIMEOUT', 'Your query request was running for too long.'],
      ['invalid-locator', 400, 'INVALID_QUERY_LOCATOR'],
      ['retired', 410, 'GONE'],
      ['server-error', 500, 'UNKNOWN_EXCEPTION'],
      ['unavailable', 503, 'SERVER_UNAVAILABLE'],
    ]
    for (const [kind, status, code, message] of cases) {
      box.faults.salesforce.add({ kind })
      const reply = await ask(kind === 'invalid-locator' ? next : all)
      assert.equal([kind, reply.status, reply.at('0.errorCode')], [kind, status, code])
      if (message) assert.is(reply.at('0.message'), message)
    }
  }),
)

answers('the token endpoint may leave out the token or the place', () =>
  against(small(), salesforce({ kind: 'no-token' }, { kind: 'no-instance' }), async (box) => {
    const { SALESFORCE_CLIENT_ID: client_id, SALESFORCE_CLIENT_SECRET: client_secret } = box.env
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: client_id!,
      client_secret: client_secret!,
    })
    const grants: boolean[][] = []
    for (let n = 0; n < 2; n++) {
      const { at, status } = await send(`${box.salesforce.url}/services/oauth2/token`, { method: 'POST', body })
      grants.push([status === 200, at('access_token') === undefined, at('instance_url') === undefined])
    }
    assert.equal(grants, [
      [true, true, false],
      [true, false, true],
    ])
  }),
)

answers.run()

const faulty = suite('sandbox: jobs that go wrong')

/** An update that renames three, and whom it renamed. */
const people = [1, 2, 4]
const rename = { users: people.map((id) => ({ id, name: `New ${id}` })) }
const renamed = ({ world }: Sandbox) =>
  world.zendesk.users.filter(({ name }) => name.startsWith('New')).map(({ id }) => id)

faulty('a lost job is unknown from the start, and does its work', () =>
  against(small(), { jobSeconds: 0, ...zendesk({ kind: 'job-lost' }) }, async (box) => {
    const desk = await signedIn(box)
    const id = (await desk('PUT /users/update_many', rename)).at('job_status.id')
    assert.is((await desk(`GET /job_statuses/${id}`)).status, 404)
    assert.equal((await desk(`GET /job_statuses/show_many?ids=${id}`)).at('job_statuses'), [])
    assert.equal(renamed(box), people)
    await completed(desk, await desk('PUT /users/update_many', rename))
  }),
)

faulty('a job is stuck half way, fails as a whole, or is completed without having been done', () =>
  against(small(), { jobSeconds: 0 }, async (box) => {
    const desk = await signedIn(box)
    const ends: Record<string, [status: string, done: number[], results: number | null]> = {
      'job-stuck': ['working', [1], null],
      'job-failed': ['failed', [], null],
      'job-unfinished': ['completed', [1], 1],
    }
    for (const [kind, [status, done, count]] of Object.entries(ends)) {
      box.faults.zendesk.add({ kind })
      await desk('GET /users/1')
      const id = (await desk('PUT /users/update_many', rename)).at('job_status.id')
      const { at } = await desk(`GET /job_statuses/${id}`)
      const results = at('job_status.results') as unknown[] | null
      assert.equal([kind, at('job_status.status'), results?.length ?? null], [kind, status, count])
      assert.equal([at('job_status.total'), renamed(box)], [3, done], kind)
      for (const user of box.world.zendesk.users) user.name = 'Old'
    }
  }),
)

faulty('a job may be one too many', () =>
  against(small(), zendesk({ kind: 'too-many-jobs' }), async (box) => {
    const refused = await fixedToken(box)('DELETE /users/destroy_many?ids=1')
    assert.equal([refused.status, refused.at('error'), refused.at('current_job_ids')], [429, 'TooManyJobs', []])
    assert.equal([box.stats.zendesk.tooManyJobs, box.stats.zendesk.tooManyRequests], [1, 0])
  }),
)

faulty('a bad day is the same at every run', async () => {
  const entries = Array.from({ length: 200 }, (_, n) => n % 66)
  const day = () => {
    const { failing } = unpleasant()
    return entries.filter((id) => typeof failing === 'function' && failing(id))
  }
  assert.equal(day(), [32, 65], 'each once')
  assert.equal(day(), day())
  await against(small(), unpleasant(), async (box) => {
    assert.is(box.stats.zendesk.mostJobs, 12)
    assert.ok(box.faults.zendesk.list().length > 5)
  })
})

faulty.run()
