// Odd shapes of answers to writes of Zendesk: jobs, their results, creations, refusals.

import * as assert from 'uvu/assert'
import { changeAnswers } from '../../kit/answers.ts'
import { at } from '../../kit/pipeline.ts'
import { outcomes, receipts, writes } from '../../kit/receipts.ts'
import { compared, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { changing, contactOf, worldOf } from '../../kit/worlds.ts'

const odd = suite('zendesk: odd answers to writes')

type Row = Record<string, unknown>
type Body = Record<string, Row[]>

const SHOW_MANY = /\/show_many$/

const results: [what: string, result: unknown][] = [
  ['null', null],
  ['a text', 'Updated'],
  ['an object that says nothing', {}],
  ['success in an object', { success: {} }],
  ['an error that is an object', { error: { title: 'no' } }],
]
for (const [what, result] of results) {
  odd(`a job's result that is ${what} is no success where nothing was stored`, () =>
    at(changing(), async (here) => {
      await compared(here)
      const failing = here.box.world.zendesk.users.find(({ id }) => id === 5103)!
      changeAnswers(here, /\/job_statuses\/show_many$/, (body: { job_statuses: { results: unknown[] | null }[] }) => {
        failing.user_fields['not_in_sfdc'] = null // as if the job had not written it
        for (const job of body.job_statuses) if (job.results) job.results = job.results.map(() => result)
      })
      const { code } = await synced(here)
      assert.equal([code, outcomes(here, 'delete')], [3, ['failed']])
      assert.equal(outcomes(here, 'update'), ['applied', 'applied'], 'what was stored counts')
    }),
  )
}

odd('a user who cannot be read any more right before its write is protected, and not touched', () =>
  at(changing(), async (here) => {
    await compared(here)
    changeAnswers(here, SHOW_MANY, ({ users = [] }: Body) => {
      for (const user of users) if (Number(user['id']) > 5100) delete user['role']
    })
    const { code, line } = await synced(here)
    assert.is(code, 0, line)
    assert.equal([outcomes(here, 'update'), outcomes(here, 'delete')], [['protected', 'protected'], ['protected']])
    assert.is(writes(here).filter(({ method }) => method === 'PUT').length, 0)
  }),
)

odd('an update whose answer names no job is waited for, read back, and never called not sent', () =>
  at(changing(), async (here) => {
    await compared(here)
    changeAnswers(here, /\/update_many$/, () => ({ job_status: [] }))
    const { code } = await synced(here, { words: ['update'] })
    assert.equal([code, outcomes(here, 'update')], [0, ['applied', 'applied']])
  }),
)

const made: [what: string, change: (body: Row) => unknown, outcome: string][] = [
  ['no user', () => ({}), 'failed'],
  ['a user without a role', ({ user }) => ({ user: { ...(user as Row), role: undefined } }), 'failed'],
  ['a user with another name', ({ user }) => ({ user: { ...(user as Row), name: 'X' } }), 'conflict'],
  ['an id in digits', ({ user }) => ({ user: { ...(user as Row), id: String((user as Row)['id']) } }), 'applied'],
]
for (const [what, change, outcome] of made) {
  odd(`a 201 with ${what} is ${outcome}`, () =>
    at(worldOf({ contacts: [contactOf(100)] }), async (here) => {
      await compared(here)
      changeAnswers(here, /\/api\/v2\/users$/, change)
      await synced(here, { words: ['create'] })
      assert.equal(outcomes(here, 'create'), [outcome], String(receipts(here, 'create')[0]!['error']))
    }),
  )
}

odd('a refusal whose details have another shape is a failure, not a crash', () =>
  at(worldOf({ contacts: [contactOf(100)] }), async (here) => {
    await compared(here)
    const details = { email: { error: 'DuplicateValue' }, external_id: 'taken' }
    here.interfere((_, { method, path }) =>
      method === 'POST' && path.endsWith('/users')
        ? { status: 422, body: { error: 'RecordInvalid', details } }
        : undefined,
    )
    await synced(here, { words: ['create'] })
    assert.equal(outcomes(here, 'create'), ['conflict'])
  }),
)

odd.run()
