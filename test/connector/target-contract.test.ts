// The contract of a target. A new target adds an entry to kit/stands.ts, and these tests run against it.

import * as assert from 'uvu/assert'
import { users as usersFile } from '../../lib/artifacts/files.ts'
import type { Contact, Creation, Fields, Receipt, Update } from '../../lib/artifacts/records.ts'
import { check } from '../../lib/errors/validate.ts'
import type { Target, Written } from '../../lib/targets/target.ts'
import { contact, type Stand, targets } from '../kit/stands.ts'
import { suite } from '../kit/suite.ts'
import { account, contactId } from '../kit/worlds.ts'

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

const receiptsOf = async (written: AsyncIterable<Written>) =>
  (await all(written)).filter((line): line is Receipt => 'outcome' in line)

const creation = ({ groups, home, parts }: Stand<Target>, key: string, n: number): Creation => ({
  key,
  reason: 'missing',
  to: {
    active: true,
    attributes: parts(`Person ${n}`),
    email: key,
    externalId: `salesforce:${contactId(n)}`,
    groups,
    name: `Person ${n}`,
    organization: home,
  },
})

const renamed = ({ parts }: Stand<Target>, name: string): Fields => {
  const attributes = parts(name)
  return { ...(Object.keys(attributes).length > 0 && { attributes }), name }
}

const update = (stand: Stand<Target>, n: number, from: string, to: string) => ({
  from: renamed(stand, from),
  id: stand.id(n),
  key: stand.key(n),
  reason: 'differs' as const,
  to: renamed(stand, to),
})

const deletion = async ({ it, id }: Stand<Target>, n: number) => {
  const [user] = await it.usersById([id(n)])
  const { email, externalId, foreignId, key, otherEmails, person } = user!
  return {
    email,
    externalId,
    foreignId,
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
  target.after.each(({ end }) => end())

  target('lists every user as declared, each once, however many pages that takes', async ({ it, key }) => {
    const users = await all(it.users())
    for (const user of users) check(usersFile.record, user, { at: name })
    const keys = users.map((user) => user.key)
    assert.is(new Set(keys).size, keys.length)
    for (const n of [1, 2, 3, 4]) assert.ok(keys.includes(key(n)), key(n))
  })

  target('reads users as it lists them, and leaves out ids that nobody has', async ({ it, id }) => {
    const listed = (await all(it.users())).filter((user) => [id(1), id(2), id(3)].includes(user.id))
    const read = await it.usersById([id(3), id(2), '999999', id(1)])
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)
    assert.equal(read.sort(byId), listed.sort(byId))
  })

  target('knows who was removed by this sync and who is protected', async ({ deletes, it, id }) => {
    const users = new Map((await all(it.users())).map((user) => [user.id, user]))
    assert.equal(
      [1, 3].map((n) => users.get(id(n))!.person.active),
      [true, deletes === true],
    )
    assert.equal(
      [1, 3, 4].map((n) => users.get(id(n))!.protected === null),
      [true, true, false],
    )
  })

  target('reads the organizations of some accounts alone', async ({ home, it }) => {
    const homes = await all(it.organizations([account(1)]))
    assert.equal(
      homes.map(({ key, id }) => [key, id]),
      home === null ? [] : [[account(1), home]],
    )
    assert.equal(await all(it.organizations([])), [])
  })

  target('finds users by every address and by external id, where it keeps these', async (context) => {
    const { it, id, keepsAddressesAlone, key } = context
    const emails = [keepsAddressesAlone ? key(2).toUpperCase() : 'SECOND@acme.test']
    const found = await it.findUsers({ emails, externalIds: [`salesforce:${contactId(1)}`] })
    assert.equal(found.map((user) => user.id).sort(), keepsAddressesAlone ? [id(2)] : [id(1), id(2)])
    assert.equal(await it.findUsers({ emails: ['nobody@acme.test'], externalIds: ['salesforce:none'] }), [])
  })

  target('gives a created user an id under which it is read as it was wanted', async (context) => {
    const { groups, home, it, keepsAddressesAlone, key, parts } = context
    const entry = creation(context, key(50), 50)
    const [receipt] = await receiptsOf(it.create([entry]))
    assert.is(receipt!.outcome, 'applied')
    const [user] = await it.usersById([receipt!.id!])
    assert.equal(
      [user!.key, user!.externalId, user!.person],
      [
        entry.key,
        keepsAddressesAlone ? null : entry.to.externalId,
        {
          active: true,
          attributes: parts('Person 50'),
          groups,
          name: 'Person 50',
          organization: home,
        },
      ],
    )
  })

  target('goes on after an entry that is refused, with one receipt for each', async (context) => {
    const { it, key } = context
    const entries = [
      [50, 50],
      [2, 51],
      [52, 52],
    ].map(([n, id]) => creation(context, key(n!), id!))
    const receipts = await receiptsOf(it.create(entries))
    const outcome = new Map(receipts.map((receipt) => [receipt.key, receipt.outcome]))
    assert.is(receipts.length, 3)
    assert.equal(
      entries.map((entry) => outcome.get(entry.key)),
      ['applied', 'conflict', 'applied'],
    )
  })

  target('creates nobody twice', async (context) => {
    const { it, key } = context
    await receiptsOf(it.create([creation(context, key(50), 50)]))
    const [again] = await receiptsOf(it.create([creation(context, key(50), 50)]))
    assert.is(again!.outcome, 'unchanged')
  })

  target('changes the named fields, leaves the others, and gives what was stored', async (context) => {
    const { it, id } = context
    const [was] = await it.usersById([id(1)])
    const [receipt] = await receiptsOf(it.update([update(context, 1, 'Person 1', 'New Name')]))
    assert.equal(
      [receipt!.outcome, receipt!.from, receipt!.to],
      ['applied', renamed(context, 'Person 1'), renamed(context, 'New Name')],
    )
    const [now] = await it.usersById([id(1)])
    assert.equal(now, { ...was!, person: { ...was!.person, ...renamed(context, 'New Name') } })
  })

  target('does not touch what changed since it was read, nor who is protected', async (context) => {
    const { isUntouched, it, id } = context
    const before = JSON.stringify(await it.usersById([id(1), id(4)]))
    const receipts = await receiptsOf(
      it.update([update(context, 1, 'Other Name', 'New Name'), update(context, 4, 'Person 4', 'New Name')]),
    )
    const outcome = new Map(receipts.map((receipt) => [receipt.id, receipt.outcome]))
    assert.equal([outcome.get(id(1)), outcome.get(id(4))], ['conflict', 'protected'])
    assert.ok(JSON.stringify(await it.usersById([id(1), id(4)])) === before)
    assert.ok(isUntouched())
  })

  target('removes so that it can be told and taken back', async (context) => {
    const { it, id } = context
    const [removed] = await receiptsOf(it.remove([await deletion(context, 1)]))
    assert.is(removed!.outcome, 'applied')
    if (context.deletes) return assert.equal(await it.usersById([id(1)]), [])
    assert.is((await it.usersById([id(1)]))[0]!.person.active, false)
    const back: Update = {
      from: { active: false },
      id: id(1),
      key: context.key(1),
      reason: 'returned',
      to: { active: true },
    }
    const [returned] = await receiptsOf(it.update([back]))
    assert.is(returned!.outcome, 'applied')
    const [now] = await it.usersById([id(1)])
    return assert.equal([now!.person.active, now!.protected], [true, null])
  })

  target('notes a job before its receipts, with the keys it holds', async (context) => {
    const written = await all(context.it.update([update(context, 1, 'Person 1', 'New Name')]))
    const at = written.findIndex((line) => 'job' in line)
    if (at >= 0) assert.equal((written[at] as { keys: string[] }).keys, [context.key(1)])
    assert.ok(at < written.findIndex((line) => 'outcome' in line))
  })

  target('waits for no job that nobody knows', async ({ it }) => {
    await it.awaitJobs(['V3-never-was'])
  })

  target('says a problem without credentials, for its own limits only', async ({ broken, withoutCredentials }) => {
    const { adapt = (one: Contact) => one, targetProblem } = await withoutCredentials()
    assert.is(targetProblem(adapt(contact)), null)
    if (broken) assert.match(targetProblem(broken.contact) ?? '', broken.word)
  })

  target.run()
}
