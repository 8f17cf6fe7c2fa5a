// From what a source says to a line of contacts.json; Salesforce's account ids on the way.

import { readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { contactPlacer } from '../../lib/core/place-contact.ts'
import { recordId } from '../../lib/sources/salesforce/record-id.ts'
import { contact } from '../kit/people.ts'
import { sample } from '../kit/samples.ts'
import { suite } from '../kit/suite.ts'

const contacts = suite('contacts')

const organization = (key: string, id: string) => ({ id, key, name: key })

const settle = (changes: Partial<Parameters<typeof contactPlacer>[0]> = {}) =>
  contactPlacer({
    organizations: [organization('acme', '9001'), organization('twin', '9002'), organization('twin', '9003')],
    groups: [organization('admins', '72'), organization('billing', '71')],
    hasOrganizations: true,
    protect: ['*@gitlab.com', 'tag:vip'],
    targetProblem: () => null,
    ...changes,
  })

/** As a source yields it. */
const found = (fields: Parameters<typeof contact>[0] = {}) => contact({ organization: null, ...fields })

contacts('a contact gets the organization of its account', () => {
  assert.equal(settle()(found()), contact({ organization: '9001' }))
})

contacts('a contact whose account has no organization in the target is dropped', () => {
  assert.is(settle()(found({ account: 'nobody' })), null)
  assert.is(settle()({ ...found(), account: null }), null)
  assert.is(settle()(found({ account: 'nobody', problem: 'no usable name' })), null)
})

contacts('where the target has no organizations nobody is dropped for want of one', () => {
  const without = settle({ hasOrganizations: false, organizations: [] })
  assert.equal(without({ ...found(), account: null }), { ...found(), account: null })
  assert.equal(without(found({ account: 'acme' })), found({ account: 'acme' }))
  assert.equal(settle({ hasOrganizations: false })(found({ account: 'acme' })), found({ account: 'acme' }))
})

contacts('an account with two organizations is ambiguous, and the problem names both', () => {
  const settled = settle()(found({ account: 'twin' }))
  assert.match(settled?.problem ?? '', 'organization ambiguous')
  assert.match(settled?.problem ?? '', '9002')
  assert.match(settled?.problem ?? '', '9003')
})

contacts('groups get the ids of the target, in order; one that the target lacks is a problem', () => {
  assert.equal(settle()(found({ groups: ['admins', 'billing'] }))?.person.groups, ['71', '72'])
  assert.match(settle()(found({ groups: ['admins', 'pilots'] }))?.problem ?? '', 'pilots')
})

contacts('an address that a rule protects is a problem of its own contact', () => {
  assert.match(settle()(found({ email: 'Ann@GitLab.com' }))?.problem ?? '', '*@gitlab.com')
  assert.is(settle()(found({ email: 'ann@gitlab.com.test' }))?.problem, null)
  assert.is(settle()({ ...found(), email: null })?.problem, null)
})

contacts('a limit of the target is asked about the contact as it will be written', () => {
  const limit = ({ person }: ReturnType<typeof contact>) => `too long for ${person.organization}`
  assert.is(settle({ targetProblem: limit })(found())?.problem, 'too long for 9001')
})

contacts('of several problems the first stands: the source, the organization, groups, the address, limits', () => {
  const all = settle({ targetProblem: () => 'over a limit' })
  const person = { account: 'twin', email: 'ann@gitlab.com', groups: ['pilots'] }
  assert.is(all(found({ ...person, problem: 'no usable name' }))?.problem, 'no usable name')
  assert.match(all(found(person))?.problem ?? '', 'organization ambiguous')
  assert.match(all(found({ ...person, account: 'acme' }))?.problem ?? '', 'pilots')
  assert.match(all(found({ ...person, account: 'acme', groups: [] }))?.problem ?? '', '*@gitlab.com')
  assert.is(all(found())?.problem, 'over a limit')
})

contacts('a name with an invisible character is a problem that names it, and shields what it could mean', () => {
  const place = settle()
  const cases: [Parameters<typeof contact>[0], string, string[]][] = [
    [{ email: 'an\u200bn@acme.test' }, 'its address has U+200B at character 3', ['ann@acme.test']],
    [{ email: '<ann@acme.test>' }, 'its address stands in < >', ['ann@acme.test']],
    [{ key: 'an\u00adn', email: 'a@x.test' }, 'its sign-in name has U+00AD at character 3', ['ann']],
    [{ name: 'An\u0007n' }, 'its name has U+0007 at character 3', []],
    [{ name: '\u200b\u3164' }, 'no usable name', []],
    [
      { email: 'ann..lee@acme.test' },
      'its address has a dot at an end of its first part, or two in a row',
      ['ann.lee@acme.test'],
    ],
    [{ email: `${'a'.repeat(65)}@acme.test` }, 'its address has more than 64 bytes before the @', []],
  ]
  for (const [fields, problem, similarNames] of cases) {
    const placed = place(found(fields))!
    assert.equal([placed.problem, placed.similarNames], [problem, similarNames])
    const dropped = place(found({ ...fields, account: 'nobody' }))!
    assert.equal([dropped.problem, dropped.similarNames, dropped.person.organization], [problem, similarNames, null])
  }
  assert.equal(
    place(found({ email: 'rené@münchen.test' })),
    contact({ email: 'rené@münchen.test', organization: '9001' }),
  )
})

contacts('an address that is none for the source says why, and is kept whatever its account', () => {
  const given = found({ key: '?s:A', email: 'ann at acme.test', account: 'nobody', problem: 'no usable address' })
  assert.is(settle()(given)?.problem, 'no usable address: its address has no @')
})

contacts('whose address the source hides is kept, whatever the account', () => {
  const hidden = found({ key: '?s:A', email: '?????', account: 'nobody', problem: 'masked address: Email' })
  assert.is(settle()(hidden)?.problem, 'masked address: Email')
})

contacts('mask signs of any source are no address and no sign-in name: the account waits', () => {
  const masked = (email: string, key = email) => settle()(found({ email, key, account: 'nobody' }))!
  for (const address of ['*****', 'a***@acme.test', '?????', '••••@acme.test']) {
    const { email, key, problem } = masked(address)
    assert.equal([email, key, /^masked address/.test(problem!)], [null, '?salesforce:A', true], address)
  }
  assert.is(masked('*****', 'ann').key, 'ann', 'a sign-in name of its own stays')
  assert.is(masked('a***@acme.test', 'a***').key, '?salesforce:A')
  assert.equal(masked('ann@acme.test', 'a***').email, 'ann@acme.test', 'an address of its own stays')
})

contacts("a program's word for no value is no sign-in name: nobody is called so, and the account waits", () => {
  const placed = (email: string | null, key: string) => settle()(found({ email, key }))!
  for (const key of ['null', 'undefined', '[object object]']) {
    const { email, key: own, problem } = placed(key, key)
    assert.equal([email, own, /^unreadable: /.test(problem!)], [null, '?salesforce:A', true], key)
  }
  assert.equal(placed('ann@acme.test', 'null').email, 'ann@acme.test', 'an address of its own stays')
})

contacts('of somebody who has left no spelling is looked at', () => {
  assert.is(settle()(found({ email: '<ann@acme.test>', active: false }))?.problem, null)
  assert.is(settle()(found({ email: '<ann@acme.test>', active: false, account: 'nobody' })), null)
})

contacts('other names that a source knows shield, and are not written', () => {
  const placed = settle()({ ...found(), otherNames: ['Ann@Home.test', 'ann@acme.test'] })
  assert.equal(placed, { ...contact({ organization: '9001' }), similarNames: ['ann@home.test'] })
})

contacts('settling changes nothing of the contact it was given', () => {
  const given = found({ groups: ['billing', 'admins'] })
  const before = structuredClone(given)
  settle()(given)
  assert.equal(given, before)
})

contacts('an account id of 15 characters becomes 18, blanks are cut', () => {
  assert.is(recordId('0012F00000XCsLS'), '0012F00000XCsLSQA1')
  assert.is(recordId(' 0012F00000XCsLS\n'), '0012F00000XCsLSQA1')
  assert.is(recordId('001000000000001'), '001000000000001AAA')
  assert.is(recordId('ABCDEFGHIJKLMNO'), 'ABCDEFGHIJKLMNO555')
})

contacts('what is no account id is none, so that it cannot reach a query', () => {
  const short = ['', ' ', '0012F00000XCsL', '0012F00000XCsLSQ', '0012F00000XCsLSQA', '0012F00000XCsLSQA11']
  const odd = ["0012F00000XCsL'", '0012F00000XCs S', '0012F00000XCsL\u00c9', '0012F00000XCsLSQA9', '0012F00000\nXCsL']
  for (const garbage of [...short, ...odd, "') OR Name != ('", 'null', 'undefined']) {
    assert.is(recordId(garbage), null, JSON.stringify(garbage))
  }
})

contacts('three last characters that call a digit a capital belong to no id', () => {
  assert.is(recordId('001000000000001BAA'), null)
})

const files = ['Account', 'Contact'].map((kind) => sample('account ids', 'salesforce', `npsp-rd2.${kind}.json`))

if (files.every((file) => file !== null)) {
  const ids = files.flatMap((path) =>
    (JSON.parse(readFileSync(path, 'utf8')) as { sf_id: string }[]).map((row) => row.sf_id),
  )

  contacts('real ids of 15 characters get the three last ones that Salesforce gave them', () => {
    assert.ok(ids.length > 1_000)
    for (const id of ids) assert.is(recordId(id.slice(0, 15)), id)
  })

  contacts('real ids stay as they are, and one in the wrong case is repaired', () => {
    for (const id of ids) {
      for (const written of [id, id.toLowerCase(), id.toUpperCase()]) assert.is(recordId(written), id)
    }
  })
}

contacts('a contact without a usable sign-in name has a problem, whatever the source says', () => {
  assert.is(settle()({ ...found(), key: '?s:A' })?.problem, 'no usable sign-in name')
})

contacts.run()
