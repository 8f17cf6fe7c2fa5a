// What is Zendesk's own: its users, its changes, its jobs, its search.

import * as assert from 'uvu/assert'
import { protection } from '../../../lib/core/protection.ts'
import type { Failure } from '../../../lib/errors/failure.ts'
import type { RemoteRequest } from '../../../lib/sandbox/http/remote.ts'
import { readUser } from '../../../lib/targets/zendesk/api-user.ts'
import { readIdentities } from '../../../lib/targets/zendesk/identities.ts'
import { errorOf, type Job, watchJobs } from '../../../lib/targets/zendesk/jobs.ts'
import { asPatch, mapping } from '../../../lib/targets/zendesk/users.ts'
import { at } from '../../kit/pipeline.ts'
import { compared, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { changing } from '../../kit/worlds.ts'

const zendesk = suite('zendesk')

const OWN = { type: 'email', value: 'Ann@acme.test' }

const marking = (suspend = false, mark: Record<string, string | boolean> = { gone: true }) => ({
  mark: { user_fields: mark },
  suspend,
})
const api = (fields: object = {}) => ({
  id: 7,
  name: 'Ann',
  email: 'Ann@acme.test',
  role: 'end-user',
  active: true,
  suspended: false,
  organization_id: 9,
  external_id: 'crm:1',
  tags: [],
  user_fields: { gone: false },
  ...fields,
})
const mapped = (fields: object, removal = marking(), self = '1', identities: object[] = [OWN]) =>
  mapping(
    { attributes: {}, removal },
    { source: 'crm', protection: protection(['tag:vip']) },
    self,
  )(readUser(api(fields), 'user'), readIdentities(identities))!

zendesk('a user is removed when it carries the whole mark, and only then', () => {
  const two = marking(false, { gone: true, why: 'sync' })
  assert.is(mapped({}).person.active, true)
  assert.is(mapped({ user_fields: { gone: true } }).person.active, false)
  assert.is(mapped({ user_fields: { gone: true, why: null } }, two).person.active, true)
  assert.is(mapped({ user_fields: { gone: true, why: 'sync' } }, two).person.active, false)
  assert.is(mapped({ user_fields: null }).person.active, true)
})

zendesk('a suspended user is protected, unless removals suspend and the mark is there too', () => {
  const marked = { suspended: true, user_fields: { gone: true } }
  assert.is(mapped({ suspended: true }).protected, 'suspended')
  assert.is(mapped(marked).protected, 'suspended')
  assert.is(mapped({ suspended: true }, marking(true)).protected, 'suspended')
  assert.equal([mapped(marked, marking(true)).protected, mapped(marked, marking(true)).person.active], [null, false])
})

zendesk('the own user, staff and tagged users are protected', () => {
  assert.is(mapped({}, marking(), '7').protected, "the credential's own user")
  assert.is(mapped({ role: 'admin' }).protected, 'role admin')
  assert.is(mapped({ tags: ['old', 'vip'] }).protected, 'tag vip')
})

zendesk('a mark is taken back with false for true, else with null, and a suspension with it', () => {
  const entry = { id: '7', key: 'k', from: {}, reason: 'returned' as const }
  const mark = { gone: true, why: 'sync' }
  assert.equal(asPatch({ ...entry, to: { active: true } }, { attributes: {}, removal: marking(false, mark) }), {
    id: 7,
    user_fields: { gone: false, why: null },
  })
  assert.equal(asPatch({ ...entry, to: { active: true } }, { attributes: {}, removal: marking(true) }), {
    id: 7,
    user_fields: { gone: false },
    suspended: false,
  })
  assert.equal(asPatch({ ...entry, to: { active: false } }, { attributes: {}, removal: marking(true) }), {
    id: 7,
    user_fields: { gone: true },
    suspended: true,
  })
})

const job = (fields: Partial<Job>): Job => ({ id: 'V3-1', status: 'completed', message: null, results: [], ...fields })

zendesk('the result of an entry is read in every shape that was recorded or reported', () => {
  const results = [
    { id: 7, action: 'update', status: 'Updated', success: true },
    { index: 1, error: 'UserUpdateError', id: 8, details: 'Name: is too short' },
    { id: 9, status: 'Updated' },
    { id: 2, error: 'Failed', details: 'by position', status: 'Failed' },
    { id: 11, success: false },
    { id: 12, account_id: 3 },
  ]
  const said = ['7', '8', '9', '10', '11', '12', '13'].map((id, index) => errorOf(job({ results }), index, id))
  assert.equal(said.slice(0, 3), [null, 'UserUpdateError: Name: is too short', null])
  assert.equal(said.slice(3), [
    'Failed: "by position"'.replaceAll('"', ''),
    'failed: "no details"',
    'unknown result: results[5] is an object with id, account_id, without success, status or error',
    'job completed without a result for this entry: no message',
  ])
  assert.is(errorOf(job({ results: results.toReversed() }), 0, '7'), null, 'by id, wherever it stands')
  assert.match(errorOf(job({ status: 'failed', results: null, message: 'boom' }), 0, '7') ?? '', 'boom')
  assert.match(errorOf('lost', 0, '7') ?? '', 'lost')
})

const answering = (...polls: unknown[]) => {
  const asked: string[] = []
  const call = async (_: unknown, __: string, request: { query?: Record<string, string | number> } = {}) => {
    asked.push(String(request.query?.['ids']))
    const next = polls.shift()
    if (next instanceof Error) throw next
    return { status: 200, headers: {}, body: { job_statuses: next } }
  }
  return { asked, call: call as Parameters<typeof watchJobs>[0] }
}

zendesk('jobs are asked for together until each is over, and a lost one ends as lost', async () => {
  const { asked, call } = answering(
    [job({ id: 'a', status: 'queued' }), job({ id: 'b', status: 'killed' }), job({ id: 'c', status: 'odd' })],
    [job({ id: 'a', status: 'completed' })],
    [],
    [],
  )
  const { waitForJob } = watchJobs(call, 0.5, { deadline: 60, tries: 1, firstWait: 0.05 })
  const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((id) => waitForJob(id)))
  assert.equal([(a as Job).status, (b as Job).status, c], ['completed', 'killed', 'lost'])
  assert.equal(asked, ['a,b,c', 'a,c', 'c', 'c'])
})

zendesk('a job that is waited for after another has ended is watched too', async () => {
  const { call } = answering([job({ id: 'a' })], [job({ id: 'b' })])
  const { waitForJob } = watchJobs(call, 0.5, { deadline: 60, tries: 1, firstWait: 0.05 })
  assert.is(((await waitForJob('a')) as Job).id, 'a')
  assert.is(((await waitForJob('b')) as Job).id, 'b')
})

zendesk('an answer without jobs is refused, not read as jobs that were lost', async () => {
  const { call } = answering(undefined)
  const error = await watchJobs(call, 0.5, { deadline: 60, tries: 1, firstWait: 0.05 })
    .waitForJob('a')
    .catch((caught: Failure) => caught)
  assert.is((error as Failure).code, 9)
})

zendesk('an external id that a user without an address has is a conflict, not a failure for ever', () =>
  at(changing(), async (here) => {
    await compared(here)
    const details = { external_id: [{ description: 'taken', error: 'DuplicateValue' }] }
    here.interfere((_, { method, path }: RemoteRequest) =>
      method === 'POST' && path.endsWith('/users')
        ? { status: 422, body: { error: 'RecordInvalid', details } }
        : undefined,
    )
    assert.is((await synced(here, { words: ['create'] })).code, 0)
    assert.is(here.json('created.json').records[0]!['outcome'], 'conflict')
  }),
)

zendesk('a poll that fails fails everyone who waits, and later jobs are watched again', async () => {
  const { call } = answering(new Error('away'), [job({ id: 'later' })])
  const { waitForJob } = watchJobs(call, 0.5, { deadline: 60, tries: 1, firstWait: 0.05 })
  const outcomes = await Promise.allSettled([waitForJob('a'), waitForJob('b')])
  assert.equal(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  assert.is(((await waitForJob('later')) as Job).status, 'completed')
})

zendesk('a job is noted before it is waited for', () =>
  at(changing(), async (here) => {
    await compared(here)
    let noted = 0
    here.interfere((_, { path }: RemoteRequest) => {
      if (path.endsWith('/job_statuses/show_many')) noted ||= here.text('receipts.ndjson').split('"job":').length - 1
      return undefined
    })
    await synced(here, { words: ['update'] })
    assert.is(noted, 1)
  }),
)

zendesk('what search finds beside the address is not taken for its owner', () =>
  at(changing(), async (here) => {
    await compared(here)
    const details = { email: [{ description: 'taken', error: 'DuplicateValue' }] }
    const someone = here.box.world.zendesk.users.find(({ id }) => id === 5001)!
    here.interfere((_, { method, path }: RemoteRequest) => {
      if (method === 'POST' && path.endsWith('/users'))
        return { status: 422, body: { error: 'RecordInvalid', details } }
      return path.endsWith('/users/search') ? { body: { users: [someone] } } : undefined
    })
    await synced(here, { words: ['create'] })
    const [receipt] = here.json('created.json').records
    assert.equal([receipt!['outcome'], receipt!['id']], ['conflict', null])
    assert.match(String(receipt!['error']), 'search does not know its owner yet')
  }),
)

zendesk('a creation whose answer is lost while somebody else has the address is a conflict, and not sent again', () =>
  at(changing(), async (here) => {
    await compared(here)
    here.box.world.zendesk.users
      .find(({ id }) => id === 5001)!
      .identities.push({
        type: 'email',
        value: 'person100@acme.test',
      })
    let posts = 0
    here.interfere((_, { method, path }: RemoteRequest) => {
      if (method !== 'POST' || !path.endsWith('/users')) return undefined
      posts++
      return { status: 502, body: 'Bad gateway' }
    })
    await synced(here, { words: ['create'] })
    const [receipt] = here.json('created.json').records
    assert.equal([receipt!['outcome'], receipt!['id'], posts], ['conflict', '5001', 1])
  }),
)

zendesk.run()
