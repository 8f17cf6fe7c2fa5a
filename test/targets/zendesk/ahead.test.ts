// All users of Zendesk with few requests, and the next one under way while users are handled.

import * as assert from 'uvu/assert'
import { gatherUsers } from '../../../lib/scripts/gather-users.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { stageIn } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { userOf, worldOf } from '../../kit/worlds.ts'

const ahead = suite('zendesk: requests of all users')

const second = { identities: [{ type: 'email' as const, value: 'second@acme.test' }] }

/** Users with one identity each, so that every list of identities may be cut; `changes`: those of the first user. */
const world = (users: number, changes = {}) =>
  worldOf({ equal: 0, users: Array.from({ length: users }, (_, n) => userOf(n, n === 0 ? changes : {})) })

const asked = ({ box }: Place, path: RegExp) => box.requests.filter((one) => path.test(one.path)).length

for (const [where, includeOnList, changes, showMany] of [
  ['beside the list, all lists may be cut', true, {}, 5],
  ['beside the list, one is longer', true, second, 0],
  ['from show_many', false, {}, 5],
] as const)
  ahead(`identities ${where}: ${showMany} requests for 495 users`, () =>
    at(
      world(494, changes),
      async (here) => {
        assert.is((await stageIn(here, gatherUsers)).code, 0)
        assert.is(here.json('users.json').count, 495) // the admin of the credential, too
        assert.is(asked(here, /\/users$/), 5)
        assert.is(asked(here, /\/users\/show_many$/), showMany)
        assert.is(asked(here, /\/identities$/), 0)
      },
      { zendesk: { includeOnList } },
    ),
  )

ahead('the second page is asked for before a user of the first is given on', () =>
  at(world(150), async (here) => {
    let isAsked = () => {}
    const second = new Promise<void>((resolve) => {
      isAsked = resolve
    })
    here.interfere((_, { query }) => {
      if (query.has('page[after]')) isAsked()
      return undefined
    })
    const { line } = await stageIn(here, async (run) => {
      const target = await run.instance.target(run)
      let users = 0
      for await (const _ of target.users()) {
        if (users++ === 0) await second // no such request, no end
      }
      return { line: `${users} users` }
    })
    assert.is(line, '151 users')
  }),
)

ahead.run()
