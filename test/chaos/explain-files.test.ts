// What the script explain says of the files of an instance: the plan, its receipts, and what nobody gets to see unasked.

import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Artifact, contacts, updated, users } from '../../lib/artifacts.ts'
import { explanations } from '../../lib/explain/explain.ts'
import { rendered } from '../../lib/explain/shown.ts'
import type { makePlan } from '../../lib/planner.ts'
import { draft, part, publish } from '../../lib/publish.ts'
import { open } from '../../lib/store.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { compared, gathered, stageIn, synced } from '../kit/stages.ts'
import { account, contactId, contactOf, userOf, worldOf } from '../kit/worlds.ts'

const explain = suite('explain, of files')

/** Somebody in every plan file, and for every reason that holds. */
const everybody = () =>
  worldOf({
    contacts: [
      contactOf(100),
      contactOf(101),
      contactOf(102),
      contactOf(105),
      contactOf(110, { Email: 'two@acme.test', AccountId: account(0) }),
      contactOf(111, { Email: 'two@acme.test', AccountId: account(1) }),
      contactOf(112, { Email: 'same@acme.test', AccountId: account(0) }),
      contactOf(113, { Email: 'same@acme.test', AccountId: account(0) }),
      contactOf(114, { Email: 'renamed@acme.test' }),
      contactOf(115),
      contactOf(116),
      contactOf(117, { Email: 'boss@gitlab.com' }),
      contactOf(118),
    ],
    users: [
      userOf(101, { name: 'Old Name' }),
      userOf(102, { user_fields: { not_in_sfdc: true } }),
      userOf(103),
      userOf(104, { role: 'admin', email: 'root@acme.test', external_id: null }),
      userOf(106, { email: 'ceo@gitlab.com', external_id: null }),
      userOf(114),
      userOf(115, { external_id: `salesforce:${contactId(116)}` }),
      userOf(118, { name: 'Old Name', role: 'agent' }),
    ],
  })

/** What explain finds, in this process. */
async function found(here: Place, asked: string, now = new Date()) {
  const all: ReturnType<typeof explanations>[] = []
  const work = (run: Parameters<typeof makePlan>[0]) => {
    all.push(explanations(asked, run))
    return Promise.resolve({ line: '' })
  }
  const { code, line } = await stageIn(here, work, { now })
  if (!all[0]) throw new Error(`${code}: ${line}`)
  return all[0]
}

const one = async (here: Place, asked: string) => (await found(here, asked)).people[0]!

/** What it prints. */
const printed = async (here: Place, asked: string, how: { json?: boolean; reveal?: boolean } = {}) =>
  rendered(await found(here, asked), { json: false, reveal: false, ...how })

/** Writes a file again with another head or foot, or other records. */
function rewritten<T, S extends Artifact<T>['extra']>(
  here: Place,
  of: Artifact<T, S>,
  head: object,
  { complete = true, change = (record: T) => record } = {},
) {
  const from = open(here.folder, of)
  const file = draft(of)
  for (const record of from.records) file.add(change(record))
  const { artifact: _, version: __, ...rest } = from.head
  publish(here.folder, part(file, { ...rest, ...head }, { complete }))
}

/** Without the backslashes before quotation marks. */
const plain = (said: string) => said.replaceAll(/\\+"/g, '"')

const documents = (said: string) => JSON.parse(said.slice(said.indexOf('{'), said.lastIndexOf('}') + 1))

explain('tells the gates of one person in order, by id or address, and names nobody unless asked to', () =>
  at(everybody(), async (here) => {
    await compared(here)
    await synced(here)
    const { code, said } = await here.run('explain', ['PERSON101@acme.test'])
    assert.is(code, 0, said)
    const labels = [
      'instance',
      'contact',
      'problem',
      'organization',
      'user',
      'matched by',
      'protected',
      'scope',
      'fields',
    ]
    assert.equal(said.match(/^[a-z]+(?: [a-z]+)?(?= {2})/gm), [...labels, 'decision', 'plan', 'current', 'receipt'])
    assert.match(said, `contact         salesforce:${contactId(101)} of account ${account(101 % 3)}\n`)
    assert.match(said, `organization    ${900 + (101 % 3)} carries account ${account(101 % 3)}\n`)
    assert.match(said, `user            5101 (salesforce:${contactId(101)})\nmatched by      address\n`)
    assert.match(said, 'protected       no\nscope           end-users: in scope, removable\n')
    assert.match(said, /email +<address> +<address>\n/)
    assert.match(said, /name +<name> +<name> +differs\n/)
    assert.match(said, 'user differs in a mapped field: update (update.json)\nplan            update.json (differs)\n')
    assert.match(
      said,
      'current         made from these files with the settings of today\nreceipt         applied, user 5101\n',
    )
    assert.not.match(said, /Old Name|Person 101|@acme/)
    const json = await printed(here, '5101', { json: true })
    assert.not.match(json, /Old Name|Person 101|@acme/)
    const { plan, fields } = JSON.parse(json).people[0]
    assert.equal([plan.stands[0].receipt.key, plan.stands[0].receipt.to], ['<address>', null])
    assert.equal(fields[2], { field: 'name', contact: '<name>', user: '<name>', same: false })

    const shown = documents((await here.run('explain', ['5101', '--reveal', '--json'])).said)
    assert.equal([shown.instance, shown.refused, shown.people.length], ['us-gov', null, 1])
    assert.equal(shown.people[0].fields[2], { field: 'name', contact: 'Person 101', user: 'Old Name', same: false })
    assert.is(shown.people[0].plan.stands[0].receipt.key, 'person101@acme.test')
  }),
)

explain('hides addresses in the words of a remote, in rules and in problems, and keeps the JSON whole', () =>
  at(everybody(), async (here) => {
    await compared(here)
    const details = { email: [{ description: 'Email: "person105@acme.test" is refused' }] }
    const refusal = { error: 'RecordInvalid', description: 'Record validation errors', details }
    here.interfere((_, { method, path }) =>
      method === 'POST' && path.endsWith('/users') ? { status: 422, body: refusal } : undefined,
    )
    await synced(here)
    const cases = [
      [contactId(105), 'Email: "<address>" is refused'],
      [contactId(117), 'protected by the rule <address>'],
      ['5106', 'address rule <address>'],
    ] as const
    for (const [asked, words] of cases) {
      const [text, json] = [await printed(here, asked), await printed(here, asked, { json: true })]
      assert.is(JSON.parse(json).people.length, 1)
      for (const said of [plain(text), plain(json)]) {
        assert.match(said, words)
        assert.not.match(said, '@')
      }
    }
    assert.match(await printed(here, '5106', { reveal: true }), 'protected       address rule *@gitlab.com')
    assert.match(await printed(here, contactId(105), { reveal: true }), 'person105@acme.test')
    assert.match(plain(await printed(here, contactId(105), { reveal: true, json: true })), '"person105@acme.test"')
  }),
)

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
          const [{ file: its, plan, row }] = all as [(typeof all)[number]]
          assert.equal([its, row, plan!.outdated, plan!.agrees], [file, reason, null, true], asked)
          assert.equal(plan!.stands, [{ file, reason, receipt: null }], asked)
          people++
        }
      }
    }
    assert.ok(people > 12)
    for (const asked of ['5000', '5104', '5106']) {
      const { file, plan } = await one(here, asked)
      assert.equal([file, plan!.stands, plan!.agrees, plan!.outdated], [null, [], true, null])
    }
    const folded = await one(here, contactId(113))
    assert.is(folded.stands, `salesforce:${contactId(112)}`)
    assert.equal((await one(here, 'two@acme.test')).row, 'different-accounts')
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

explain('shows the id of a user that sync created, and finds them by it', () =>
  at(everybody(), async (here) => {
    await compared(here)
    await synced(here)
    for (const n of [100, 105]) {
      const { id } = here.box.world.zendesk.users.find(({ email }) => email === `person${n}@acme.test`)!
      const said = await printed(here, String(id))
      assert.match(said, `contact         salesforce:${contactId(n)}`)
      assert.match(said, `receipt         applied, user ${id}\n`)
    }
  }),
)

explain('does not take the owner of an address that a creation met for who was created', () =>
  at(everybody(), async (here) => {
    await compared(here)
    const all = here.box.world.zendesk.users
    const owner = { id: 5205, email: 'person105@acme.test', external_id: null }
    all.push({ ...all.find(({ id }) => id === 5101)!, ...owner, identities: [] })
    await synced(here)
    assert.match(
      await printed(here, contactId(105)),
      'receipt         conflict, user 5205: the address belongs to user',
    )
    const nobody = await found(here, '5205').catch(String)
    assert.match(String(nobody), 'neither contacts.json nor users.json has')
  }),
)

explain('says when the plan is not of today, and when it says otherwise than today', () =>
  at(everybody(), async (here) => {
    await compared(here)
    const stale = async (asked: string, outdated: RegExp, now = new Date()) => {
      const { people, refused } = await found(here, asked, now)
      const { plan } = people[0]!
      assert.match(plan!.outdated ?? '', outdated)
      return { ...people[0]!, refused, stands: plan!.stands.map(({ file }) => file), agrees: plan!.agrees }
    }
    const late = await stale('5103', /create.json was gathered 7.0 h ago/, new Date(Date.now() + 7 * 3_600_000))
    assert.match(late.refused ?? '', 'was gathered 7.0 h ago')
    assert.ok(late.agrees)

    here.settings((instance) => Object.assign(instance, { scope: 'managed', duplicates: 'first' }))
    const moved = await stale(contactId(110), /^the settings changed/)
    assert.equal([moved.refused, moved.file, moved.stands, moved.agrees], [null, 'create', ['held'], false])
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
    assert.equal([changed.refused, changed.file, changed.stands, changed.agrees], [null, null, ['update'], false])
    rewritten(
      here,
      users,
      {},
      { change: (user) => (user.id === '5103' ? { ...user, id: '5203', externalId: null } : user) },
    )
    here.box.world.salesforce.contacts.find(({ Id }) => Id === contactId(100))!.Id = contactId(200)
    await gathered(here, 'gather-contacts')
    const remade = await stale(contactId(200), /./)
    assert.equal([remade.file, remade.stands], ['create', ['create']], 'another id, the same person')
    const other = await stale('5203', /./)
    assert.equal([other.file, other.stands, other.agrees], ['delete', [], false], 'the same address, another user')
    const unplanned = await stale('5001', /./)
    assert.equal([unplanned.file, unplanned.stands, unplanned.agrees], ['update', [], false])
    rmSync(join(here.folder, 'update.json'))
    assert.equal((await stale('5101', /./)).stands, [])
    for (const file of ['create', 'delete', 'held']) rmSync(join(here.folder, `${file}.json`))
    assert.is((await one(here, '5101')).plan, null)
    assert.match(await printed(here, '5101'), 'plan            none yet: npm run compare')
  }),
)

explain('takes no receipt of another plan, nor anybody else’s', () =>
  at(everybody(), async (here) => {
    await compared(here)
    await synced(here)
    const received = async () => (await one(here, '5102')).plan!.stands[0]!.receipt
    assert.equal([(await received())!.key, (await received())!.outcome], ['person102@acme.test', 'applied'])
    rewritten(here, updated, {}, { change: (receipt) => ({ ...receipt, id: '9' }) })
    assert.is(await received(), null)
    rewritten(here, updated, { plan: '0'.repeat(64) }, { change: (receipt) => ({ ...receipt, id: '5102' }) })
    assert.is(await received(), null)
    assert.match(await printed(here, '5102'), 'receipt         none of this plan')
  }),
)

explain('decides as compare does after a read that does not claim to be everyone', () =>
  at(everybody(), async (here) => {
    await compared(here)
    rewritten(here, contacts, {}, { complete: false })
    const { decision, row, plan } = await one(here, '5103')
    assert.equal([row, plan!.agrees], ['left-alone', false])
    assert.is(decision, 'no contact, but contacts.json does not claim to be everyone: nothing to do')
  }),
)

explain('says that compare refuses files of another instance, or that do not belong together', () =>
  at(everybody(), async (here) => {
    await compared(here)
    rewritten(here, contacts, { instance: 'global' })
    assert.match((await found(here, '5101')).refused ?? '', 'contacts.json is of instance global, not us-gov')
    rewritten(here, contacts, { instance: 'us-gov', inputs: { organizations: '0'.repeat(64), groups: '0'.repeat(64) } })
    assert.match((await found(here, '5101')).refused ?? '', 'contacts.json was not made with this organizations.json')
  }),
)

explain('ends with 7 for who is nowhere, and names what may be the cause', () =>
  at(everybody(), async (here) => {
    await compared(here)
    const nobody = await here.run('explain', ['nobody@acme.test'])
    assert.is(nobody.code, 7)
    assert.match(nobody.said, 'neither contacts.json nor users.json has this address or id')
    assert.match(
      nobody.said,
      'or their account has no organization in the target; the target does not have them, or without an address',
    )
    assert.is((await here.run('explain')).code, 7)
    here.box.world.zendesk.users = here.box.world.zendesk.users.filter(({ id }) => id !== 5103)
    await gathered(here, 'gather-users')
    const gone = await here.run('explain', ['5103'])
    assert.equal([gone.code, /Only delete.json has them, made from other files/.test(gone.said)], [7, true], gone.said)
  }),
)

explain('asked of several instances it is enough that one has the person', () =>
  at(everybody(), async (here) => {
    await compared(here)
    const settings = JSON.parse(readFileSync(here.config, 'utf8'))
    settings.instances.global = settings.instances['us-gov']
    writeFileSync(here.config, JSON.stringify(settings))
    const codes = async (...flags: string[]) => (await here.run('explain', flags)).code
    assert.equal([await codes('5101'), await codes('5101', '--instance', 'global')], [0, 7], 'no files')
    cpSync(here.folder, join(here.data, 'global'), { recursive: true })
    assert.equal([await codes('nobody@acme.test'), await codes('5101', '--instance', 'global')], [7, 0])
    const { said } = await here.run('explain', ['5101', '--json'])
    assert.equal(said.match(/^ {2}"instance": ".*"/gm), ['  "instance": "us-gov"', '  "instance": "global"'])
    assert.match(said, 'is of instance us-gov, not global')
    writeFileSync(join(here.data, 'global', 'users.json'), '')
    assert.is(await codes('5101'), 0)
  }),
)

explain.run()
