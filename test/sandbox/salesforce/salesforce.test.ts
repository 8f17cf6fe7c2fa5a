import * as assert from 'uvu/assert'
import { newRecordId } from '../../../lib/sandbox/salesforce/record-id.ts'
import { suite } from '../../kit/suite.ts'

import { account, against, force, names, other, real, small } from '../../kit/wire.ts'

const soql = suite('sandbox: SOQL')

soql("the main job's query finds who may administer, with the nested account", () =>
  against(small(), {}, async (box) => {
    const ask = await force(box)
    const reply = await ask(real([account]))
    assert.equal(names(reply), ['Ann', "Bo O'Hara"])
    assert.equal(reply.at('records.0'), {
      attributes: { type: 'Contact', url: `/services/data/v62.0/sobjects/Contact/${newRecordId('003', 1)}` },
      Id: newRecordId('003', 1),
      Name: 'Ann',
      Email: 'ann@acme.test',
      Account: {
        attributes: { type: 'Account', url: `/services/data/v62.0/sobjects/Account/${account}` },
        Account_ID_18__c: account,
      },
    })
    assert.equal([reply.at('totalSize'), reply.at('done')], [2, true])
  }),
)

soql('conditions are evaluated as Salesforce does', () =>
  against(small(), {}, async (box) => {
    const ask = await force(box)
    const found = async (where: string) =>
      names(await ask(`SELECT Name FROM Contact WHERE ${where} ORDER BY Id`)).join(' ')
    assert.is(await found("Email = ''"), 'Di')
    assert.is(await found('Email = null OR Account.Name = null'), 'Di Flo Gus')
    assert.is(await found("Name = 'ANN'"), 'Ann', 'text has no case')
    assert.is(await found("Name = 'Bo O\\'Hara'"), "Bo O'Hara")
    assert.is(
      await found("(NOT Name LIKE '%o%') AND (Role__c EXCLUDES ('Billing') OR Name = 'Cy')"),
      'Ann Cy Di Ed Gus',
    )
    assert.is(await found("Role__c INCLUDES ('Gitlab Admin;Billing')"), "Bo O'Hara")
    assert.is(await found(`AccountId IN ('${other.slice(0, 15)}')`), 'Gus', 'an id has two forms')
    assert.is(await found(`Account.Account_ID_18__c IN ('${other.slice(0, 15)}')`), '', 'a text has one')
    assert.is(await found(`Account.Account_ID_18__c IN ('${other.toLowerCase()}')`), 'Gus')
    assert.is(await found("Name NOT IN ('Ann','Cy') AND Inactive_Contact__c = true"), 'Ed')
    assert.equal(names(await ask('SELECT Name FROM Contact ORDER BY Name DESC LIMIT 2')), ['Gus', 'Flo'])
  }),
)

soql('LIKE takes wildcards between all letters, in no time, and OR', () =>
  against(small(), {}, async (box) => {
    const ask = await force(box)
    const found = async (where: string) => names(await ask(`SELECT Name FROM Contact WHERE ${where} ORDER BY Id`))
    assert.equal(await found("Email LIKE '%A%n%N%@%' OR Name LIKE '_d'"), ['Ann', 'Ed'])
    assert.equal(await found(`Email LIKE '${'%n'.repeat(60)}%@%'`), [])
  }),
)

soql('an encrypted address is filtered by with its case, or not at all, and may show signs in its place', async () => {
  const where = "SELECT Name, Email FROM Contact WHERE Email LIKE '%ANN@%'"
  await against(small(), { salesforce: { emailFilter: 'case-sensitive' } }, async (box) => {
    const ask = await force(box)
    assert.equal(names(await ask(where)), [])
    assert.equal(names(await ask(where.toLowerCase().replace('name, email', 'Name'))), ['Ann'])
  })
  await against(small(), { salesforce: { emailFilter: 'none', masked: [newRecordId('003', 1)] } }, async (box) => {
    const ask = await force(box)
    assert.is((await ask(where)).at('0.errorCode'), 'INVALID_FIELD')
    assert.is((await ask("SELECT Email FROM Contact WHERE Name = 'Ann'")).at('records.0.Email'), '?????')
  })
})

soql('a contact without an account has null in its place', () =>
  against(small(), {}, async (box) => {
    const ask = await force(box)
    const { at } = await ask("SELECT Id, Account.Account_ID_18__c FROM Contact WHERE Name = 'Flo'")
    assert.is(at('records.0.Account'), null)
  }),
)

soql('the parts of a name, a title and a phone number may be selected, and are null unless the world says them', () =>
  against(small(), {}, async (box) => {
    const said = { FirstName: 'Ann', LastName: 'Lee', Title: 'Dr', MobilePhone: '+49 228123456' }
    Object.assign(box.world.salesforce.contacts[0]!, said)
    const ask = await force(box)
    const { at } = await ask('SELECT FirstName, LastName, Title, MobilePhone FROM Contact ORDER BY Id LIMIT 2')
    assert.equal(at('records.0'), { attributes: at('records.0.attributes'), ...said })
    assert.equal([at('records.1.FirstName'), at('records.1.MobilePhone')], [null, null])
    assert.equal(names(await ask("SELECT Name FROM Contact WHERE LastName = 'lee'")), ['Ann'])
  }),
)

soql('five hundred ids fit one request', () =>
  against(small(), {}, async (box) => {
    const ids = Array.from({ length: 499 }, (_, n) => newRecordId('001', 1000 + n))
    assert.is((await (await force(box))(real([...ids, account]))).at('totalSize'), 2)
  }),
)

soql('pages add up to the total, whatever happens to the rows meanwhile', () =>
  against(small(), { zendesk: { pageSize: 3 }, salesforce: { pageSize: 3 } }, async (box) => {
    const ask = await force(box)
    let reply = await ask('SELECT Id, Name FROM Contact ORDER BY Id')
    box.world.salesforce.contacts.length = 0
    const found = names(reply)
    for (; reply.at('done') === false; found.push(...names(reply)))
      reply = await ask(String(reply.at('nextRecordsUrl')))
    assert.is(found.join(' '), "Ann Bo O'Hara Cy Di Ed Flo Gus")
    assert.equal([reply.at('totalSize'), reply.at('nextRecordsUrl')], [7, undefined])
    const lost = await ask('/services/data/v62.0/query/0r8000000000000000-3')
    assert.is(lost.at('0.errorCode'), 'INVALID_QUERY_LOCATOR')
  }),
)

soql('without ORDER BY the order is another one at every call', () =>
  against(small(), {}, async (box) => {
    const ask = await force(box)
    const orders = new Set<string>()
    for (let n = 0; n < 3; n++) orders.add(names(await ask("SELECT Name FROM Contact WHERE Name != 'Gus'")).join())
    assert.ok(orders.size > 1)
  }),
)

soql('a query that is not one is refused with its code', () =>
  against(small(), {}, async (box) => {
    const ask = await force(box)
    const cases = {
      'SELECT Id FORM Contact': 'MALFORMED_QUERY',
      "SELECT Id FROM Contact WHERE Name = 'a' AND Email = 'b' OR Id != null": 'MALFORMED_QUERY',
      'SELECT Ids FROM Contact': 'INVALID_FIELD',
      "SELECT Id FROM Contact WHERE Inactive_Contact__c = 'false'": 'INVALID_FIELD',
      "SELECT Id FROM Contact WHERE AccountId = 'n/a'": 'INVALID_QUERY_FILTER_OPERATOR',
      'SELECT Id FROM Lead': 'INVALID_TYPE',
    }
    for (const [query, code] of Object.entries(cases)) {
      const reply = await ask(query)
      assert.equal([reply.status, reply.at('0.errorCode')], [400, code], query)
      assert.match(String(reply.at('0.message')), /^\n/)
    }
  }),
)

soql.run()
