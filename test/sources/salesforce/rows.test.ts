// What Salesforce shows in another shape than expected is unreadable, and nobody loses anything by it.

import * as assert from 'uvu/assert'
import type { RemoteRequest } from '../../../lib/sandbox/http/remote.ts'
import { gatherContacts } from '../../../lib/scripts/gather-contacts.ts'
import { mapping } from '../../../lib/sources/salesforce/contact.ts'
import type { SalesforceSettings } from '../../../lib/sources/salesforce/settings.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { compared, gathered, stageIn } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { account, contactId, contactOf, userOf, worldOf } from '../../kit/worlds.ts'

const rows = suite('salesforce: rows')

type Page = Record<string, unknown> & { records: Record<string, unknown>[] }

/** The answer to every query of contacts: all equal people in one page, changed. */
function answering(here: Place, change: (page: Page) => void, equal = 30): void {
  const records = Array.from({ length: equal }, (_, n) => {
    const { Id, Name, Email, AccountId } = contactOf(n)
    return { Id, Name, Email, Account: { Account_ID_18__c: AccountId } }
  })
  here.interfere((system, { path }: RemoteRequest) => {
    if (system !== 'salesforce' || !path.endsWith('/query')) return undefined
    const page: Page = { totalSize: records.length, done: true, records: structuredClone(records) }
    change(page)
    return { body: page }
  })
}

const problemOf = (here: Place, n: number) =>
  here.json('contacts.json').records.find(({ externalId }) => externalId === `salesforce:${contactId(n)}`)?.['problem']

for (const [what, fields, problem] of [
  ['an object', { Email: { value: 'x' } }, 'unreadable: Email is an object with value'],
  ['a list', { Email: ['person1@acme.test'] }, 'unreadable: Email is a list of 1'],
  ['a number', { Name: 7 }, 'unreadable: Name is a number'],
  ['missing', { Name: undefined }, 'unreadable: Name is missing'],
  ['a text for the account', { Account: 'x' }, 'unreadable: Account is a text'],
  ['there twice', { email: 'other@acme.test' }, 'unreadable: Email is there as Email and email'],
] as const) {
  rows(`a value that is ${what} is a problem, and its owner stays`, () =>
    at(worldOf({ equal: 30 }), async (here) => {
      answering(here, ({ records }) => Object.assign(records[1]!, fields))
      await compared(here)
      assert.is(problemOf(here, 1), problem)
      assert.is(problemOf(here, 0), null)
      assert.is(here.json('delete.json').count, 0)
    }),
  )
}

rows('a mapped attribute is a text, a number or a boolean, null where it is empty, and else unreadable', () => {
  const settings = { attributes: { title: 'Title' }, key: 'Email' } as unknown as SalesforceSettings
  const titled = (Title: unknown) => {
    const { attributes } = mapping(settings)({ Id: contactId(1), Name: 'Ann', Email: 'ann@acme.test', Title }).contact
      .person
    return attributes['title']
  }
  const problem = (Title: unknown) =>
    mapping(settings)({ Id: contactId(1), Name: 'Ann', Email: 'ann@acme.test', Title }).contact.problem
  for (const [value, read] of [
    ['Dr', 'Dr'],
    ['', null],
    [null, null],
    [7, 7],
    [false, false],
  ] as const)
    assert.equal([titled(value), problem(value)], [read, null])
  for (const value of [{ city: 'x' }, ['Dr'], undefined, 2 ** 60])
    assert.match(String(problem(value)), /^unreadable: Title is /)
})

rows('a field in another case is the field', () =>
  at(worldOf(), async (here) => {
    answering(here, ({ records }) => {
      const { Email, Account, ...rest } = records[1]!
      records[1] = { ...rest, email: Email, account: { account_id_18__c: account(1) } } as (typeof records)[number]
    })
    await compared(here)
    assert.is(problemOf(here, 1), null)
  }),
)

for (const [what, change, said] of [
  ['totalSize is a text', (page: Page) => Object.assign(page, { totalSize: '30' }), 'totalSize is a text'],
  ['done is missing', (page: Page) => Object.assign(page, { done: undefined }), 'done is missing'],
  ['records is an object', (page: Page) => Object.assign(page, { records: {} }), 'records is an object'],
  ['an Id is a number', ({ records }: Page) => Object.assign(records[3]!, { Id: 7 }), 'records[3].Id is a number'],
  [
    'an Id is none',
    ({ records }: Page) => Object.assign(records[3]!, { Id: 'x' }),
    'records[3].Id is no Salesforce id',
  ],
  [
    'most rows cannot be read',
    ({ records }: Page) => {
      for (const row of records.slice(0, 16)) row['Email'] = {}
    },
    '16 of 30 records could not be read, the first: unreadable: Email is an object',
  ],
] as const) {
  rows(`a read in which ${what} is refused`, () =>
    at(worldOf(), async (here) => {
      await gathered(here, 'gather-organizations')
      answering(here, (page) => void change(page))
      const { code, line } = await stageIn(here, gatherContacts)
      assert.equal([code, line.includes(said)], [9, true], line)
    }),
  )
}

rows('a masked address is a problem, keeps its id and its account, and its user stays', () =>
  at(
    worldOf({ equal: 60, contacts: [contactOf(201)], users: [userOf(201), userOf(205)] }),
    async (here) => {
      await compared(here)
      assert.match(String(problemOf(here, 201)), /^masked address/)
      const [found] = here.json('contacts.json').records.filter(({ key }) => String(key).startsWith('?'))
      assert.equal([found!['account'], found!['email']], [account(0), null])
      assert.ok(here.json('delete.json').records.every(({ id }) => id !== '5201'))
    },
    { salesforce: { masked: [contactId(201)] } },
  ),
)

rows.run()
