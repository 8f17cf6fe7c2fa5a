// Whose absence is not proven: masked and odd rows, addresses that cannot be filtered by, ids of another integration.

import * as assert from 'uvu/assert'
import { progressCounts } from '../../lib/cli/progress-line.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { outcomes, receipts, userAt } from '../kit/receipts.ts'
import { compared, synced } from '../kit/stages.ts'
import { instance } from '../kit/stands.ts'
import { suite } from '../kit/suite.ts'
import { account, contactId, contactOf, userOf, worldOf } from '../kit/worlds.ts'

const unproven = suite('absence: unproven')

/** Users 201 to 204, whom the contacts as they are read do not have. */
const leaving = (...contacts: object[]) =>
  worldOf({ equal: 60, contacts, users: [201, 202, 203, 204].map((n) => userOf(n)) })

/** An account that no organization carries: gather-contacts does not ask for it. */
const ELSEWHERE = { AccountId: account(77) }
const elsewhere = (world: ReturnType<typeof leaving>) => {
  world.salesforce.accounts.push({ Id: account(77), Name: 'Elsewhere' })
  return world
}

const isMarked = (here: Place, id: number) => userAt(here, id).user_fields['not_in_sfdc'] === true

unproven('rows of these people that show mask signs prove nothing, and take nobody else with them', () => {
  const hidden = [
    contactOf(201, { ...ELSEWHERE, Email: 'other@acme.test' }),
    contactOf(402, { ...ELSEWHERE, Email: 'person202@acme.test' }),
  ]
  const options = { salesforce: { masked: hidden.map(({ Id }) => Id) } }
  return at(
    elsewhere(leaving(...hidden)),
    async (here) => {
      await compared(here)
      const { code, line } = await synced(here)
      assert.is(code, 0, line)
      assert.equal(outcomes(here, 'delete'), ['conflict', 'conflict', 'applied', 'applied'])
      const [byId, masked] = receipts(here, 'delete').map(({ error }) => String(error))
      assert.match(byId!, /^moved: now in account /)
      assert.match(masked!, /^its absence could not be confirmed: .* shows no address that can be read$/)
    },
    options,
  )
})

for (const [what, odd] of [
  ['null', null],
  ['a number', 7],
  ['an object', { value: 'person201@acme.test' }],
  ['missing', undefined],
] as const) {
  unproven(`a row that comes for somebody and whose address is ${what} proves nothing`, () =>
    at(leaving(), async (here) => {
      await compared(here)
      here.interfere(async (system, asked) => {
        const query = asked.query.get('q') ?? ''
        if (system !== 'salesforce' || !query.includes('%2%0%1%')) return undefined
        const Account = { Account_ID_18__c: account(77) }
        const control = { Id: contactId(0), Email: 'person0@acme.test', Account }
        const records = [control, { Id: contactId(401), Email: odd, Account }]
        return { body: { totalSize: 2, done: true, records } }
      })
      const { line } = await synced(here)
      assert.not.ok(isMarked(here, 5201), line)
      assert.match(String(receipts(here, 'delete')[0]!['error']), /its absence could not be confirmed/)
    }),
  )
}

for (const emailFilter of ['none', 'case-sensitive'] as const) {
  unproven(`where an encrypted address is filtered by ${emailFilter} everyone is read, and compared here`, () =>
    at(
      elsewhere(leaving(contactOf(402, { ...ELSEWHERE, Email: 'PERSON202@acme.test' }))),
      async (here) => {
        here.settings(({ source }) => Object.assign(source, { where: "Inactive_Contact__c = false AND Name != ''" }))
        await compared(here)
        const { code, line, said } = await synced(here)
        assert.is(code, 0, line)
        assert.equal(outcomes(here, 'delete'), ['applied', 'conflict', 'applied', 'applied'])
        assert.match(said.join('\n'), /everyone who meets source.where is read, to know who is absent/)
        assert.not.match(said.join('\n'), /[Cc]heck source.where/)
      },
      { salesforce: { emailFilter } },
    ),
  )
}

/** Another integration's id of contact 201, who has another address, in an account that nobody knows. */
const foreignWorld = (external_id: string, account = ELSEWHERE) =>
  elsewhere(
    worldOf({
      equal: 60,
      contacts: [contactOf(201, { ...account, Email: 'new@acme.test' })],
      users: [userOf(201, { external_id })],
    }),
  )

for (const [what, external_id] of [
  ['18 characters', contactId(201)],
  ['15 characters', contactId(201).slice(0, 15)],
  ['a name and a colon', `sfdc:${contactId(201)}`],
  ["the address of the contact's page", `https://acme.my.salesforce.test/lightning/r/Contact/${contactId(201)}/view`],
  ['our own spelling, with 15 characters', `salesforce:${contactId(201).slice(0, 15)}`],
  ['our own spelling, with blanks', `salesforce: ${contactId(201)} `],
  ['our own spelling, with capitals', `Salesforce:${contactId(201)}`],
] as const) {
  unproven(`another integration's id of ${what} is asked for`, () =>
    at(foreignWorld(external_id), async (here) => {
      await compared(here)
      assert.is((await synced(here)).code, 0)
      assert.equal(outcomes(here, 'delete'), ['conflict'])
    }),
  )

  unproven(`another integration's id of ${what} claims its contact: nobody is made beside that user`, () =>
    at(foreignWorld(external_id, { AccountId: account(0) }), async (here) => {
      await compared(here)
      assert.equal([here.json('create.json').count, here.json('delete.json').count], [0, 0])
      const [held] = here.json('held.json').records
      assert.equal([held!['reason'], held!['users']], ['claims', ['5201']])
      assert.match((await here.run('explain', ['5201'])).said, /matched by {6}another integration's id/)
    }),
  )
}

unproven('the id of an account, or of nothing, is no claim', () =>
  at(foreignWorld(account(0)), async (here) => {
    await compared(here)
    assert.is((await synced(here)).code, 0)
    assert.equal(outcomes(here, 'delete'), ['applied'])
  }),
)

unproven("an address with invisible characters, in whatever place, is its owner's: held, and nobody is removed", () => {
  const spelled: [written: string, stored: string][] = [
    ['zero\u200b@acme.test', 'zero@acme.test'],
    ['<angle@acme.test>', 'angle@acme.test'],
    ['dot@acme.test.', 'dot@acme.test'],
    ['idn@m\u00fcnchen.test', 'idn@xn--mnchen-3ya.test'],
    ['zoe@acme.test ', 'zoe@acme.test'],
  ]
  const contacts = spelled.map(([Email], n) => contactOf(201 + n, { Email, Name: `Person ${201 + n}` }))
  const users = spelled.map(([, email], n) => userOf(201 + n, { email }))
  return at(worldOf({ equal: 60, contacts, users }), async (here) => {
    await compared(here)
    const ids = here.json('held.json').records.flatMap(({ users }) => users as string[])
    assert.equal(
      [here.json('create.json').count, here.json('delete.json').count, ids.sort()],
      [0, 0, ['5201', '5202', '5203', '5204']],
    )
    await synced(here)
    for (const n of [5201, 5202, 5203, 5204, 5205]) assert.not.ok(isMarked(here, n), String(n))
  })
})

unproven('a masked address in the account as read keeps its users, whatever the limits', () =>
  at(
    worldOf(),
    async (here) => {
      await compared(here)
      assert.is(here.json('delete.json').count, 0)
      assert.is((await synced(here)).line, 'nothing to do')
    },
    { salesforce: { masked: [contactId(5), contactId(8)] } },
  ),
)

unproven('whoever is there, and maybe in a masked contact too, has not moved', () =>
  at(
    elsewhere(
      leaving(
        contactOf(401, { ...ELSEWHERE, Email: 'person201@acme.test' }),
        contactOf(402, { ...ELSEWHERE, Email: 'person201@acme.test' }),
      ),
    ),
    async (here) => {
      here.settings((settings) => Object.assign(settings, { moved: 'remove' }))
      await compared(here)
      await synced(here)
      assert.equal(receipts(here, 'delete')[0]!['error'], 'the source has this person after all')
    },
    { salesforce: { masked: [contactId(402)] } },
  ),
)

unproven('a sign-in name in a field of its own is found in any case and with blanks around it', () =>
  at(worldOf({ contacts: [contactOf(201, { FirstName: ' Zoe-Lee ' })] }), async (here) => {
    here.settings(({ source }) => Object.assign(source, { key: 'FirstName' }))
    Object.assign(process.env, here.env)
    for (const contact of here.box.world.salesforce.contacts) contact.FirstName ??= contact.Name
    const source = await instance(here).source({ ...progressCounts(), say: () => undefined })
    const names = { a: 'ZOE-LEE', b: 'zoe-lees', c: 'zoe' }
    const found = await source.findPresent!(
      Object.entries(names).map(([id, name]) => ({ id, externalId: null, emails: [name] })),
    )
    assert.equal(
      [...found].map(([id, { is }]) => [id, is]),
      [
        ['a', 'present'],
        ['b', 'absent'],
        ['c', 'absent'],
      ],
    )
  }),
)

unproven.run()
