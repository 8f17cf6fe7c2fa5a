import * as assert from 'uvu/assert'
import { id18, newRecordId } from '../../../lib/sandbox/salesforce/record-id.ts'
import { scimCounts } from '../../../lib/sandbox/scim/populate.ts'
import { systemNames } from '../../../lib/sandbox/systems.ts'
import { generate } from '../../../lib/sandbox/worlds/generate.ts'
import { readWorld } from '../../../lib/sandbox/worlds/world-file.ts'
import { counts } from '../../../lib/sandbox/zendesk/populate.ts'
import { spellings } from '../../../lib/sandbox/zendesk/spellings.ts'
import { addressesOf } from '../../../lib/sandbox/zendesk/store.ts'
import { suite } from '../../kit/suite.ts'
import { small } from '../../kit/wire.ts'

const worlds = suite('sandbox: worlds')

/** An address without the signs that the world puts into some. */
const meant = (email: string | null) => (email ?? '').replace(/\u200b|[<>]|\.$/g, '')

worlds('a hand-written world may leave out most', () => {
  const { zendesk, salesforce } = small()
  assert.is(zendesk.organizations[2]?.name, 'Organization 92')
  assert.equal(
    zendesk.organization_memberships
      .filter(({ user_id }) => user_id === 1)
      .map(({ organization_id }) => organization_id),
    [91, 90],
  )
  assert.is(salesforce.contacts[5]?.AccountId, null)
  const empty = readWorld({})
  assert.equal(Object.keys(empty), systemNames)
  assert.equal(empty.zendesk, { organizations: [], users: [], organization_memberships: [] })
  assert.ok(Object.values(empty).every((store) => Object.values(store).every((rows) => rows.length === 0)))
  assert.equal(readWorld(JSON.parse(JSON.stringify(small()))), small(), 'what is saved is read again')
})

worlds('a world that could not be is refused with the place', () => {
  const user = { id: 1, name: 'A', email: 'a@x.test' }
  const refused = (zendesk: object, words: RegExp) => assert.throws(() => readWorld({ zendesk }), words)
  refused({ users: [{ ...user, emial: 1 }] }, /zendesk\.users\.0: .*emial/)
  refused(
    { users: [{ ...user, organization_id: 5 }] },
    /zendesk\.(users\.0|organization_memberships\.0): there is no 5/,
  )
  refused(
    { users: [user, { id: 2, identities: [{ value: 'A@x.test' }] }] },
    /zendesk\.users\.1: a@x\.test is there twice/,
  )
  assert.throws(() => readWorld({ salesforce: { accounts: [{ Id: 'short' }] } }), /salesforce\.accounts\.0\.Id/)
})

worlds('the three characters after an id of 15 say which are capitals', () => {
  assert.is(id18('0032F00000UClK3'), '0032F00000UClK3QAL')
  assert.is(id18('0032F00000UClKA'), '0032F00000UClKAQA1')
  assert.match(newRecordId('001', 1223), /^0010{9}\w{6}$/)
})

worlds('the world that ships is the same for the same seed, and could be', () => {
  const bytes = JSON.stringify(generate(1))
  // Compared as a whole and by `ok`: a diff of a megabyte takes minutes.
  assert.ok(JSON.stringify(generate(1)) === bytes)
  assert.ok(JSON.stringify(generate(2)) !== bytes)
  assert.ok(JSON.stringify(readWorld(JSON.parse(bytes))) === bytes)
})

worlds('the world that ships has as many of each as it says', () => {
  const { zendesk, salesforce } = generate()
  const { people } = counts
  assert.is(zendesk.users.length, 2500)
  assert.is(zendesk.organizations.length, 300)
  assert.ok(salesforce.contacts.length > 2350 && salesforce.contacts.length < 2500)

  const idOf = (text: unknown) => /^\w{15}(\w{3})?$/.exec(String(text).trim())?.[0]
  const organizations = zendesk.organizations.map((one) => ({
    ...one,
    account: idOf(one.organization_fields['salesforce_id']),
  }))
  const accounts = organizations.flatMap(({ account }) => (account ? [id18(account)] : []))
  assert.is(organizations.length - accounts.length, counts.organizations.withoutId + counts.organizations.garbageId)
  assert.is(accounts.length - new Set(accounts).size, counts.organizations.twins)

  const asked = salesforce.contacts.filter(
    ({ AccountId, Email, Role__c, Inactive_Contact__c }) =>
      AccountId &&
      accounts.includes(AccountId) &&
      Email &&
      Role__c?.split(';').includes('Gitlab Admin') &&
      !Inactive_Contact__c,
  )
  assert.is(
    salesforce.contacts.length - asked.length,
    people.inactive + people.otherRole + people.withoutEmail + people.withoutAccount + people.elsewhere,
  )

  const addresses = new Set(asked.map(({ Email }) => Email!.trim().toLowerCase()))
  const externalIds = new Set(asked.map(({ Id }) => `salesforce:${Id}`))
  const matched = zendesk.users.filter(
    (user) => addressesOf(user).some((one) => addresses.has(one)) || externalIds.has(user.external_id ?? ''),
  )
  const absent = zendesk.users.filter((user) => !matched.includes(user))
  const gitlab = (email: string | null) => email?.endsWith('@gitlab.com') ?? false
  const removable = absent.filter(
    ({ role, suspended, email, user_fields }) =>
      role === 'end-user' && !suspended && email && !gitlab(email) && user_fields['not_in_sfdc'] !== true,
  )
  assert.is(removable.length, people.absent + people.inactive + spellings.length, 'as their contacts are written')
  assert.ok(removable.length > 200, 'more than the limit that ships')
  assert.is(absent.filter(({ user_fields }) => user_fields['not_in_sfdc'] === true).length, people.marked)
  assert.is(matched.filter(({ user_fields }) => user_fields['not_in_sfdc'] === true).length, people.returned)
  assert.is(absent.filter(({ suspended }) => suspended).length, people.suspended)
  assert.is(matched.filter(({ suspended }) => suspended).length, people.suspendedAndRenamed)
  assert.is(zendesk.users.filter(({ role }) => role !== 'end-user').length, people.staff)
  assert.is(zendesk.users.filter(({ email }) => email === null).length, people.withoutAddress)

  const times = new Map<string, number>()
  for (const { Email } of asked) {
    const key = Email!.trim().toLowerCase()
    times.set(key, (times.get(key) ?? 0) + 1)
  }
  const shared = [...times.values()].filter((n) => n > 1).length
  assert.is(shared, people.folded + people.foldedNew + people.torn + people.tornNew)
})

worlds('in the world that ships some addresses are spelled as no hand writes them, and one is masked', () => {
  const { salesforce, zendesk } = generate()
  const odd = salesforce.contacts.filter(({ Email }) => /\u200b|[<>]|\.$/.test(Email ?? ''))
  assert.is(odd.length, spellings.length)
  for (const email of odd.map(({ Email }) => meant(Email)))
    assert.ok(zendesk.users.some((user) => user.email === email && user.external_id === null))
  assert.is(salesforce.contacts.filter(({ Email }) => Email === '?????').length, 1)
})

worlds('in the world that ships every company keeps somebody, and who moves has one membership', () => {
  const { zendesk, salesforce } = generate()
  const contacts = new Set(
    salesforce.contacts.filter((one) => !one.Inactive_Contact__c).map(({ Email }) => Email?.trim().toLowerCase()),
  )
  const kept = new Set(
    zendesk.users.filter(({ email }) => contacts.has(email?.toLowerCase())).map((user) => user.organization_id),
  )
  const left = new Set(zendesk.users.map((user) => user.organization_id).filter((id) => id !== null && !kept.has(id)))
  assert.is(left.size, 0)
})

worlds('the SCIM services of the world that ships hold the people of its contacts, and some of every kind', () => {
  const { salesforce, scim, directory } = generate()
  const contacts = new Map(
    salesforce.contacts
      .filter((one) => !one.Inactive_Contact__c && one.Role__c?.split(';').includes('Gitlab Admin'))
      .reverse()
      .map((one) => [meant(one.Email).trim().toLowerCase(), one]),
  )
  const byId = new Map([...contacts.values()].map((one) => [`salesforce:${one.Id}`, one]))
  const clean = (name: unknown) => String(name).normalize('NFC').replace(/\s+/g, ' ').trim()
  const found: Record<string, number> = {}
  for (const { userName, externalId, active, displayName } of scim.users) {
    const contact = contacts.get(userName)
    const kind = contact
      ? [active ? '' : 'inactive', externalId ? 'ours' : '', clean(contact.Name) === displayName ? '' : 'renamed']
      : [externalId ? 'ours' : 'strange', byId.has(String(externalId)) ? 'elsewhere' : 'absent']
    const key = kind.filter((word) => word !== '').join(' ')
    found[key] = (found[key] ?? 0) + 1
  }
  const { ours, ...others } = found
  assert.equal(others, {
    'ours renamed': scimCounts.renamed,
    'inactive ours': scimCounts.returned,
    inactive: scimCounts.inactive,
    'ours elsewhere': scimCounts.addressChanged + 1, // whose address is masked
    'ours absent': scimCounts.absent,
    'strange absent': scimCounts.strangers,
  })
  assert.ok(ours! > 2000)
  assert.is(directory.users.length, scimCounts.directory)
  assert.ok(directory.users.every(({ userName }) => contacts.has(userName)))
  assert.ok(directory.users.some(({ active }) => !active))
  for (const { groups } of [scim, directory])
    assert.equal(
      groups.map(({ members }) => members.length),
      [60, 60],
    )
})

worlds.run()
