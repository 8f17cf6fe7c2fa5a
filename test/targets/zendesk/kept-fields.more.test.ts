// A user field is tried by what is stored: a list of fields that promises more, and writes that are dropped in silence.

import * as assert from 'uvu/assert'
import { changeAnswers, changeRequests } from '../../kit/answers.ts'
import { found } from '../../kit/looks.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { receipts, sent, userAt } from '../../kit/receipts.ts'
import { compared, stageIn, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { changing, contactOf, userOf, worldOf } from '../../kit/worlds.ts'

const kept = suite('zendesk: fields that keep nothing')

type Row = Record<string, unknown>

const suspending = (here: Place, isSuspending = true) =>
  here.settings(({ limits, target }) => {
    Object.assign(target.removal, { suspend: isSuspending })
    Object.assign(limits, { delete: { count: 99, share: 1, organizations: 0 } })
  })

/** Zendesk takes what is written to user fields for a success, and drops it. */
const dropping = (here: Place, isDropped: (user: Row) => boolean = () => true) =>
  changeRequests(here, /\/(update_many|users)$/, (body: { users?: Row[]; user?: Row }) => {
    for (const user of [...(body.users ?? []), ...(body.user ? [body.user] : [])])
      if (isDropped(user)) delete user['user_fields']
    return body
  })

const leaving = (n: number) => worldOf({ users: Array.from({ length: n }, (_, i) => userOf(100 + i)) })

for (const suspend of [true, false]) {
  kept(`a mark that is not written when it is sent is exit 7 (suspend: ${suspend}), and nobody is suspended`, () =>
    at(leaving(7), async (here) => {
      suspending(here, suspend)
      await compared(here)
      dropping(here)
      const { code, line } = await synced(here, { words: ['delete'] })
      assert.is(code, 7, line)
      assert.match(line, 'user_fields.not_in_sfdc does not keep what is written to it')
      assert.match(line, 'Admin Center > People > Configuration > User fields')
      assert.match(line, 'target.removal.mark.user_fields')
      assert.is(here.box.world.zendesk.users.filter(({ suspended }) => suspended).length, 0)
      const outcomes = receipts(here, 'delete').map(({ outcome }) => outcome)
      assert.equal(new Set(outcomes), new Set(suspend ? ['failed', 'not-sent'] : ['failed']))
      if (suspend) assert.is(outcomes.filter((one) => one === 'failed').length, 1, 'it was tried on one user')
    }),
  )
}

kept('a mark that is kept is tried on one user, and then all are marked and suspended, that one too', () =>
  at(leaving(4), async (here) => {
    suspending(here)
    await compared(here)
    const { code, line } = await synced(here, { words: ['delete'] })
    assert.equal([code, line], [0, 'delete 4 applied'])
    const [first, ...more] = sent(here)
    assert.equal(first, { id: 5100, user_fields: { not_in_sfdc: true } })
    assert.is(more.length, 4)
    for (const id of [5100, 5101, 5102, 5103])
      assert.equal([userAt(here, id).suspended, userAt(here, id).user_fields['not_in_sfdc']], [true, true])
    assert.ok(receipts(here, 'delete').every((one) => (one['from'] as Row)['active'] === true))
  }),
)

kept('a user whose mark is refused is passed over: the mark is tried on another one', () =>
  at(leaving(3), async (here) => {
    suspending(here)
    await compared(here)
    here.interfere((_, { body, path }) => {
      const { users = [] } = (body ?? {}) as { users?: { id: number }[] }
      const isBad = path.endsWith('/update_many') && users.some(({ id }) => id === 5100)
      return isBad ? { status: 422, body: { error: 'RecordInvalid', description: 'not this one' } } : undefined
    })
    await synced(here, { words: ['delete'] })
    assert.equal(
      receipts(here, 'delete').map(({ outcome }) => outcome),
      ['failed', 'applied', 'applied'],
    )
    assert.equal(
      [5100, 5101, 5102].map((id) => userAt(here, id).suspended),
      [false, true, true],
    )
  }),
)

const job = (here: Place, value: unknown = 'Chef') =>
  here.settings(({ limits, source, target }) => {
    Object.assign(source, { attributes: { job: { value } } })
    Object.assign(target, { attributes: { job: 'user_fields.job' } })
    Object.assign(limits, { update: { count: 99, share: 1 }, create: { count: 99, share: 1 } })
  })

const FIELDS = { zendesk: { userFields: ['not_in_sfdc', 'job'] } }

for (const kind of ['update', 'create'] as const) {
  kept(`an attribute that is dropped for everybody is exit 7 on ${kind}, and names the setting`, () =>
    at(
      worldOf({
        equal: kind === 'update' ? 8 : 0,
        contacts: kind === 'create' ? [contactOf(101), contactOf(102)] : [],
      }),
      async (here) => {
        job(here)
        await compared(here)
        dropping(here)
        const { code, line } = await synced(here)
        assert.is(code, 7, line)
        assert.match(line, 'user_fields.job does not keep what is written to it')
        assert.match(line, 'target.attributes.job')
      },
      FIELDS,
    ),
  )
}

kept('one that is kept for others is the matter of the one user in whom it is not', () =>
  at(
    worldOf({ equal: 8 }),
    async (here) => {
      job(here)
      await compared(here)
      dropping(here, ({ id }) => id === 5000)
      const { code, line } = await synced(here)
      assert.is(code, 3, line)
      assert.equal(
        receipts(here, 'update')
          .filter(({ outcome }) => outcome === 'failed')
          .map(({ id }) => id),
        ['5000'],
      )
    },
    FIELDS,
  ),
)

kept('a field of another type stores another kind of value: exit 7', () =>
  at(
    worldOf({ equal: 8 }),
    async (here) => {
      job(here, 'yes')
      await compared(here)
      changeRequests(here, /\/update_many$/, (body: { users: { user_fields: Row }[] }) => {
        for (const user of body.users) user.user_fields['job'] = false
        return body
      })
      const { code, line } = await synced(here)
      assert.is(code, 7, line)
      assert.match(line, 'of the type of its values')
    },
    FIELDS,
  ),
)

kept('doctor is red where the list has a field, and no user shows it', () =>
  at(
    changing(),
    async (here) => {
      job(here)
      for (const hidden of ['not_in_sfdc', 'job'])
        await stageIn(here, async (run) => {
          const target = await run.instance.target(run)
          changeAnswers(here, /\/users$/, ({ users }: { users: { user_fields: Row }[] }) => {
            for (const user of users) delete user.user_fields[hidden]
          })
          const { mark } = await found(target.checks!())
          assert.match(mark!, `wrong: the user field ${hidden} is on the list of fields, and none of the first`)
          return { line: '' }
        })
      const { code, said } = await here.run('doctor')
      assert.equal([code, /!! {2}us-gov {2}target zendesk, mark: /.test(said)], [7, true])
    },
    FIELDS,
  ),
)

kept.run()
