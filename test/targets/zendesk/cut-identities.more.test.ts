// Lists of identities that Zendesk cuts: no address is lost.

import * as assert from 'uvu/assert'
import { gatherUsers } from '../../../lib/scripts/gather-users.ts'
import { changeAnswers } from '../../kit/answers.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { receipts } from '../../kit/receipts.ts'
import { compared, stageIn, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { userOf, worldOf } from '../../kit/worlds.ts'

const cut = suite('zendesk: lists of identities that are cut')

/** From now on Zendesk cuts lists of identities beside users at `limit`; secondary ones lie behind primary ones. */
const cutIdentities = (here: Place, limit: number) =>
  changeAnswers(here, /\/users(\/show_many)?$/, (body: { identities?: { primary: boolean }[] }) => {
    body.identities?.sort((a, b) => Number(b.primary) - Number(a.primary)).splice(limit)
  })

const secondary = (n: number) => ({ identities: [{ type: 'email' as const, value: `second${n}@acme.test` }] })

/** Users with an address each; every `nth` one has a second address. */
const users = (count: number, nth: number) =>
  Array.from({ length: count }, (_, n) => userOf(30 + n, n % nth === 0 ? secondary(n) : {}))

const FIRST = userOf(30).id

const gathered = async (here: Place): Promise<object[]> => {
  const { code, line } = await stageIn(here, gatherUsers)
  assert.is(code, 0, line)
  return here.json('users.json').records
}

for (const [includeOnList, limit, nth] of [
  [true, 100, 7],
  [true, 100, 1000],
  [false, 50, 2],
  [false, 10, 3],
] as const)
  cut(`no address is lost: limit ${limit}, second addresses of 1 in ${nth}, on the list ${includeOnList}`, () =>
    at(
      worldOf({ users: users(230, nth) }),
      async (here) => {
        const whole = await gathered(here)
        cutIdentities(here, limit)
        assert.equal(await gathered(here), whole)
      },
      { zendesk: { includeOnList } },
    ),
  )

cut('a user with a new second address is not removed, although lists of identities are cut', () =>
  at(worldOf({ users: users(100, 1000).map((one) => ({ ...one, identities: [] })) }), async (here) => {
    here.settings(({ limits }) => Object.assign(limits.delete, { count: 100, share: 1 }))
    await compared(here)
    const one = here.box.world.zendesk.users.find(({ id }) => id === FIRST)!
    Object.assign(one, secondary(0))
    cutIdentities(here, 100)
    const { line } = await synced(here)
    const kept = receipts(here, 'delete').filter(({ outcome }) => outcome !== 'applied')
    assert.equal(
      kept.map(({ id }) => id),
      [String(FIRST)],
      line,
    )
  }),
)

cut.run()
