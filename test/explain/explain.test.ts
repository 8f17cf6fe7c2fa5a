// Why one person is treated as they are: what explain says is what compare does.

import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { contacts as contactFile, users as userFile } from '../../lib/artifacts/files.ts'
import type { Contact, User } from '../../lib/artifacts/records.ts'
import { compare } from '../../lib/core/compare.ts'
import type { Decision, Rules } from '../../lib/core/decision.ts'
import { type Match, match } from '../../lib/core/match.ts'
import { removable } from '../../lib/core/protection.ts'
import { type About, decisionOf } from '../../lib/explain/decision.ts'
import { explained, type Gate } from '../../lib/explain/gates.ts'
import { namesOf } from '../../lib/explain/names.ts'
import { rendered } from '../../lib/explain/output.ts'
import type { Explanation } from '../../lib/explain/text.ts'
import { recordId } from '../../lib/sources/salesforce/record-id.ts'
import { type Choice, contact, lines, user, usual } from '../kit/people.ts'
import { parameters, type World, world } from '../kit/random.ts'
import { suite } from '../kit/suite.ts'

const explain = suite('explain')

const rulesOf = ({ scope, linked, ...rest }: Choice): Rules => ({
  ...rest,
  removable: removable(scope, new Set(linked)),
})

/** What explain says of somebody among these people. */
const gatesOf = (asked: string, contacts: Contact[], users: User[], choice: Partial<Choice> = {}) =>
  explained(
    lines(contactFile, contacts),
    lines(userFile, users),
    rulesOf({ ...usual, ...choice }),
    namesOf(asked, recordId),
  )

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
function expected({ by, contacts, contested, stranger, users }: Match, { entry, row }: Decision) {
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
  row: gate.row,
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

const ANY = { entry: null, row: 'equal' } as Decision

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
  assert.is(gate!.stands, 's:2')
  assert.is(gate!.fields.find(({ field }) => field === 'name')!.contact, 'Ann Lee')
  assert.is(gatesOf('s:2', [ann], [user()])[0]!.stands, null)
  assert.is(gatesOf('s:2', [ann, contact({ account: 'birch', externalId: 's:4' })], [])[0]!.stands, null)
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

const about: About = { target: 'zendesk', emailChange: 'hold', scope: 'end-users' }

const why = (contacts: Contact[], users: User[], choice: Partial<Choice> = {}) => {
  const chosen = { ...usual, ...choice }
  return decisionOf(gatesOf(users[0]?.id ?? contacts[0]!.externalId, contacts, users, chosen)[0]!, {
    ...about,
    ...chosen,
  })
}

explain('says which of its reasons left somebody alone', () => {
  const inactive = contact({ active: false })
  const cases: [string, Contact[], User, Partial<Choice>?][] = [
    ['no contact, user not active: nothing to do', [], user({ active: false })],
    ['no contact, user protected (role agent): nothing to do', [], user({ protected: 'role agent' })],
    ['no contact, user out of scope (managed): nothing to do', [], user(), { scope: 'managed' }],
    ['no contact, but contacts.json does not claim to be everyone: nothing to do', [], user(), { complete: false }],
    ['contact not active, user not active: nothing to do', [inactive], user({ active: false, name: 'Other' })],
    ['contact not active, user active, in scope and not protected: delete', [inactive], user(), { complete: false }],
    ['no contact, user active, in scope and not protected: delete', [], user()],
  ]
  for (const [words, contacts, known, choice] of cases) assert.is(why(contacts, [known], choice), words)
  assert.is(why([inactive], []), 'contact not active, no user: nothing to do')
})

explain('gives a decision that depends on the target, or on a read of less than everyone, in their words', () => {
  const renamed = [[contact({ email: 'ann@new.test' })], [user({ externalId: 'salesforce:A' })]] as const
  const found = "found by external id, the contact's address is none of the user's"
  assert.is(why([...renamed[0]], [...renamed[1]]), `${found}; held: Zendesk cannot change an address`)
  assert.is(why([...renamed[0]], [...renamed[1]], { emailChange: 'update' }), `${found}: update`)
  const stranger = [[contact()], [user({ externalId: 'salesforce:gone' })]] as const
  assert.is(why([...stranger[0]], [...stranger[1]]), 'contact fine, user equal: nothing to do')
  assert.match(why([...stranger[0]], [...stranger[1]], { complete: false }), 'nor is it everyone: hold')
  const guarded = user({ name: 'Old', protected: 'tag vip' })
  assert.is(why([contact()], [guarded]), 'user protected (tag vip), and something would change: hold')
})

explain('says how many contacts keep a user whom nobody claims', () => {
  const hidden = (isMasked: boolean, n: number) => ({ account: 'acme', externalId: `s:${n}`, isMasked })
  const words = (...all: boolean[]) => {
    const rules = { ...rulesOf(usual), hidden: new Map([['9001', all.map(hidden)]]) }
    const [gate] = explained(lines(contactFile, []), lines(userFile, [user()]), rules, namesOf('1', recordId))
    return decisionOf(gate!, about)
  }
  assert.is(words(true, true, true), 'no contact, and 3 contacts of this account have a masked address: hold')
  assert.is(words(false), 'no contact, and 1 contact of this account has an address that cannot be read: hold')
})

explain('finds a contact by what it shields, and says it', () => {
  const odd = contact({ email: '<ann@acme.test>', problem: 'odd', shields: ['ann@acme.test'] })
  const [gate] = gatesOf('ann@acme.test', [odd], [])
  assert.equal(gate!.contacts[0]!.shields, ['ann@acme.test'])
  const claimed = gatesOf('<ann@acme.test>', [odd], [user()])
  assert.equal(claimed[0]!.claims, [{ user: '1', contacts: ['salesforce:A'], by: 'another spelling' }])
  assert.is(claimed[0]!.row, 'spelling')
})

explain('says of a user whether it is in scope, and whether it could be removed', () => {
  const scoped = (known: User, scope: Choice['scope'] = 'end-users') => {
    const [{ inScope, removable: may }] = gatesOf(known.id, [], [known], { scope })[0]!.users as [Gate['users'][number]]
    return [inScope, may]
  }
  assert.equal(scoped(user()), [true, true])
  assert.equal(scoped(user(), 'managed'), [false, false])
  assert.equal(scoped(user({ protected: 'tag vip' })), [true, false])
  assert.equal(scoped(user({ active: false })), [true, false])
})

explain('shows nobody’s sign-in name, name or mapped texts unasked, whatever they look like', () => {
  const wanted = contact({ key: 'ann.secret', name: 'Ann Secret', attributes: { langs: ['secret'], vip: true } })
  const [gate] = gatesOf(
    'ann.secret',
    [wanted],
    [user({ key: 'ann.secret', name: 'Old Secret', email: '"a secret"@acme.test' })],
  )
  const receipt = { error: null, from: null, id: '1', key: 'ann.secret', kind: 'update', outcome: 'applied' } as const
  const stands = [{ file: 'update', reason: 'differs', receipt: { ...receipt, to: { name: 'Ann Secret' } } } as const]
  const record = { phone: 555, 'name\nof': { first: 'Ann Secret' } }
  const one = {
    received: [{ externalId: 'x:1', key: 'ann.secret', notes: [], place: 'users, record 1', record }],
    organizations: [],
    scope: 'managed',
    decision: 'update',
    plan: { stands, outdated: null, agrees: true },
  }
  const found = { instance: 'test', refused: null, people: [{ ...gate!, ...one } as Explanation] }
  for (const json of [true, false]) {
    assert.not.match(rendered(found, { json, reveal: false }), /secret|555/i)
    assert.match(rendered(found, { json, reveal: true }), 'Ann Secret')
  }
})

explain.run()
