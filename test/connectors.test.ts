// What every target and every source must do: a new connector adds one entry here and brings all of these.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Contact,
  type Creation,
  contacts as contactsFile,
  type Receipt,
  users as usersFile,
} from '../lib/artifacts.ts'
import { check } from '../lib/check.ts'
import { instances } from '../lib/config.ts'
import { counts } from '../lib/progress.ts'
import type { Source } from '../lib/sources/source.ts'
import type { Target, Written } from '../lib/targets/target.ts'
import { type Place, place } from './kit/pipeline.ts'
import { account, contactId, contactOf, userOf, worldOf } from './kit/worlds.ts'

/** A stand-in whose people are the same for every connector; ids and keys are the connector's own. */
interface Stand<T> {
  here: Place
  it: T
  /** The id of the person with this number, as the system has it. */
  id(n: number): string
  key(n: number): string
}

const world = () =>
  worldOf({
    equal: 0,
    contacts: [contactOf(1), contactOf(2), contactOf(3, { Name: '  Two   blanks ' })],
    users: [
      userOf(1),
      userOf(2, { identities: [{ type: 'email', value: 'second@acme.test' }] }),
      userOf(3, { user_fields: { not_in_sfdc: true } }),
      userOf(4, { role: 'agent' }),
    ],
  })

async function stand<T>(make: (here: Place) => Promise<T>): Promise<Stand<T>> {
  const here = await place(world(), { pageSize: 2 })
  Object.assign(process.env, here.env)
  return { here, it: await make(here), id: (n) => String(5000 + n), key: (n) => `person${n}@acme.test` }
}

const instance = (here: Place) => instances(here.config, here.data, null)[0]!
const progress = { ...counts(), say: () => undefined }

const targets: Record<string, () => Promise<Stand<Target>>> = {
  zendesk: () => stand((here) => instance(here).target(progress)),
}
const sources: Record<string, () => Promise<Stand<Source>>> = {
  salesforce: () => stand((here) => instance(here).source(progress)),
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

const receiptsOf = async (written: AsyncIterable<Written>) =>
  (await all(written)).filter((line): line is Receipt => 'outcome' in line)

const creation = (key: string, n: number): Creation => ({
  key,
  reason: 'missing',
  to: {
    active: true,
    attributes: {},
    email: key,
    externalId: `salesforce:${contactId(n)}`,
    groups: [],
    name: `Person ${n}`,
    organization: '901',
  },
})

const update = (stand: Stand<Target>, n: number, from: string, to: string) => ({
  from: { name: from },
  id: stand.id(n),
  key: stand.key(n),
  reason: 'differs' as const,
  to: { name: to },
})

const deletion = async ({ it, id }: Stand<Target>, n: number) => {
  const [user] = await it.read([id(n)])
  const { email, externalId, key, otherEmails, person } = user!
  return {
    email,
    externalId,
    from: person,
    id: id(n),
    key,
    otherEmails,
    reason: 'absent' as const,
    to: { active: false },
  }
}

for (const [name, make] of Object.entries(targets)) {
  const target = suite<Stand<Target>>(`target ${name}`)
  target.before.each(async (context) => void Object.assign(context, await make()))
  target.after.each(({ here }) => here.end())

  target('lists every user as declared, each once, however many pages that takes', async ({ it, key }) => {
    const users = await all(it.users())
    for (const user of users) check(usersFile.record, user, name)
    const keys = users.map((user) => user.key)
    assert.is(new Set(keys).size, keys.length)
    for (const n of [1, 2, 3, 4]) assert.ok(keys.includes(key(n)), key(n))
  })

  target('reads users as it lists them, and leaves out ids that nobody has', async ({ it, id }) => {
    const listed = (await all(it.users())).filter((user) => [id(1), id(2), id(3)].includes(user.id))
    const read = await it.read([id(3), id(2), '999999', id(1)])
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)
    assert.equal(read.sort(byId), listed.sort(byId))
  })

  target('knows who was removed by this sync and who is protected', async ({ it, id }) => {
    const users = new Map((await all(it.users())).map((user) => [user.id, user]))
    assert.equal(
      [1, 3].map((n) => users.get(id(n))!.person.active),
      [true, false],
    )
    assert.equal(
      [1, 3, 4].map((n) => users.get(id(n))!.protected === null),
      [true, true, false],
    )
  })

  target('reads the organizations of some accounts alone', async ({ it }) => {
    const homes = await all(it.organizations([account(1)]))
    assert.equal(
      homes.map(({ key, id }) => [key, id]),
      [[account(1), '901']],
    )
    assert.equal(await all(it.organizations([])), [])
  })

  target('finds users by a secondary address and by external id', async ({ it, id }) => {
    const found = await it.find({ emails: ['SECOND@acme.test'], externalIds: [`salesforce:${contactId(1)}`] })
    assert.equal(found.map((user) => user.id).sort(), [id(1), id(2)])
    assert.equal(await it.find({ emails: ['nobody@acme.test'], externalIds: ['salesforce:none'] }), [])
  })

  target('gives a created user an id under which it is read as it was wanted', async ({ it, key }) => {
    const entry = creation(key(50), 50)
    const [receipt] = await receiptsOf(it.create([entry]))
    assert.is(receipt!.outcome, 'applied')
    const [user] = await it.read([receipt!.id!])
    assert.equal(
      [user!.key, user!.externalId, user!.person],
      [
        entry.key,
        entry.to.externalId,
        {
          active: true,
          attributes: {},
          groups: [],
          name: 'Person 50',
          organization: '901',
        },
      ],
    )
  })

  target('goes on after an entry that is refused, with one receipt for each', async ({ it, key }) => {
    const entries = [creation(key(50), 50), creation('second@acme.test', 51), creation(key(52), 52)]
    const receipts = await receiptsOf(it.create(entries))
    const outcome = new Map(receipts.map((receipt) => [receipt.key, receipt.outcome]))
    assert.is(receipts.length, 3)
    assert.equal(
      entries.map((entry) => outcome.get(entry.key)),
      ['applied', 'conflict', 'applied'],
    )
  })

  target('creates nobody twice', async ({ it, key }) => {
    await receiptsOf(it.create([creation(key(50), 50)]))
    const [again] = await receiptsOf(it.create([creation(key(50), 50)]))
    assert.is(again!.outcome, 'unchanged')
  })

  target('changes the named fields, leaves the others, and gives what was stored', async (context) => {
    const { it, id } = context
    const [was] = await it.read([id(1)])
    const [receipt] = await receiptsOf(it.update([update(context, 1, 'Person 1', 'New Name')]))
    assert.equal(
      [receipt!.outcome, receipt!.from, receipt!.to],
      ['applied', { name: 'Person 1' }, { name: 'New Name' }],
    )
    const [now] = await it.read([id(1)])
    assert.equal(now, { ...was!, person: { ...was!.person, name: 'New Name' } })
  })

  target('does not touch what changed since it was read, nor who is protected', async (context) => {
    const { here, it, id } = context
    const before = JSON.stringify(await it.read([id(1), id(4)]))
    const receipts = await receiptsOf(
      it.update([update(context, 1, 'Other', 'New'), update(context, 4, 'Person 4', 'New')]),
    )
    const outcome = new Map(receipts.map((receipt) => [receipt.id, receipt.outcome]))
    assert.equal([outcome.get(id(1)), outcome.get(id(4))], ['conflict', 'protected'])
    assert.ok(JSON.stringify(await it.read([id(1), id(4)])) === before)
    assert.ok(here.box.requests.every(({ method, path }) => method === 'GET' || path === '/oauth/tokens'))
  })

  target('removes so that it can be told and taken back', async (context) => {
    const { it, id } = context
    const [removed] = await receiptsOf(it.remove([await deletion(context, 1)]))
    assert.is(removed!.outcome, 'applied')
    assert.is((await it.read([id(1)]))[0]!.person.active, false)
    const back = {
      from: { active: false },
      id: id(1),
      key: context.key(1),
      reason: 'returned' as const,
      to: { active: true },
    }
    const [returned] = await receiptsOf(it.update([back]))
    assert.is(returned!.outcome, 'applied')
    const [now] = await it.read([id(1)])
    assert.equal([now!.person.active, now!.protected], [true, null])
  })

  target('notes a job before its receipts, with the keys it holds', async (context) => {
    const written = await all(context.it.update([update(context, 1, 'Person 1', 'New Name')]))
    const at = written.findIndex((line) => 'job' in line)
    if (at >= 0) assert.equal((written[at] as { keys: string[] }).keys, [context.key(1)])
    assert.ok(at < written.findIndex((line) => 'outcome' in line))
  })

  target('waits for no job that nobody knows', async ({ it }) => {
    await it.settle(['V3-never-was'])
  })

  target('says a problem without credentials, for its own limits only', async ({ here }) => {
    const { problem } = await instance(here).unsigned()
    const fine: Contact = {
      account: account(1),
      email: 'ann@acme.test',
      externalId: 'salesforce:1',
      key: 'ann@acme.test',
      person: { active: true, attributes: {}, groups: [], name: 'Ann', organization: '901' },
      problem: null,
    }
    assert.is(problem(fine), null)
    assert.match(problem({ ...fine, person: { ...fine.person, name: 'x'.repeat(10_000) } }) ?? '', 'longer than')
  })

  target.run()
}

for (const [name, make] of Object.entries(sources)) {
  const source = suite<Stand<Source>>(`source ${name}`)
  source.before.each(async (context) => void Object.assign(context, await make()))
  source.after.each(({ here }) => here.end())

  source('gives everyone of the accounts it is asked for, as declared, each once', async ({ it, key }) => {
    const found = await all(it.contacts({ accounts: [account(0), account(1), account(2)], groups: [], only: null }))
    for (const contact of found) check(contactsFile.record, contact, name)
    assert.equal(found.map((contact) => contact.key).sort(), [key(1), key(2), key(3)])
    assert.ok(found.every(({ externalId }) => externalId.startsWith(`${name}:`)))
  })

  source('gives one person alone, of the accounts asked for or of whatever account', async ({ it, key }) => {
    const one = async (accounts: string[], only: string) =>
      (await all(it.contacts({ accounts, groups: [], only }))).map((contact) => contact.key)
    assert.equal(await one([], key(2)), [key(2)])
    assert.equal(await one([account(2)], key(2).toUpperCase()), [key(2)])
    assert.equal(await one([account(0)], key(2)), [])
    assert.equal(await one([], "o'brien\\'@acme.test"), [])
  })

  source('gives nobody of other accounts', async ({ it, key }) => {
    const found = await all(it.contacts({ accounts: [account(1)], groups: [], only: null }))
    assert.equal(
      found.map((contact) => contact.key),
      [key(1)],
    )
  })

  source('gives names clean, and leaves organization and groups to others', async ({ it }) => {
    const found = await all(it.contacts({ accounts: [account(0)], groups: [], only: null }))
    assert.equal(
      found.map(({ person }) => person),
      [{ active: true, attributes: {}, groups: [], name: 'Two blanks', organization: null }],
    )
  })

  source.run()
}
