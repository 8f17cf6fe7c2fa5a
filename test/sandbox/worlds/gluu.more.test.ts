// What a world holds of Gluu: refused where no server could hold it, and generated with some of every kind.

import * as assert from 'uvu/assert'
import { gluuCounts } from '../../../lib/sandbox/gluu/populate.ts'
import { dnOf } from '../../../lib/sandbox/gluu/store.ts'
import { generate } from '../../../lib/sandbox/worlds/generate.ts'
import { readWorld } from '../../../lib/sandbox/worlds/world-file.ts'
import { gluuOf, gluuWith, server, since, uids } from '../../kit/gluu.ts'
import { suite } from '../../kit/suite.ts'
import { against } from '../../kit/wire.ts'

const worlds = suite('sandbox: worlds of Gluu')

worlds('a world that no server could hold is refused with the place', () => {
  const { users, groups } = server()
  const refused = (more: object, words: RegExp) =>
    assert.throws(() => readWorld({ gluu: { ...server(), ...more } }), words)
  refused({ users: [...users, { inum: 'i-zoe', uid: 'other' }] }, /gluu\.users\.5: i-zoe is there twice/)
  refused({ users: [...users, { inum: 'i-other', uid: 'ZOE' }] }, /gluu\.users\.5: zoe is there twice/)
  refused({ groups: [...groups, { inum: 'i-zoe', displayName: 'A' }] }, /gluu\.users and groups.*i-zoe is there twice/)
  refused({ groups: [{ ...groups[0], members: ['i-gone'] }] }, /gluu\.groups\.0\.members: there is no i-gone|i-gone/)
  refused({ users: [{ ...users[0], gluuStatus: 'gone' }] }, /gluu\.users\.0\.gluuStatus/)
  refused({ users: [{ ...users[0], updatedAt: '2025-01-01' }] }, /gluu\.users\.0\.updatedAt/)
  refused({ users: [{ ...users[0], oxTrustEmail: ['{'] }] }, /gluu\.users\.0\.oxTrustEmail/)
  refused({ users: [{ ...users[0], account: { id: 1 } }] }, /gluu\.users\.0\.account/)
})

worlds('an old world has an empty server, and a person is active where nothing else is said', () => {
  assert.equal(readWorld({ zendesk: {} }).gluu, { users: [], groups: [] })
  const [one] = readWorld({ gluu: { users: [{ inum: 'i', uid: 'u', level: 3, tags: ['a', 'b'] }] } }).gluu.users
  assert.equal(one, { inum: 'i', uid: 'u', level: 3, tags: ['a', 'b'], gluuStatus: 'active' })
})

worlds('the server of the world that ships holds people of its contacts, and some of every kind', () => {
  const { gluu, salesforce, zendesk } = generate()
  const { users, groups } = gluu
  assert.is(users.length, gluuCounts.people)
  const of = (status: string) => users.filter(({ gluuStatus }) => gluuStatus === status).length
  assert.equal(
    [of('inactive'), of('expired'), of('register')],
    [gluuCounts.inactive, gluuCounts.expired, gluuCounts.register],
  )
  assert.is(users.filter(({ mail }) => Array.isArray(mail)).length, gluuCounts.severalMails)
  const created = users.filter(({ updatedAt }) => updatedAt === undefined).length
  assert.ok(created > 400 && created < 600, `${created} were only made`)
  for (const { oxCreationTimestamp = '', updatedAt = '9' } of users) {
    assert.ok(oxCreationTimestamp >= '2024-11-18' && oxCreationTimestamp < '2026-11-19', oxCreationTimestamp)
    assert.ok(Date.parse(updatedAt) > Date.parse(oxCreationTimestamp) || updatedAt === '9')
  }

  const settled = zendesk.organizations.map(({ organization_fields: { salesforce_id } }) =>
    String(salesforce_id).trim().slice(0, 15),
  )
  // Two contacts may have one address, each of another account.
  const keyOf = ({ Email, AccountId }: { Email: string | null; AccountId: string | null }) =>
    `${(Email ?? '').trim().toLowerCase()} ${AccountId}`
  const contacts = new Map(salesforce.contacts.map((one) => [keyOf(one), one]))
  for (const { uid, mail, account, displayName, sn } of users) {
    const [email = ''] = [mail ?? []].flat()
    const contact = contacts.get(`${email} ${account}`)
    assert.ok(contact, email)
    assert.match(uid, new RegExp(`^${email.split('@')[0]}\\d*$`))
    assert.is(contact.Inactive_Contact__c, false)
    assert.ok(settled.includes(String(account).slice(0, 15)), String(account))
    assert.ok(displayName && sn)
  }
  assert.equal(
    groups.map(({ displayName, members }) => [displayName, members.length]),
    [
      ['Support', gluuCounts.members],
      ['Billing', gluuCounts.members],
    ],
  )
  for (const group of groups) {
    const members = users.filter(({ memberOf }) => [memberOf ?? []].flat().includes(dnOf(group)))
    assert.equal(members.map(({ inum }) => inum).toSorted(), group.members.toSorted())
  }
})

worlds('a seed makes the same people, which are a world', () => {
  const world = generate(7)
  assert.equal(generate(7).gluu, world.gluu)
  assert.not.equal(generate(8).gluu, world.gluu)
  assert.equal(readWorld(JSON.parse(JSON.stringify(world))).gluu, world.gluu)
})

worlds('all of them come in pages of 200, by either back end', async () => {
  const world = generate()
  for (const backEnd of ['ldap', 'sql'] as const) {
    await against(world, gluuWith({ backEnd }), async (box) => {
      const ask = await gluuOf(box)
      const found = new Set<string>()
      for (let start = 0; ; ) {
        const page = await since(ask, '2000-01-01T00:00:00Z', { start: String(start), pageSize: '500' })
        if (page.at('total') === 0) break
        assert.ok(Number(page.at('total')) <= 200)
        start += Number(page.at('total'))
        for (const uid of uids(page).split(' ')) found.add(uid)
      }
      assert.is(found.size, gluuCounts.people)
    })
  }
})

worlds.run()
