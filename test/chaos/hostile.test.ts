// Whatever people and organizations are called, and whatever stands in the settings: values stay values.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { cleanName } from '../../lib/artifacts/key.ts'
import { type Instance, instances } from '../../lib/config/config.ts'
import { signProblem } from '../../lib/core/loose-forms.ts'
import { Failure } from '../../lib/errors/failure.ts'
import { makePlan } from '../../lib/scripts/compare.ts'
import { patternOf } from '../../lib/sources/salesforce/patterns.ts'
import { soqlOfContacts, soqlOfLike } from '../../lib/sources/salesforce/soql.ts'
import { at, STAGES } from '../kit/pipeline.ts'
import { parameters } from '../kit/random.ts'
import { userAt } from '../kit/receipts.ts'
import { gathered, stageIn, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { anyText } from '../kit/texts.ts'
import { account, contactOf, organizations, userOf, worldOf } from '../kit/worlds.ts'

const hostile = suite('hostile values')

const NAMES = [
  `Robert'); DROP TABLE "students"; --`,
  'two\nlines\r\nsync us-gov: create 999 applied',
  'bell \u0007 escape \u001b[31mred\u001b[0m null \u0000 end',
  '=HYPERLINK("http://evil.test","click")',
  "@SUM(1+1)*cmd|'/C calc'!A0",
  'right\u202eto left\u202c \u2066mark\u2069',
  '__proto__',
  'constructor',
  '","problem":null,"key":"admin@acme.test',
  '],"count":0,"complete":true}',
  '\\',
  'lone \ud800 surrogate',
  'https://evil.test/?a=b&c=d#e',
  '$ZENDESK_CLIENT_SECRET $(id) `id`',
  'x'.repeat(10_000),
]

/** Everybody of these names, half of them to create, half to rename, in organizations that are called so too. */
function world() {
  const numbered = NAMES.map((name, n) => ({ name, n: 100 + n }))
  const all = worldOf({
    contacts: numbered.flatMap(({ name, n }) => [contactOf(n, { Name: name }), contactOf(n + 100, { Name: name })]),
    users: numbered.map(({ n }) => userOf(n)),
  })
  all.zendesk.organizations = all.zendesk.organizations.map((one, n) => ({ ...one, name: NAMES[n + 1]! }))
  const odd = ["' OR Id != '", '__proto__', '../../etc', 'x'.repeat(10_000), "001'\\", '001000000000000A B']
  all.zendesk.organizations.push(
    ...organizations(40)
      .slice(34)
      .map((one, n) => ({ ...one, organization_fields: { salesforce_id: odd[n]! } })),
  )
  return all
}

/** What a terminal obeys, line ends and tabs aside. */
const OBEYED = /(?![\n\t])[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

hostile('names and ids go through the whole line as they are, or are held; nothing they say is done', () =>
  at(world(), async (here) => {
    here.settings(({ limits }) =>
      Object.assign(limits, { create: { count: 99, share: 1 }, update: { count: 99, share: 1 } }),
    )
    let said = ''
    for (const stage of STAGES) {
      const ended = await here.run(stage)
      assert.is(ended.code, 0, ended.said)
      said += ended.said
    }
    assert.not.match(said, OBEYED)
    assert.not.match(said, /^sync us-gov: create 999/m)
    assert.match(said, /organizations, 6 without an account id/)
    for (const [n, name] of NAMES.entries()) {
      const isTaken = cleanName(name).length <= 255 && signProblem(cleanName(name)) === null
      assert.is(userAt(here, 5100 + n).name, isTaken ? cleanName(name) : `Person ${100 + n}`)
      const made = here.box.world.zendesk.users.filter(({ email }) => email === `person${200 + n}@acme.test`)
      assert.equal(
        made.map((one) => one.name),
        isTaken ? [cleanName(name)] : [],
        name.slice(0, 40),
      )
    }
    for (const file of ['contacts.json', 'users.json', 'create.json', 'update.json', 'created.json'])
      for (const line of here.text(file).trim().split('\n').slice(1, -1)) JSON.parse(line.replace(/,$/, ''))
    assert.is(Object.getPrototypeOf({}), Object.prototype)
    await gathered(here)
    assert.match((await stageIn(here, makePlan)).line, /^Plan: 0 to create, 0 to update, 0 to delete, 6 held/)
    assert.match((await synced(here)).line, 'nothing to do')
  }),
)

hostile('nothing but ids that are ids and quoted texts reaches a query', () => {
  const settings = { attributes: {}, key: 'Email', accountField: 'Account.Id__c', where: "Name != ''" }
  fc.assert(
    fc.property(anyText({ maxLength: 40 }), (value) => {
      const query = soqlOfLike(settings, 'Email', { patterns: [patternOf(value)], control: { id: '0', pattern: 'a' } })
      const [, inside] =
        /^SELECT Id, Email, Account.Id__c FROM Contact WHERE Name != '' AND \(Email LIKE '(.*)' OR \(Id = '0' AND Email LIKE 'a'\)\) ORDER BY Id$/s.exec(
          query,
        )!
      assert.not.match(inside!, /['\\]/)
      assert.throws(() => soqlOfContacts(settings, [account(0), `${value}'`]), /is no Salesforce account id/)
    }),
    parameters(2_000),
  )
})

/** The settings after a change of their text or their JSON: taken, or refused with exit 7. */
async function refusal(path: string, text: string): Promise<string | null> {
  writeFileSync(path, text)
  let found: Instance[] = []
  try {
    found = instances({ file: path, data: 'data' })
    for (const one of found) await one.withoutCredentials()
    return null
  } catch (error) {
    if (error instanceof Failure && error.code === 7) return error.message
    throw error
  }
}

const SHIPPED = readFileSync(join(import.meta.dirname, '..', '..', 'sync.config.json'), 'utf8')

hostile('settings with anything in them are taken or refused by name, and reach no other folder', () =>
  at(worldOf(), async ({ config }) => {
    const named = (name: string) => SHIPPED.replace('"us-gov"', JSON.stringify(name))
    for (const name of ['../x', '__proto__', '', '.', '..', 'a/b', 'a\\b', 'a b', '-rf', 'é'])
      assert.match((await refusal(config, named(name))) ?? '', /an instance name|has no instance/, name)
    for (const field of ["Id FROM User WHERE Name = 'x' --", 'Account.', 'Account Id', "Account.Id'"])
      assert.match(
        (await refusal(config, SHIPPED.replace('Account.Account_ID_18__c', field))) ?? '',
        'a path of fields',
      )
    for (const text of [
      '',
      '[]',
      'null',
      '{"instances":[]}',
      '{"instances":{"a":null}}',
      '{"__proto__":{"instances":{}}}',
    ])
      assert.ok(await refusal(config, text), text)
    assert.is(await refusal(config, SHIPPED), null)
  }),
)

for (const url of [
  'https://root:secret@acme.zendesk.com',
  'http://acme.zendesk.com',
  'file:///etc/passwd',
  'javascript:1',
]) {
  hostile(
    `${url.split(':')[0]} as an address with what it must not have is refused: ${url.replace('secret', '...')}`,
    () =>
      at(worldOf(), async (here) => {
        const { code, said } = await here.run('gather-organizations', [], { ZENDESK_URL: url })
        assert.is(code, 7)
        assert.not.match(said, 'secret@')
      }),
  )
}

hostile.run()
