// Nobody is removed whom the source still has: asked again for exactly these people, by address and by id, of any
// account.

import * as assert from 'uvu/assert'
import type { LoggedRequest } from '../../lib/sandbox/log.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { outcomes, receipts, userAt } from '../kit/receipts.ts'
import { compared, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { account, contactId, contactOf, userOf, worldOf } from '../kit/worlds.ts'

const absence = suite('absence')

/** Users 201 to 204, whom the contacts as they are read do not have. */
const leaving = (...contacts: object[]) =>
  worldOf({
    equal: 60,
    contacts,
    users: [
      userOf(201),
      userOf(202, { external_id: null }),
      userOf(203, { external_id: null, identities: [{ type: 'email', value: 'Second203@acme.test' }] }),
      userOf(204),
    ],
  })

/** An account that no organization carries: gather-contacts does not ask for it. */
const ELSEWHERE = { AccountId: account(77) }
const elsewhere = (world: ReturnType<typeof leaving>) => {
  world.salesforce.accounts.push({ Id: account(77), Name: 'Elsewhere' })
  return world
}

const isMarked = (here: Place, id: number) => userAt(here, id).user_fields['not_in_sfdc'] === true
const checks = ({ system, query, path }: LoggedRequest) =>
  system === 'salesforce' && /\/query$/.test(path) && !/SELECT Id, Name/.test(query['q'] ?? '')

absence('who moved to an account nobody knows is a conflict, found by id, address or second address', () =>
  at(
    elsewhere(
      leaving(
        contactOf(201, { ...ELSEWHERE, Email: 'moved@elsewhere.test' }),
        contactOf(302, { ...ELSEWHERE, Email: 'PERSON202@acme.test' }),
        contactOf(303, { ...ELSEWHERE, Email: 'second203@acme.test' }),
      ),
    ),
    async (here) => {
      await compared(here)
      const { code, line } = await synced(here)
      assert.is(code, 0)
      assert.match(line, /; 3 moved to accounts without an organization$/)
      const moved = `moved: now in account ${account(77)}, which no organization has`
      assert.equal(
        receipts(here, 'delete').map((receipt) => [receipt['id'], receipt['outcome'], receipt['error']]),
        [
          ['5201', 'conflict', moved],
          ['5202', 'conflict', moved],
          ['5203', 'conflict', moved],
          ['5204', 'applied', null],
        ],
      )
      assert.equal(
        [5201, 5202, 5203, 5204].map((id) => isMarked(here, id)),
        [false, false, false, true],
      )
    },
  ),
)

absence('the source is asked nothing, not even to sign in, where nobody is to be removed', () =>
  at(worldOf({ equal: 60, contacts: [contactOf(301)] }), async (here) => {
    await compared(here)
    here.box.requests.length = 0
    const { code } = await synced(here)
    assert.is(code, 0)
    assert.equal(outcomes(here, 'create'), ['applied'])
    assert.is(here.box.requests.filter(({ system }) => system === 'salesforce').length, 0)
  }),
)

absence('who does not meet the condition any more is absent, also where the contact is still there', () =>
  at(leaving(contactOf(201, { Inactive_Contact__c: true })), async (here) => {
    await compared(here)
    assert.is((await synced(here)).code, 0)
    assert.ok(isMarked(here, 5201))
  }),
)

absence('a condition with OR in it goes for these people alone, and who meets half of it is there', () => {
  const stays = contactOf(201, { ...ELSEWHERE, Inactive_Contact__c: true, Role__c: 'Owner' })
  const leaves = contactOf(204, { ...ELSEWHERE, Inactive_Contact__c: true })
  return at(elsewhere(leaving(stays, leaves)), async (here) => {
    here.settings(({ source }) => Object.assign(source, { where: "Inactive_Contact__c = false OR Role__c = 'Owner'" }))
    await compared(here)
    const { code, line } = await synced(here)
    assert.is(code, 0, line)
    assert.equal([isMarked(here, 5201), isMarked(here, 5204)], [false, true])
  })
})

absence('asks for all of them in one query by id and one by the letters of their addresses', () =>
  at(leaving(), async (here) => {
    await compared(here)
    here.box.requests.length = 0
    await synced(here)
    const asked = here.box.requests.filter(checks).map(({ query }) => query['q'] ?? '')
    const [ids, control, letters, odd] = asked
    assert.is(asked.length, 4, asked.join('\n'))
    assert.match(ids!, `Id IN ('${contactId(201)}','${contactId(204)}')`)
    assert.match(control!, / LIMIT 200$/)
    for (const one of ['person201', 'person202', 'person203', 'second203', 'person204'])
      assert.match(letters!, `Email LIKE '%${[...one].join('%')}%@%'`)
    assert.match(letters!, `(Id = '${contactId(0)}' AND Email LIKE '%P%E%R%S%O%N%0%@%')`)
    assert.match(odd!, "Email LIKE '__________acme.test' OR (NOT Email LIKE '%@%.%')")
    assert.ok(asked.every((one) => one.includes('Inactive_Contact__c = false') && !/__18__c IN/.test(one)))
  }),
)

for (const [what, Email] of [
  ['a blank behind it', 'person201@acme.test '],
  ['an invisible character in it', 'per\u200bson201@acme.test'],
  ['one in its domain', 'person201@ac\u200bme.test'],
  ['brackets around it', '<person201@acme.test>'],
  ['a name before it', 'Ann Lee <Person201@acme.test>'],
  ['mailto:', 'mailto:person201@acme.test'],
  ['a dot behind it', 'person201@acme.test.'],
  ['another one behind it', 'x@acme.test; person201@acme.test'],
  ['full-width letters', 'ｐerson201@acme.test'],
  ['a full-width @', 'person201＠acme.test'],
  ['quotes of a word processor', '\u201cperson201@acme.test\u201d'],
  ['a comma of another script', 'person201@acme.test\u3001x@acme.test'],
  ['a blank of Braille in it', 'per\u2800son201@acme.test'],
  ['half a character in it', 'per\ud800son201@acme.test'],
  ['the @ twice', 'person201@@acme.test'],
  ['two dots', 'person201@acme..test'],
  ['the @ of a web address', 'person201%40acme.test'],
  ['[at]', 'person201 [at] acme.test'],
  ['a link around it', 'https://mail.test/?to=person201@acme.test'],
] as const) {
  absence(`an address stored with ${what} is found, in an account that nobody knows`, () =>
    at(elsewhere(leaving(contactOf(401, { ...ELSEWHERE, Email }))), async (here) => {
      await compared(here)
      assert.is((await synced(here)).code, 0)
      assert.equal(outcomes(here, 'delete'), ['conflict', 'applied', 'applied', 'applied'])
      assert.not.ok(isMarked(here, 5201))
    }),
  )
}

absence('one letter more or less is somebody else', () =>
  at(elsewhere(leaving(contactOf(401, { ...ELSEWHERE, Email: 'person2010@acme.test' }))), async (here) => {
    await compared(here)
    await synced(here)
    assert.ok(isMarked(here, 5201))
  }),
)

absence('an address with a quote, and an external id that is no id, end no text of the query', () => {
  const world = worldOf({
    users: [
      userOf(201, { email: "o'brien@acme.test", external_id: "salesforce:x') OR (Id != '" }),
      userOf(204, { email: "o\\'neil@acme.test" }),
    ],
    contacts: [contactOf(304, { ...ELSEWHERE, Email: "o'brien@acme.test" })],
  })
  return at(elsewhere(world), async (here) => {
    await compared(here)
    const { code, line } = await synced(here)
    assert.is(code, 0, line)
    assert.equal(outcomes(here, 'delete').sort(), ['applied', 'conflict'])
  })
})

for (const [what, fault] of [
  ['is away', 'server-error'],
  ['gives half of its rows', 'missing-rows'],
  ['answers nothing', 'empty'],
] as const) {
  absence(`no removal is sent when Salesforce ${what} for the check`, () =>
    at(elsewhere(leaving(contactOf(201, { ...ELSEWHERE, Email: 'person201@acme.test' }))), async (here) => {
      await compared(here)
      here.box.faults.salesforce.add({ kind: fault, path: '*/query', count: 'always' })
      assert.is((await synced(here)).code, 9)
      assert.equal(outcomes(here, 'delete'), ['not-sent', 'not-sent', 'not-sent', 'not-sent'])
      here.box.faults.salesforce.clear()
      assert.is((await synced(here)).code, 0)
      assert.not.ok(isMarked(here, 5201))
      assert.ok(isMarked(here, 5204))
    }),
  )
}

absence('more people than one query can carry are asked for in several', () => {
  const users = Array.from({ length: 700 }, (_, n) =>
    userOf(1000 + n, { email: `a.rather.long.address.of.person.${n}@a-rather-long-domain.acme.test` }),
  )
  return at(worldOf({ users }), async (here) => {
    here.settings(({ limits }) => Object.assign(limits, { delete: { count: 1_000, share: 1, organizations: 9 } }))
    await compared(here)
    here.box.requests.length = 0
    assert.is((await synced(here)).code, 0)
    assert.ok(here.box.requests.filter(checks).length >= 4)
    assert.ok(here.box.requests.every(({ status }) => status < 400))
  })
})

absence.run()
