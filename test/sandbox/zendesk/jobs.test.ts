// Writing by the hundred: what jobs take, tell and forget; and what a body may hold.

import * as assert from 'uvu/assert'
import { suite } from '../../kit/suite.ts'

import { against, completed, fixedToken, small, stopped } from '../../kit/wire.ts'

const jobs = suite('sandbox: jobs')
const rename = (...ids: number[]) => ({ users: ids.map((id) => ({ id, name: `New ${id}` })) })

jobs('a job takes as long as was asked for, and its record is kept so long', () => {
  const { clock, pass } = stopped()
  return against(small(), { zendesk: { jobSeconds: 10, jobRecordSeconds: 60 }, speed: 1, clock }, async (box) => {
    const desk = fixedToken(box)
    const made = await desk('PUT /users/update_many', rename(1, 2))
    const id = made.at('job_status.id')
    const said = async () => {
      const { at } = await desk(`GET /job_statuses/${id}`)
      return [at('job_status.status'), at('job_status.progress'), at('job_status.message')]
    }
    assert.equal([made.at('job_status.status'), await said()], ['queued', ['queued', null, null]])
    assert.is(made.headers.get('zendesk-ratelimit-inflight-jobs'), 'total=30; remaining=29; resets=10')
    pass(7)
    assert.equal(await said(), ['working', 1, 'Updating user #1'])
    assert.equal([box.world.zendesk.users[0]?.name, box.world.zendesk.users[1]?.name], ['New 1', 'Ben'])
    pass(3)
    const [status, progress, message] = await said()
    assert.equal([status, progress], ['completed', 2])
    assert.match(String(message), /^Completed at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000$/)
    pass(50)
    assert.is((await desk(`GET /job_statuses/${id}`)).at('error'), 'RecordNotFound')
    assert.equal((await desk(`GET /job_statuses/show_many?ids=${id}`)).at('job_statuses'), [])
  })
})

jobs('jobs of others take their places, and are named to whom comes too late', () => {
  const { clock, pass } = stopped()
  return against(small(), { zendesk: { others: { jobs: 28 } }, speed: 1, clock }, async (box) => {
    const desk = fixedToken(box)
    assert.is(box.stats.zendesk.mostJobs, 28)
    const left = []
    for (let n = 0; n < 3; n++) {
      const { status, headers, at } = await desk('PUT /users/update_many', rename(1))
      const header = headers.get('zendesk-ratelimit-inflight-jobs') ?? ''
      left.push([status, Number(/remaining=(\d+)/.exec(header)?.[1]), (at('current_job_ids') as [])?.length])
    }
    assert.equal(left, [
      [200, 1, undefined],
      [200, 0, undefined],
      [429, 0, 30],
    ])
    assert.equal([box.stats.zendesk.mostJobs, box.stats.zendesk.tooManyJobs], [30, 1])
    pass(20)
    assert.is((await desk('DELETE /users/destroy_many?ids=4')).status, 200)
  })
})

jobs('by the hundred nobody is created, unless the account was opened for it', async () => {
  const users = [{ name: 'New', email: 'new@acme.test' }]
  await against(small(), {}, async (box) => {
    const desk = fixedToken(box)
    for (const many of ['create_many', 'create_or_update_many']) {
      assert.is((await desk(`POST /users/${many}`, { users })).status, 403)
    }
  })
  await against(small(), { zendesk: { bulkImports: true } }, async (box) => {
    const desk = fixedToken(box)
    const [made] = await completed(desk, await desk('POST /users/create_many', { users }))
    assert.equal(made, { id: box.world.zendesk.users.at(-1)?.id, status: 'Created' })
    const many = Array.from({ length: 101 }, () => users[0])
    const words = (await desk('POST /users/create_many', { users: many })).at('description')
    assert.is(words, 'Maximum 100 users may be created per call')
  })
})

jobs('who is there is updated in place of created, and what failed has its place for an id', () =>
  against(small(), { zendesk: { bulkImports: true } }, async (box) => {
    const desk = fixedToken(box)
    const users = [
      { name: 'New', email: 'new@acme.test' },
      { name: 'Benny', email: 'BEN@acme.test' },
      { name: 'Bad', email: 'error@example.com_' },
    ]
    const results = await completed(desk, await desk('POST /users/create_or_update_many', { users }))
    assert.equal(results, [
      { id: box.world.zendesk.users.at(-1)?.id, status: 'Created', email: 'new@acme.test' },
      { id: 2, status: 'Updated', email: 'ben@acme.test' },
      {
        id: 2,
        error: 'UserCreateError',
        details: 'Name: Email: error@example.com_ is not properly formatted',
        status: 'Failed',
      },
    ])
    assert.is(box.world.zendesk.users[1]?.name, 'Benny')
  }),
)

jobs.run()

const bodies = suite('sandbox: bodies')

bodies('keys that Zendesk does not know are dropped, and named in a header', () =>
  against(small(), { zendesk: { userFields: ['not_in_sfdc'] } }, async (box) => {
    const desk = fixedToken(box)
    const warned = async (route: string, body: unknown) => (await desk(route, body)).headers.get('x-zendesk-api-warn')
    const said = (action: string, keys: string) =>
      `{:allowed_parameters=>{:controller=>"users", :action=>"${action}", :unpermitted_keys=>[${keys}], :invalid_values=>[]}}`
    const odd = { nickname: 'x', user_fields: { level: 1, not_in_sfdc: true } }

    assert.is(
      await warned('POST /users', { user: { name: 'New', ...odd } }),
      said('create', '"user.nickname", "user.user_fields.level"'),
    )
    assert.is(
      await warned('PUT /users/update_many', {
        users: [
          { id: 1, ...odd },
          { id: 2, ...odd, url: '' },
        ],
      }),
      said('update_many', '"users.nickname", "users.user_fields.level", "users.url"'),
    )
    assert.is(await warned('PUT /users/4', { user: { created_at: 'x' } }), said('update', '"user.created_at"'))
    assert.is(await warned('PUT /users/update_many', { users: [{ id: 1, tags: [], skip_verify_email: true }] }), null)
    assert.equal(box.world.zendesk.users.at(-1)?.user_fields, { not_in_sfdc: true })
  }),
)

bodies('the fields of the account are listed, the mark as a checkbox', () =>
  against(
    small(),
    { zendesk: { userFields: ['not_in_sfdc', 'level'], pageSize: 1 }, salesforce: { pageSize: 1 } },
    async (box) => {
      const desk = fixedToken(box)
      const first = await desk('GET /user_fields?page[size]=100')
      assert.equal(
        ['key', 'type', 'active'].map((key) => first.at(`user_fields.0.${key}`)),
        ['not_in_sfdc', 'checkbox', true],
      )
      const second = await desk(`GET ${first.at('links.next')}`)
      assert.equal([second.at('user_fields.0.key'), second.at('user_fields.0.type')], ['level', 'text'])
      assert.is((await desk('GET /user_fields.json')).at('count'), 2)
    },
  ),
)

bodies('a user is deleted softly, and once', () =>
  against(small(), {}, async (box) => {
    const desk = fixedToken(box)
    const gone = await desk('DELETE /users/4.json')
    assert.equal([gone.status, gone.at('user.active')], [200, false])
    assert.is((await desk('DELETE /users/4')).status, 404)
    assert.is((await desk('GET /users/4')).at('user.active'), false)
  }),
)

bodies.run()
