// Why one person is treated as they are: what explain says is what compare does.

import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { contacts as contactFile, users as userFile } from '../../lib/artifacts/files.ts'
import type { Contact, User } from '../../lib/artifacts/records.ts'
import { compare } from '../../lib/core/compare.ts'
import type { Decision } from '../../lib/core/decision.ts'
import { type Match, match } from '../../lib/core/match.ts'
import type { Gate } from '../../lib/explain/gates.ts'
import { gatesOf, rulesOf } from '../kit/explained.ts'
import { contact, lines, user } from '../kit/people.ts'
import { parameters, type World, world } from '../kit/random.ts'
import { suite } from '../kit/suite.ts'

const explain = suite('explain')

const BY = {
  key: 'address',
  externalId: 'external id',
  address: 'secondary address',
  spelling: 'another spelling',
}

const idsOf = ({ contacts, users }: Pick<Gate, 'contacts' | 'users'>) => [
  ...contacts.map(({ externalId }) => externalId),
  ...users.map(({ id }) => id),
]

/** What is to be said of a match that compare decided. */
function expected({ by, contacts, contested, stranger, users }: Match, { entry, reason: row }: Decision) {
  return {
    ids: [...contacts.map(({ record }) => record.externalId), ...users.map(({ record }) => record.id)].join(),
    row,
    file: entry?.into ?? null,
    by: by && BY[by],
    contested: contested && users.length > 0, // contacts alone may be one another
    stranger,
    changed: entry?.into === 'update' ? Object.keys(entry.record.to).sort() : null,
  }
}

/** Fields that differ, as an update names them: attributes as one, the key with the address. */
const changedIn = ({ fields }: Gate) => {
  const names = fields.filter(({ same }) => same === false).map(({ field }) => field.replace(/\..*/, ''))
  return [...new Set(names)].sort()
}

const said = (gate: Gate) => ({
  ids: idsOf(gate).join(),
  row: gate.reason,
  file: gate.file,
  by: gate.by,
  contested: gate.claims.length > 0,
  stranger: gate.stranger,
  changed: gate.file === 'update' ? changedIn(gate) : null,
})

const holds = (claim: (world: World) => void) => fc.assert(fc.property(world, claim), parameters(300))

explain('says of every person of a random world exactly what compare decides about them', () =>
  holds(({ contacts, users, choice }) => {
    const matches = [...match(lines(contactFile, contacts), lines(userFile, users))]
    const decisions = [...compare(matches, rulesOf(choice))]
    const all = matches.map((one, n) => expected(one, decisions[n]!))
    for (const id of [...contacts.map(({ externalId }) => externalId), ...users.map(({ id }) => id)]) {
      const gates = gatesOf(id, contacts, users, choice)
      const theirs = gates.filter((gate) => idsOf(gate).includes(id))
      assert.ok(theirs.every(({ asked }) => asked))
      assert.equal(
        theirs.map(said),
        all.filter(({ ids }) => ids.split(',').includes(id)),
        id,
      )
    }
  }),
)

explain('says of whoever is contested everybody who claims the same users, and how', () =>
  holds(({ contacts, users, choice }) => {
    const matches = [...match(lines(contactFile, contacts), lines(userFile, users))].map((one) => expected(one, ANY))
    for (const { externalId } of contacts) {
      const gates = gatesOf(externalId, contacts, users, choice)
      const [gate] = gates.filter((one) => idsOf(one).includes(externalId))
      const shared = new Set(gates.filter(({ asked }) => asked).flatMap((one) => one.users.map(({ id }) => id)))
      const claimants = matches.filter(({ ids }) => ids.split(',').some((id) => shared.has(id)))
      for (const { ids } of claimants) assert.ok(gates.some((one) => idsOf(one).join() === ids))
      for (const one of gates) assert.ok(one.asked || one.users.some(({ id }) => shared.has(id)))
      for (const claim of gate!.claims) {
        const claimant = matches.find(({ ids }) => ids.split(',').join().startsWith(`${claim.contacts.join()},`))!
        assert.ok(claimant.ids.split(',').includes(claim.user))
        if (claimant.ids.split(',').length === claim.contacts.length + 1) assert.is(claim.by, claimant.by)
      }
    }
  }),
)

const ANY = { entry: null, reason: 'equal' } as Decision

explain('finds a person by every name that stands in the files', () => {
  const id = '0035e000000oPPxAAM'
  const people = [contact({ key: 'ann.lee', email: 'Ann@acme.test', externalId: `salesforce:${id}` })]
  const known = [
    user({
      id: '5101',
      key: 'a.lee',
      email: 'ANN@home.test',
      otherEmails: ['Ann@Old.test'],
      externalId: `salesforce:${id}`,
    }),
  ]
  const ids = [id, id.slice(0, 15), id.toLowerCase()]
  const spellings = ['ANN.lee', 'ann@ACME.test', ...ids, ...ids.map((one) => `salesforce:${one}`)]
  for (const asked of [...spellings, `?salesforce:${id}`, 'a.lee', 'ann@home.test', 'ann@old.test', '5101']) {
    assert.equal(
      gatesOf(asked, people, known).map((gate) => idsOf(gate)),
      [[`salesforce:${id}`, '5101']],
      asked,
    )
  }
  const nameless = contact({ email: null, externalId: `salesforce:${id}` })
  assert.equal(gatesOf(nameless.key, [nameless], []).length, 1)
  for (const asked of ['0035e000000oPPxAAN', '5102', 'salesforce', '', 'acme.test', id.slice(0, 15).toLowerCase()]) {
    assert.equal(gatesOf(asked, people, known), [], asked)
  }
})

explain('tells who claims whom, also when only one of them was asked for', () => {
  const ann = contact()
  const bo = contact({ email: 'bo@acme.test', externalId: 'salesforce:B' })
  const gates = gatesOf('bo@acme.test', [ann, bo], [user({ externalId: 'salesforce:B' })])
  assert.equal(
    gates.map(({ asked, contacts, file }) => [contacts[0]!.externalId, asked, file]),
    [
      ['salesforce:B', true, 'held'],
      ['salesforce:A', false, 'held'],
    ],
  )
  for (const { claims } of gates) {
    assert.equal(claims, [
      { user: '1', contacts: ['salesforce:A'], by: 'address' },
      { user: '1', contacts: ['salesforce:B'], by: 'external id' },
    ])
  }
})

explain('says which contact stands for several, and compares that one', () => {
  const [left, ann, other] = [
    contact({ active: false, externalId: 's:1', name: 'Left' }),
    contact({ externalId: 's:2' }),
    contact({ externalId: 's:3', name: 'Other' }),
  ]
  const [gate] = gatesOf('s:3', [left, ann, other], [user()])
  assert.is(gate!.representative, 's:2')
  assert.is(gate!.fields.find(({ field }) => field === 'name')!.contact, 'Ann Lee')
  assert.is(gatesOf('s:2', [ann], [user()])[0]!.representative, null)
  assert.is(gatesOf('s:2', [ann, contact({ account: 'birch', externalId: 's:4' })], [])[0]!.representative, null)
})

explain(
  'says of each field whether the sides are the same, and of the addresses whether the user has the contact’s',
  () => {
    const same = (one: Contact, other: User) =>
      Object.fromEntries(gatesOf('s:A', [one], [other])[0]!.fields.map((field) => [field.field, field.same]))
    const ann = contact({ externalId: 's:A', attributes: { langs: ['de'], phone: '1' } })
    assert.equal(same(ann, user({ externalId: 's:A', attributes: { langs: ['de'], vip: true }, groups: ['7'] })), {
      email: true,
      active: true,
      name: true,
      organization: true,
      groups: false,
      'attributes.langs': true,
      'attributes.phone': false,
      'attributes.vip': false,
    })
    const renamed = { externalId: 's:A', email: 'old@acme.test' }
    assert.is(same(ann, user(renamed))['email'], false)
    assert.is(same(ann, user({ ...renamed, otherEmails: ['ann@acme.test'] }))['email'], true)
  },
)

explain.run()
