// Whom the script explain finds in the files of an instance, and what nobody gets to see unasked.

import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { at } from '../kit/pipeline.ts'
import { compared, gathered, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { account, contactId } from '../kit/worlds.ts'
import { everybody, found, printed } from './kit/explained.ts'

const explain = suite('explain, of files')

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
    assert.equal([plan.entries[0].receipt.key, plan.entries[0].receipt.to], ['<address>', null])
    assert.equal(fields[2], { field: 'name', contact: '<name>', user: '<name>', same: false })

    const shown = documents((await here.run('explain', ['5101', '--reveal', '--json'])).said)
    assert.equal([shown.instance, shown.refused, shown.people.length], ['us-gov', null, 1])
    assert.equal(shown.people[0].fields[2], { field: 'name', contact: 'Person 101', user: 'Old Name', same: false })
    assert.is(shown.people[0].plan.entries[0].receipt.key, 'person101@acme.test')
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
    assert.match(
      nobody.said,
      /Check the spelling, or run again: npm run gather-users\b.*, then npm run gather-contacts\b/,
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
    assert.equal([await codes('nobody@acme.test'), await codes('5101', '--instance', 'global')], [7, 5])
    const { said } = await here.run('explain', ['5101', '--json'])
    assert.equal(said.match(/^ {2}"instance": ".*"/gm), ['  "instance": "us-gov"'])
    assert.match(said, 'is of instance us-gov, not global')
    writeFileSync(join(here.data, 'global', 'users.json'), '')
    assert.is(await codes('5101'), 0)
  }),
)

explain.run()
