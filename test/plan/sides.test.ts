// The walk on bytes: it leaves out equal pairs, and decides nothing otherwise than the rules on all records.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { toKey } from '../../lib/artifacts/key.ts'
import type { Contact, User } from '../../lib/artifacts/records.ts'
import { contact, decide, user, usual } from '../kit/people.ts'
import { decideFromFiles, withSides } from '../kit/plan-of-files.ts'
import { parameters, type World, world } from '../kit/random.ts'
import { refusal } from '../kit/refusal.ts'
import { suite } from '../kit/suite.ts'

const sides = suite('sides')

const isSamePlan = ({ choice, contacts, users }: World) =>
  assert.equal(decideFromFiles(contacts, users, choice), decide(contacts, users, choice))

sides('files read on bytes give the plan of the rules on all records', () => {
  fc.assert(fc.property(world, isSamePlan), parameters(600))
})

/** Signs that JSON escapes, that UTF-8 and UTF-16 order otherwise, or that have more than one form. */
const SIGNS = ['"', '\\', '\u007f', '\u00e9', '\ud7ff', '\ue000', '\uffff', '\u{1f600}', '\ud800', '\udc00', ',"key":"']

/** A world in which some texts of some people have such a sign. */
const oddWorld = fc.record({
  world,
  signs: fc.array(fc.constantFrom('', '', ...SIGNS), { minLength: 6, maxLength: 6 }),
})

function withSigns({ contacts, users, choice }: World, signs: readonly string[]): World {
  const [inKey, inEmail, inId, inName, inHome, inOther] = signs as [string, string, string, string, string, string]
  const odd = <T extends { key: string; email: string | null; person: World['users'][number]['person'] }>(
    one: T,
  ): T => ({
    ...one,
    key: one.key.startsWith('a') ? toKey(inKey + one.key) : one.key,
    email: one.email !== null && one.key.startsWith('b') ? inEmail + one.email : one.email,
    person: {
      ...one.person,
      name: one.person.name + inName,
      organization: one.person.organization && one.person.organization + inHome,
    },
  })
  const oddId = (id: string) => (id.endsWith('1') ? id + inId : id)
  return {
    contacts: contacts.map((one) => ({ ...odd(one), externalId: oddId(one.externalId) })),
    users: users.map((one) => ({
      ...odd(one),
      externalId: one.externalId && oddId(one.externalId),
      otherEmails: one.otherEmails.map((email) => email + inOther),
    })),
    choice,
  }
}

sides('so do texts with quotation marks, backslashes, astral characters and half characters', () => {
  fc.assert(
    fc.property(oddWorld, (one) => isSamePlan(withSigns(one.world, one.signs))),
    parameters(600),
  )
})

interface Somebody {
  contact?: Contact
  user?: User
}

const sidesIn = (people: readonly Somebody[]) => ({
  contacts: people.flatMap((one) => one.contact ?? []),
  users: people.flatMap((one) => one.user ?? []),
})

function isSamePlanOf(people: readonly Somebody[]) {
  const { contacts, users } = sidesIn(people)
  isSamePlan({ choice: usual, contacts, users })
}

const pair = (n: number, changes: object = {}) => ({
  contact: contact({ email: `p${n}@acme.test`, externalId: `s:${n}` }),
  user: user({ email: `p${n}@acme.test`, externalId: `s:${n}`, id: String(n), ...changes }),
})

function foundIn(people: readonly Somebody[]) {
  return withSides(sidesIn(people), usual, (found) => ({
    equalPairs: found.equalPairs,
    matches: [...found.matches].map((one) => one.users.map((line) => line.field('id'))),
    users: [...found.users].map((line) => line.field('id')),
    paired: found.pairedUsers,
  }))
}

sides('an equal pair is counted and left out; other plain lines are decided without a search', () => {
  assert.equal(foundIn([pair(1), pair(2, { name: 'Bo Ek' }), { user: pair(3).user }]), {
    equalPairs: 1,
    matches: [['2'], ['3']],
    users: [],
    paired: [{ organization: '9001', hasExternalId: true, people: 2 }],
  })
})

sides('an equal pair comes back where a user of another key has the external id of its contact', () => {
  const other = user({ email: 'old@acme.test', externalId: 's:1', id: '9' })
  assert.equal(foundIn([pair(1), pair(2), { user: other }]), {
    equalPairs: 1,
    matches: [['1', '9']],
    users: ['9', '1'],
    paired: [{ organization: '9001', hasExternalId: true, people: 1 }],
  })
})

/** Whoever finds the user or the contact of the first pair, and with it makes that pair no plain one. */
const FINDERS: Record<string, Somebody> = {
  'a contact with a similar name': {
    contact: contact({ email: 'x@acme.test', externalId: 's:9', similarNames: ['p1@acme.test'] }),
  },
  'a user with the id of another integration': {
    user: user({ email: 'x@acme.test', foreignId: '1', id: '9' }),
  },
  'a user whose address could mean the same': { user: user({ email: '<p1@acme.test>', id: '9' }) },
  'a user whose other address could mean the same': {
    user: user({ email: 'x@acme.test', otherEmails: ['mailto:p1@acme.test'], id: '9' }),
  },
}

for (const [name, finder] of Object.entries(FINDERS))
  sides(`an equal pair comes back because of ${name}`, () => {
    const people = [pair(1), pair(2), finder]
    isSamePlanOf(people)
    assert.is(foundIn(people).equalPairs, 1)
  })

sides('a user whose address could mean another one is in no plain pair', () => {
  const people = [
    { contact: contact({ key: 'ann', email: 'p1@acme.test', externalId: 's:1' }) },
    { user: user({ key: 'ann', email: '<p2@acme.test>', externalId: 's:1', id: '1' }) },
    pair(2),
  ]
  isSamePlanOf(people)
  assert.is(foundIn(people).equalPairs, 0)
})

sides('with addresses that are changed, a pair with two addresses is not equal', () => {
  const other = { ...pair(1), user: { ...pair(1).user, email: 'other@acme.test' } }
  const found = (emailChange: 'hold' | 'update') =>
    withSides({ contacts: [other.contact], users: [other.user] }, { ...usual, emailChange }, (one) => one.equalPairs)
  assert.equal([found('hold'), found('update')], [1, 0])
})

sides('a hidden contact is found by the external id of a user in a plain pair', () => {
  const hidden = contact({ email: null, externalId: 's:1', problem: 'masked address: mask signs stand in its place' })
  const people = [pair(1), pair(2), { contact: { ...hidden, key: '?s:1' } }]
  isSamePlanOf(people)
  assert.is(foundIn(people).equalPairs, 1)
})

sides('a lone user with the address of a contact that is not plain is matched with it', () => {
  const other = contact({ key: 'ann', email: 'p1@acme.test', externalId: 's:9', similarNames: ['an'] })
  const people = [{ contact: other }, { user: pair(1).user }, pair(2)]
  isSamePlanOf(people)
  assert.equal(foundIn(people).users, ['1'])
})

sides('an account with an escape keeps a pair from being plain, and changes no decision', () => {
  const people = [pair(1), { ...pair(2), contact: { ...pair(2).contact, account: 'ac"me' } }]
  isSamePlanOf(people)
  assert.is(foundIn(people).equalPairs, 1)
})

sides('a damaged file is refused, with the script to run', () => {
  const damage = (folder: string) => {
    const path = join(folder, 'contacts.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace('Ann Lee', 'Ann Bee'))
  }
  const { code, message } = refusal(() => withSides(sidesIn([pair(1)]), { ...usual, damage }, () => null))
  assert.is(code, 7)
  assert.match(message, /contacts.json is damaged or was edited. Run again: npm run gather-contacts/)
})

sides.run()
