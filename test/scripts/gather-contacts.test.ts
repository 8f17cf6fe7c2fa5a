// The gather of contacts: what the source is asked, and who of what it gives is kept.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { progressCounts } from '../../lib/cli/progress-line.ts'
import { instances } from '../../lib/config/config.ts'
import { gatherContacts } from '../../lib/scripts/gather-contacts.ts'
import { soqlOfContacts } from '../../lib/sources/salesforce/soql.ts'
import { at } from '../kit/pipeline.ts'
import { SCIM_TARGET } from '../kit/scim-settings.ts'
import { gathered, stageIn } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { account, accounts, contactOf, organizations, worldOf } from '../kit/worlds.ts'

const contacts = suite('gather: contacts')

contacts('asks Salesforce exactly the documented query, in chunks, with a bare comma between ids', () =>
  at(worldOf(), async (here) => {
    here.settings(({ source }) => Object.assign(source, { chunk: 2 }))
    await gathered(here)
    const asked = here.box.requests.filter(({ path }) => path.endsWith('/query')).map(({ query }) => query['q'])
    const head =
      "SELECT Id, Name, Email, Account.Account_ID_18__c FROM Contact WHERE Inactive_Contact__c = false AND Role__c INCLUDES ('Gitlab Admin') AND Name != '' AND Email != '' AND Account.Account_ID_18__c IN ("
    const ids = [account(0), account(1), account(2)].sort()
    assert.equal(
      asked.sort(),
      [`${head}'${ids[0]}','${ids[1]}') ORDER BY Id`, `${head}'${ids[2]}') ORDER BY Id`].sort(),
    )
  }),
)

contacts('lets nothing into a query that is no account id', () => {
  const settings = { attributes: {}, key: 'Email', accountField: 'Account.Account_ID_18__c', where: "Name != ''" }
  for (const id of ["x') OR Name LIKE '%", account(1).slice(0, 15), '', `${account(1)}'`]) {
    assert.throws(() => soqlOfContacts(settings, [account(0), id]), /is no Salesforce account id/)
  }
})

contacts('puts a condition with OR in brackets, or it would let other accounts in', () => {
  const query = soqlOfContacts(
    { accountField: 'A', attributes: {}, key: 'Email', where: "Role__c = 'x' OR Role__c = 'y'" },
    [account(0)],
  )
  assert.match(query, "WHERE (Role__c = 'x' OR Role__c = 'y') AND A IN")
})

contacts(
  'a contact that cannot be used has a problem, and one of no known organization is counted and left out',
  () => {
    const world = worldOf({
      contacts: [
        contactOf(100, { Email: 'ann at acme.test' }),
        contactOf(101, { Email: ' Person101@ACME.test ' }),
        contactOf(102, { Email: 'me@gitlab.com' }),
        contactOf(103, { Email: 'odd@acme.test_' }),
        contactOf(104, { AccountId: account(5) }),
        contactOf(105, { AccountId: account(2), Email: 'two@acme.test' }),
        contactOf(106, { Name: ' \u00a0 ' }),
      ],
      equal: 2,
    })
    world.salesforce.accounts.push(...accounts(6).slice(3))
    world.zendesk.organizations.push(
      { id: 990, name: 'The same', organization_fields: { salesforce_id: account(2) } },
      { ...organizations(4)[3]!, id: 991 },
    )
    return at(world, async (here) => {
      await gathered(here)
      const found = new Map(here.json('contacts.json').records.map((one) => [String(one['externalId']).slice(11), one]))
      const problem = (n: number) => found.get(contactOf(n).Id)?.['problem']
      assert.is(problem(100), 'no usable address: its address has no @')
      assert.is(found.get(contactOf(100).Id)!['key'], `?salesforce:${contactOf(100).Id}`)
      assert.is(problem(101), 'organization ambiguous: 902, 990 carry one account')
      assert.is(found.get(contactOf(101).Id)!['key'], 'person101@acme.test')
      assert.is(problem(102), 'its own address is protected by the rule *@gitlab.com')
      assert.is(problem(103), 'Zendesk takes no address with such a domain')
      assert.is(found.has(contactOf(104).Id), false)
      assert.is(problem(106), 'no usable name')
      assert.is(problem(0), null)
    })
  },
)

contacts('a chunk shrinks where the query would be longer than Salesforce takes; the same contacts come', () => {
  const world = worldOf({ contacts: manyContacts(400), equal: 0 })
  world.salesforce.accounts = accounts(400)
  world.zendesk.organizations = organizations(400)
  return at(world, async (here) => {
    const queries = async (where: string) => {
      here.settings(({ source }) => Object.assign(source, { where }))
      await gathered(here, 'gather-organizations')
      here.box.requests.length = 0
      await gathered(here, 'gather-contacts')
      const asked = here.box.requests.filter(({ path }) => path.endsWith('/query'))
      assert.ok(asked.every(({ status }) => status === 200))
      return [asked.length, here.json('contacts.json').count]
    }
    assert.equal(await queries("Name != ''"), [1, 400])
    assert.equal(await queries(`Name != '${'x'.repeat(9_000)}'`), [2, 400])
    here.settings(({ source }) => Object.assign(source, { where: `Name != '${'x'.repeat(16_500)}'` }))
    const { code, line } = await stageIn(here, gatherContacts)
    assert.is(code, 7)
    assert.match(line, /the query is too long, too complicated, or runs too long, even for \w+ alone/)
    assert.match(line, 'Shorten source.where')
  })
})

contacts('a query that Salesforce does not take is a matter of the settings: exit 7 with its words', () =>
  at(worldOf(), async (here) => {
    await gathered(here, 'gather-organizations')
    for (const [where, words] of [
      ["Nmae != ''", 'INVALID_FIELD, it said: .*No such column'],
      ["Name != '", 'MALFORMED_QUERY'],
    ] as const) {
      here.settings(({ source }) => Object.assign(source, { where }))
      const { code, line } = await stageIn(here, gatherContacts)
      assert.is(code, 7)
      assert.match(line, new RegExp(words))
      assert.match(line, 'Check source.where')
    }
  }),
)

contacts('where more than half of many contacts have a problem it is a setting, and no file is written', () => {
  const named = (n: number, good: number) =>
    Array.from({ length: n }, (_, i) => contactOf(i, i < good ? {} : { Email: `person ${i}` }))
  const ends = (n: number, good: number) => {
    let result: [number, string] = [0, '']
    return at(
      { ...worldOf({ equal: 0 }), salesforce: { accounts: accounts(3), contacts: named(n, good) } },
      async (here) => {
        await gathered(here, 'gather-organizations')
        const { code, line } = await stageIn(here, gatherContacts)
        result = [code, line]
        assert.is(existsSync(join(here.folder, 'contacts.json')), code === 0)
      },
    ).then(() => result)
  }
  return Promise.all([ends(30, 14), ends(30, 15), ends(19, 1)]).then(([most, half, few]) => {
    assert.is(most[0], 7)
    assert.match(
      most[1],
      '16 of 30 contacts have a problem, 16 of them: no usable address: its address has no @. Check instances.us-gov.source',
    )
    assert.equal([half[0], few[0]], [0, 0])
  })
})

contacts('another field can be the sign-in name, for what comes and for who is there after all', () =>
  at(
    worldOf({ equal: 2, contacts: [contactOf(7, { Title: 'Ann.LEE' }), contactOf(8, { Title: '' })] }),
    async (here) => {
      here.settings((one) =>
        Object.assign(one, { source: { ...one.source, key: 'Title' }, target: SCIM_TARGET, scope: 'managed' }),
      )
      await gathered(here, 'gather-organizations', 'gather-contacts')
      assert.equal(
        here
          .json('contacts.json')
          .records.map(({ key, email }) => [key, email])
          .slice(-1),
        [['ann.lee', 'person7@acme.test']],
      )
      const [instance] = instances({ file: here.config, data: here.data, environment: here.environment() })
      const source = await instance!.source({ ...progressCounts(), say: () => undefined })
      const person = { id: '1', externalId: null, emails: ['ann.lee'] }
      const found = await source.findPresent!([person])
      assert.is(found.get('1')?.is, 'present')
    },
  ),
)

const manyContacts = (n: number) => Array.from({ length: n }, (_, i) => contactOf(i, { AccountId: account(i) }))

contacts.run()
