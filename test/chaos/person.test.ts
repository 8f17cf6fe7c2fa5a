// One person: the same code path, a folder of its own, few requests, and nobody is ever removed.

import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { makePlan } from '../../lib/scripts/compare.ts'
import { gatherContacts } from '../../lib/scripts/gather-contacts.ts'
import { gatherOrganizations } from '../../lib/scripts/gather-organizations.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import { applyPlan } from '../../lib/scripts/sync.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { replan } from '../kit/replan.ts'
import { compared, type Outcome, stageIn } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { account, accounts, changing, contactOf, organizations, userOf, worldOf } from '../kit/worlds.ts'

const one = suite('--person')

const STAGES = [gatherOrganizations, gatherUsers, gatherContacts, makePlan, applyPlan]

/** All stages for one address; the last one's outcome. */
async function line(here: Place, person: string): Promise<Outcome> {
  let last: Outcome = { code: 0, line: '', said: [] }
  for (const stage of STAGES) {
    here.box.requests.length = 0
    last = await stageIn(here, stage, { person })
    assert.is(last.code, 0, last.line)
    const asked = here.box.requests.filter(({ path }) => !/oauth2?\/token/.test(path))
    assert.ok(asked.length <= 10, `${asked.length} requests: ${asked.map(({ path }) => path)}`)
  }
  return last
}

const others = (here: Place) =>
  here.box.requests.filter(({ method, body }) => method !== 'GET' && !/5101|100@/.test(JSON.stringify(body ?? '')))
const userNamed = (here: Place, email: string) => here.box.world.zendesk.users.find((user) => user.email === email)

one('creates, updates and un-marks this person and nobody else', () =>
  at(changing(), async (here) => {
    assert.match((await line(here, 'Person100@acme.test')).line, 'create 1 applied')
    assert.is(userNamed(here, 'person100@acme.test')!.organization_id, 901)
    assert.match((await line(here, 'person101@acme.test')).line, 'update 1 applied')
    assert.is(userNamed(here, 'person101@acme.test')!.name, 'Person 101')
    assert.match((await line(here, 'person102@acme.test')).line, 'update 1 applied')
    assert.is(userNamed(here, 'person102@acme.test')!.user_fields['not_in_sfdc'], false)
    assert.match((await line(here, 'person102@acme.test')).line, 'nothing to do')
    assert.is(userNamed(here, 'person103@acme.test')!.user_fields['not_in_sfdc'], null)
    assert.equal(others(here), [])
    assert.not.ok(existsSync(join(here.folder, 'users.json')), 'files of everyone are not touched')
  }),
)

one('removes nobody, neither who is absent nor who is of no known organization', () =>
  at(changing(), async (here) => {
    for (const email of ['person103@acme.test', 'nobody@acme.test']) {
      assert.match((await line(here, email)).line, 'nothing to do')
    }
    assert.is(userNamed(here, 'person103@acme.test')!.user_fields['not_in_sfdc'], null)
  }),
)

one('says that neither side has anybody with a misspelt address', () =>
  at(changing(), async (here) => {
    for (const stage of STAGES.slice(0, 3)) await stageIn(here, stage, { person: 'persn100@acme.test' })
    const { code, line } = await stageIn(here, makePlan, { person: 'persn100@acme.test' })
    assert.match(line, /^neither the source nor the target has anybody with this address/)
    assert.is(code, 0)
  }),
)

one('files and plans about somebody else are refused, and nothing is asked', () =>
  at(changing(), async (here) => {
    for (const stage of STAGES.slice(0, 4)) await stageIn(here, stage, { person: 'person101@acme.test' })
    here.box.requests.length = 0
    for (const stage of [makePlan, applyPlan]) {
      const { code, line } = await stageIn(here, stage, { person: 'person100@acme.test' })
      assert.is(code, 5)
      assert.match(line, 'is about somebody else')
    }
    assert.is(here.box.requests.length, 0)
  }),
)

one('its files do not cover all people, and lie in a folder of their own', () =>
  at(changing(), async (here) => {
    for (const script of ['gather-organizations', 'gather-users', 'gather-contacts']) {
      const { code, said } = await here.run(script, ['--person', 'person101@acme.test'])
      assert.is(code, 0, said)
      assert.not.match(said, 'person101')
    }
    for (const file of ['organizations.json', 'users.json', 'contacts.json']) {
      const { complete, count } = here.json(join('person', file))
      assert.equal([complete, count, existsSync(join(here.folder, file))], [false, 1, false], file)
    }
  }),
)

one('holds whom the full plan holds: two accounts, another address, a claim that others may have too', () =>
  at(
    worldOf({
      contacts: [
        contactOf(60, { Email: 'two@acme.test' }),
        contactOf(61, { Email: ' Two@acme.test ' }),
        contactOf(62, { Email: 'moved@acme.test' }),
        contactOf(63, { Email: 'second_1@acme.test' }),
        contactOf(64),
      ],
      users: [
        userOf(62, { email: 'before@acme.test' }),
        userOf(64, { identities: [{ type: 'email', value: 'second_1@acme.test' }] }),
      ],
    }),
    async (here) => {
      for (const [email, reason] of [
        ['two@acme.test', 'different-accounts'],
        ['moved@acme.test', 'address-changed'],
        ['second_1@acme.test', 'claims'],
      ] as const) {
        assert.match((await line(here, email)).line, 'nothing to do')
        assert.equal(
          here.json(join('person', 'held.json')).records.map((held) => held['reason']),
          [reason],
          email,
        )
      }
    },
  ),
)

one('holds who has another address too: who else claims them is not known, whichever way they were found', () =>
  at(
    worldOf({
      contacts: [
        contactOf(70, { Email: 'a70@acme.test', Name: 'New Name' }),
        contactOf(71, { Email: 'b70@acme.test' }),
        contactOf(72, { Name: 'New Name' }),
        contactOf(73, { Email: 'x72@acme.test' }),
        contactOf(74, { Email: 'y74@acme.test', Name: 'New Name' }),
        contactOf(75),
      ],
      users: [
        userOf(70, { email: 'b70@acme.test', identities: [{ type: 'email', value: 'a70@acme.test' }] }),
        userOf(72, { external_id: null, identities: [{ type: 'email', value: 'x72@acme.test' }] }),
        userOf(74, { external_id: null, identities: [{ type: 'email', value: 'y74@acme.test' }] }),
        userOf(75, { identities: [{ type: 'email', value: 'z75@acme.test' }] }),
      ],
    }),
    async (here) => {
      const before = JSON.stringify(here.box.world.zendesk.users)
      for (const email of ['a70@acme.test', 'person72@acme.test', 'y74@acme.test']) {
        assert.match((await line(here, email)).line, 'nothing to do')
        assert.equal(
          here.json(join('person', 'held.json')).records.map((held) => held['reason']),
          ['claims'],
          email,
        )
      }
      await line(here, 'person75@acme.test')
      assert.is(here.json(join('person', 'held.json')).count, 0, 'who is equal is not held')
      assert.ok(JSON.stringify(here.box.world.zendesk.users) === before)
    },
  ),
)

one('says why in the line of compare, and that an absence is left to a full run', () =>
  at(changing(), async (here) => {
    const said = async (person: string) => {
      for (const stage of STAGES.slice(0, 3)) await stageIn(here, stage, { person })
      return (await stageIn(here, makePlan, { person })).line
    }
    assert.match(
      await said('person100@acme.test'),
      '1 to create, 0 to update, 0 to delete, 0 held: contact fine, no user',
    )
    assert.match(await said('person103@acme.test'), '0 held: no contact; a full run decides, --person removes nobody')
  }),
)

one('takes nothing that can be no address', () =>
  at(changing(), async (here) => {
    for (const person of ['%', 'ann', 'a b@acme.test']) {
      const { code, said } = await here.run('gather-users', ['--person', person])
      assert.is(code, 7)
      assert.match(said, '--person takes an address')
    }
    assert.is(here.box.requests.length, 0)
  }),
)

one('asks for all organizations of somebody in fourteen accounts at once', () => {
  const many = worldOf({ equal: 0 })
  many.zendesk.organizations.push(...organizations(17).slice(3))
  many.salesforce.accounts.push(...accounts(17).slice(3))
  many.salesforce.contacts.push(
    ...Array.from({ length: 14 }, (_, n) => contactOf(n, { Email: 'ann@acme.test', AccountId: account(n) })),
  )
  return at(many, async (here) => {
    await line(here, 'ann@acme.test')
    assert.is(here.json(join('person', 'organizations.json')).count, 14)
  })
})

one('asks no more than ten times for a job that takes as long as recorded', () =>
  at(
    changing(),
    async (here) => {
      here.settings(({ target }) => Object.assign(target.network, { firstWait: 0.01 })) // both clocks 50 times as fast
      assert.match((await line(here, 'person101@acme.test')).line, 'update 1 applied')
    },
    { speed: 50 },
  ),
)

one('files of another person are refused by sync too where nothing is planned for either', () =>
  at(changing(), async (here) => {
    await line(here, 'person1@acme.test')
    assert.is((await stageIn(here, applyPlan, { person: 'person2@acme.test' })).code, 5)
  }),
)

one('a removal that stands in its plan is not sent', () =>
  at(worldOf({ users: [userOf(103)] }), async (here) => {
    await compared(here)
    mkdirSync(join(here.folder, 'person'))
    replan(here, {}, { person: 'person103@acme.test' })
    for (const file of ['create.json', 'update.json', 'delete.json', 'held.json'])
      copyFileSync(join(here.folder, file), join(here.folder, 'person', file))
    const { code, line } = await stageIn(here, applyPlan, { person: 'person103@acme.test' })
    assert.is(code, 0)
    assert.match(line, 'delete 1 not-sent (--person removes nobody)')
    assert.is(userNamed(here, 'person103@acme.test')!.user_fields['not_in_sfdc'], null)
  }),
)

one('an address with a quote reaches neither query as anything but an address', () =>
  at(
    worldOf({
      contacts: [contactOf(200, { Email: "o'brien@acme.test" })],
      users: [userOf(200, { email: "o'brien@acme.test", name: 'Old' })],
    }),
    async (here) => {
      assert.match((await line(here, "O'Brien@acme.test")).line, 'update 1 applied')
    },
  ),
)

one.run()
