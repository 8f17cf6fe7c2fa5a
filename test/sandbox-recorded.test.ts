// The stand-ins held against what was recorded, and the converter against real input.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { convert } from '../lib/sandbox/convert.ts'
import { sample } from './kit/samples.ts'

import { against, signedIn, small } from './kit/wire.ts'

const zendeskData = sample('recorded answers', 'zendesk')
const salesforceData = sample('recorded answers', 'salesforce')
const recorded = suite('sandbox: real data')
const read = (file: string): unknown => JSON.parse(readFileSync(join(zendeskData!, '..', file), 'utf8'))

if (zendeskData && salesforceData) {
  const kind = (value: unknown) => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value)
  const shape = (record: unknown) => Object.entries(record as object).map(([key, value]) => `${key}: ${kind(value)}`)

  recorded('a created user has the keys and types that were recorded, in their order', () =>
    against(small(), { userFields: [] }, async (box) => {
      const [first] = read('zendesk/zenpy-users-create.json') as { response: { body: { user: object } } }[]
      const made = await (await signedIn(box))('POST /users', { user: { name: 'testUser' } })
      assert.equal(shape(made.at('user')), shape(first!.response.body.user))
      assert.is(shape(made.at('user')).length, 37)
    }),
  )

  recorded('users/me, a job at each status and a 404 have the recorded keys', () =>
    against(small(), { speed: 50 }, async (box) => {
      const desk = await signedIn(box)
      const [me] = read('zendesk/zenpy-users-me.json') as { response: { body: { user: object } } }[]
      const keys = (record: unknown) => Object.keys(record as object).sort()
      assert.equal(keys((await desk('GET /users/me')).at('user')), keys(me!.response.body.user))

      const polls = read('zendesk/zenpy-job-statuses.json') as {
        response: { body: { job_status: Record<string, unknown> } }
      }[]
      const jobs = polls.map(({ response }) => response.body.job_status)
      let reply = await desk('PUT /users/update_many', {
        users: [
          { id: 1, name: 'A' },
          { id: 2, name: 'B' },
        ],
      })
      for (let status: unknown; status !== 'completed'; ) {
        const { job_type, ...job } = reply.at('job_status') as Record<string, unknown>
        status = job['status']
        const like = jobs.find(
          (one) =>
            one['status'] === status && !one['job_type'] && (status !== 'completed' || Array.isArray(one['results'])),
        )
        assert.type(job_type, 'string')
        assert.equal(shape(job), shape(like))
        reply = await desk(`GET /job_statuses/${job['id']}`)
      }
      assert.equal((await desk('GET /users/99')).at(''), { error: 'RecordNotFound', description: 'Not found' })
    }),
  )

  recorded('the sample data becomes worlds of the known size', () => {
    const rd2 = convert(read('salesforce/npsp-rd2.Account.json'), read('salesforce/npsp-rd2.Contact.json'))
    assert.is(rd2.salesforce.contacts.filter(({ Email }) => Email).length, 2000)
    assert.is(rd2.zendesk.organizations.length, 2000)
    const k1 = convert(read('salesforce/npsp-1k.Account.json'), read('salesforce/npsp-1k.Contact.json'))
    const reachable = k1.salesforce.contacts.filter(({ Email }) => Email)
    assert.is(k1.salesforce.contacts.length - reachable.length, 554)
    const people = new Map<string, Set<string | null>>()
    for (const { Email, AccountId } of reachable) {
      const key = Email!.trim().toLowerCase()
      people.set(key, (people.get(key) ?? new Set()).add(AccountId))
    }
    const torn = [...people.values()].filter(({ size }) => size > 1).length
    assert.equal([people.size - torn, torn, reachable.length - people.size - torn], [454, 3, 10])
    assert.is(k1.zendesk.users.length, 0)
  })

  recorded('an account that is not in the file is named', () => {
    const row = { id: 1, FirstName: 'A', LastName: 'B', Email: '', account_id: '7' }
    assert.throws(() => convert([], [row]), /row 1: there is no account 7/)
  })
}

recorded.run()
