// What the script explain says of the plan files and the receipts of an instance, and which files it says compare
// refuses.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { type Artifact, contacts, updated, users } from '../../lib/artifacts/files.ts'
import { open } from '../../lib/artifacts/read.ts'
import { finish, newArtifact, publish } from '../../lib/artifacts/write.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { compared, gathered, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { account, contactId } from '../kit/worlds.ts'
import { everybody, found, printed } from './kit/explained.ts'

const explain = suite('explain, of plans')

const one = async (here: Place, asked: string) => (await found(here, asked)).people[0]!

/** Writes a file again with another head or foot, or other records. */
function rewritten<T, S extends Artifact<T>['extra']>(
  here: Place,
  of: Artifact<T, S>,
  head: object,
  { complete = true, change = (record: T) => record } = {},
) {
  const from = open(here.folder, of)
  const file = newArtifact(of)
  for (const record of from.records) file.add(change(record))
  const { artifact: _, version: __, ...rest } = from.head
  publish(here.folder, finish(file, { ...rest, ...head }, { complete }))
}

explain('says of everybody in a plan file what that file says, and of the others that they are in none', () =>
  at(everybody(), async (here) => {
    await compared(here)
    let people = 0
    for (const file of ['create', 'update', 'delete', 'held'] as const) {
      for (const record of here.json(`${file}.json`).records) {
        const { id, reason, to } = record as { id?: string; reason: string; to?: { externalId?: string } }
        const { contacts: held = [], users: ids = [] } = record as {
          contacts?: { externalId: string }[]
          users?: string[]
        }
        for (const asked of [id ?? to?.externalId ?? [], ids, held.map(({ externalId }) => externalId)].flat()) {
          const { people: all, refused } = await found(here, asked)
          assert.is(refused, null)
          const [{ file: its, plan, reason: decided }] = all as [(typeof all)[number]]
          assert.equal([its, decided, plan!.outdated, plan!.agrees], [file, reason, null, true], asked)
          assert.equal(plan!.entries, [{ file, reason, receipt: null }], asked)
          people++
        }
      }
    }
    assert.ok(people > 12)
    for (const asked of ['5000', '5104', '5106']) {
      const { file, plan } = await one(here, asked)
      assert.equal([file, plan!.entries, plan!.agrees, plan!.outdated], [null, [], true, null])
    }
    const merged = await one(here, contactId(113))
    assert.is(merged.representative, `salesforce:${contactId(112)}`)
    assert.equal((await one(here, 'two@acme.test')).reason, 'different-accounts')
    assert.equal(
      (await one(here, '5106')).decision,
      'no contact, user protected (address rule *@gitlab.com): nothing to do',
    )
    assert.equal(
      (await one(here, 'two@acme.test')).organizations.map(({ account: its }) => its).sort(),
      [account(0), account(1)].sort(),
    )
  }),
)

explain('says when the plan is not of today, and when it says otherwise than today', () =>
  at(everybody(), async (here) => {
    await compared(here)
    const stale = async (asked: string, outdated: RegExp, now = new Date()) => {
      const { people, refused } = await found(here, asked, now)
      const { plan } = people[0]!
      assert.match(plan!.outdated ?? '', outdated)
      return { ...people[0]!, refused, entries: plan!.entries.map(({ file }) => file), agrees: plan!.agrees }
    }
    const late = await stale('5103', /create.json was gathered 7.0 h ago/, new Date(Date.now() + 7 * 3_600_000))
    assert.match(late.refused ?? '', 'was gathered 7.0 h ago')
    assert.ok(late.agrees)

    here.settings((instance) => Object.assign(instance, { scope: 'managed', duplicates: 'first' }))
    const moved = await stale(contactId(110), /^the settings changed/)
    assert.equal([moved.refused, moved.file, moved.entries, moved.agrees], [null, 'create', ['held'], false])
    const { said } = await here.run('explain', [contactId(110)])
    assert.match(
      said,
      /plan +held.json \(different-accounts\)\noutdated +the settings changed.*\ndiffers +today's decision is another/,
    )

    here.settings(({ protect }) => protect.push('tag:vip'))
    const refused = await here.run('explain', ['5101'])
    assert.is(refused.code, 0)
    assert.match(refused.said, /^compare would refuse: \w+.json was made with other settings than those of today/)
    const { refused: why } = JSON.parse(await printed(here, '5101', { json: true }))
    assert.match(why, 'was made with other settings')

    here.settings(() => undefined)
    here.box.world.zendesk.users.find(({ id }) => id === 5101)!.name = 'Person 101'
    here.box.world.zendesk.users.find(({ id }) => id === 5001)!.name = 'New Name'
    await gathered(here, 'gather-users')
    const changed = await stale('5101', /^made from other files than these/)
    assert.equal([changed.refused, changed.file, changed.entries, changed.agrees], [null, null, ['update'], false])
    rewritten(
      here,
      users,
      {},
      { change: (user) => (user.id === '5103' ? { ...user, id: '5203', externalId: null } : user) },
    )
    here.box.world.salesforce.contacts.find(({ Id }) => Id === contactId(100))!.Id = contactId(200)
    await gathered(here, 'gather-contacts')
    const remade = await stale(contactId(200), /./)
    assert.equal([remade.file, remade.entries], ['create', ['create']], 'another id, the same person')
    const other = await stale('5203', /./)
    assert.equal([other.file, other.entries, other.agrees], ['delete', [], false], 'the same address, another user')
    const unplanned = await stale('5001', /./)
    assert.equal([unplanned.file, unplanned.entries, unplanned.agrees], ['update', [], false])
    rmSync(join(here.folder, 'update.json'))
    assert.equal((await stale('5101', /./)).entries, [])
    for (const file of ['create', 'delete', 'held']) rmSync(join(here.folder, `${file}.json`))
    assert.is((await one(here, '5101')).plan, null)
    assert.match(await printed(here, '5101'), 'plan            none yet: npm run compare')
  }),
)

explain('takes no receipt of another plan, nor anybody else’s', () =>
  at(everybody(), async (here) => {
    await compared(here)
    await synced(here)
    const received = async () => (await one(here, '5102')).plan!.entries[0]!.receipt
    assert.equal([(await received())!.key, (await received())!.outcome], ['person102@acme.test', 'applied'])
    rewritten(here, updated, {}, { change: (receipt) => ({ ...receipt, id: '9' }) })
    assert.is(await received(), null)
    rewritten(here, updated, { plan: '0'.repeat(64) }, { change: (receipt) => ({ ...receipt, id: '5102' }) })
    assert.is(await received(), null)
    assert.match(await printed(here, '5102'), 'receipt         none of this plan')
  }),
)

explain('decides as compare does after a read that does not cover all people', () =>
  at(everybody(), async (here) => {
    await compared(here)
    rewritten(here, contacts, {}, { complete: false })
    const { decision, reason, plan } = await one(here, '5103')
    assert.equal([reason, plan!.agrees], ['left-alone', false])
    assert.is(decision, 'no contact, but contacts.json does not cover all people: nothing to do')
  }),
)

explain('refuses files of another instance, and says that compare refuses those that do not belong together', () =>
  at(everybody(), async (here) => {
    await compared(here)
    rewritten(here, contacts, { instance: 'global' })
    const { code, said } = await here.run('explain', ['5101'])
    assert.is(code, 5, said)
    assert.match(said, 'contacts.json is of instance global, not us-gov')
    rewritten(here, contacts, { instance: 'us-gov', inputs: { organizations: '0'.repeat(64), groups: '0'.repeat(64) } })
    assert.match((await found(here, '5101')).refused ?? '', 'contacts.json was not made with this organizations.json')
  }),
)

explain.run()
