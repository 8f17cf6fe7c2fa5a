// The words that explain gives for what compare decided.

import * as assert from 'uvu/assert'
import { contacts as contactFile, users as userFile } from '../../lib/artifacts/files.ts'
import type { Contact, User } from '../../lib/artifacts/records.ts'
import { decisionOf } from '../../lib/explain/decision.ts'
import { explainGates, type Gate } from '../../lib/explain/gates.ts'
import { parseNames } from '../../lib/explain/names.ts'
import { render } from '../../lib/explain/output.ts'
import type { Explanation } from '../../lib/explain/text.ts'
import { recordId } from '../../lib/sources/salesforce/record-id.ts'
import { about, gatesOf, rulesOf } from '../kit/explained.ts'
import { type Choice, contact, lines, user, usual } from '../kit/people.ts'
import { suite } from '../kit/suite.ts'

const explain = suite('explain: reasons')

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
    ['no contact, but contacts.json does not cover all people: nothing to do', [], user(), { complete: false }],
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
    const [gate] = explainGates(lines(contactFile, []), lines(userFile, [user()]), {
      rules,
      names: parseNames('1', recordId),
    })
    return decisionOf(gate!, about)
  }
  assert.is(words(true, true, true), 'no contact, and 3 contacts of this account have a masked address: hold')
  assert.is(words(false), 'no contact, and 1 contact of this account has an address that cannot be read: hold')
})

explain('finds a contact by what it shields, and says it', () => {
  const odd = contact({ email: '<ann@acme.test>', problem: 'odd', similarNames: ['ann@acme.test'] })
  const [gate] = gatesOf('ann@acme.test', [odd], [])
  assert.equal(gate!.contacts[0]!.similarNames, ['ann@acme.test'])
  const claimed = gatesOf('<ann@acme.test>', [odd], [user()])
  assert.equal(claimed[0]!.claims, [{ user: '1', contacts: ['salesforce:A'], by: 'another spelling' }])
  assert.is(claimed[0]!.reason, 'spelling')
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
  const entries = [{ file: 'update', reason: 'differs', receipt: { ...receipt, to: { name: 'Ann Secret' } } } as const]
  const record = { phone: 555, 'name\nof': { first: 'Ann Secret' } }
  const one = {
    received: [{ externalId: 'x:1', key: 'ann.secret', notes: [], place: 'users, record 1', record }],
    organizations: [],
    scope: 'managed',
    decision: 'update',
    plan: { entries, outdated: null, agrees: true },
  }
  const found = { instance: 'test', refused: null, people: [{ ...gate!, ...one } as Explanation] }
  for (const json of [true, false]) {
    assert.not.match(render(found, { json, reveal: false }), /secret|555/i)
    assert.match(render(found, { json, reveal: true }), 'Ann Secret')
  }
})

explain.run()
