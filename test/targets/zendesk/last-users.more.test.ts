// The last user of an answer, whose identities may be cut: read again with those of other answers.

import * as assert from 'uvu/assert'
import { changeAnswers } from '../../kit/answers.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { outcomes } from '../../kit/receipts.ts'
import { compared, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { contactOf, userOf, worldOf } from '../../kit/worlds.ts'

const last = suite('zendesk: the last user of an answer')

const USERS = 600
const BATCHES = USERS / 100

/** Users with one identity each and another name than their contact, so that every list of identities may be cut. */
const world = () => {
  const numbers = Array.from({ length: USERS }, (_, n) => n)
  const users = numbers.map((n) => userOf(n, { name: 'Old Name' }))
  return worldOf({ equal: 0, contacts: numbers.map((n) => contactOf(n)), users })
}

const changed = (work: (here: Place) => Promise<void>) =>
  at(world(), async (here) => {
    here.settings(({ limits }) => Object.assign(limits.update, { count: USERS, share: 1 }))
    await compared(here)
    here.box.requests.length = 0
    await work(here)
  })

const asked = (here: Place, path: RegExp) => here.box.requests.filter((one) => path.test(one.path)).length

last('updates of many batches take fewer requests for last users than batches', () =>
  changed(async (here) => {
    const { code, line } = await synced(here)
    assert.is(code, 0, line)
    assert.ok(outcomes(here, 'update').every((one) => one === 'applied'))
    assert.is(asked(here, /\/identities$/), 0)
    const shared = asked(here, /\/users\/show_many$/) - 2 * BATCHES
    assert.ok(shared > 0 && shared < 2 * BATCHES, `${shared} requests for the last users of ${2 * BATCHES} answers`)
  }),
)

last('a user whose address the shared answer lacks is read alone', () =>
  changed(async (here) => {
    changeAnswers(here, /\/users\/show_many$/, (body: Record<string, object[]>) => {
      if (body['users']!.length < 10) body['identities'] = body['identities']!.slice(1)
    })
    const { code, line } = await synced(here)
    assert.is(code, 0, line)
    assert.ok(outcomes(here, 'update').every((one) => one === 'applied'))
    assert.ok(asked(here, /\/identities$/) > 0)
  }),
)

last.run()
