// Names that could mean somebody else: they shield, and never make two people one.

import * as assert from 'uvu/assert'
import { contact, decide, nothing, plan as planFor, planned, user } from '../kit/people.ts'
import { suite } from '../kit/suite.ts'

const shields = suite('match: shields')

const ids = (entries: { id: string }[]) => entries.map(({ id }) => id)

shields('an address with an invisible character, or with signs around it, claims whoever has it without', () => {
  for (const email of [
    'an\u200bn@acme.test',
    '<ann@acme.test>',
    'ann@acme.test.',
    'ann@xn--acme-.test, Ann@acme.test',
  ]) {
    const odd = contact({ email, problem: 'its address', similarNames: ['ann@acme.test'] })
    const { held, reasons: rows, ...plan } = decide([odd], [user()])
    assert.equal(planned({ held: [], reasons: rows, ...plan }), nothing, email)
    assert.equal(
      held.map(({ reason, users }) => [reason, users]),
      [['spelling', ['1']]],
    )
  }
})

shields('a user whose stored address could be a contact is held with it, and nobody is made beside', () => {
  for (const email of ['an\u200bn@acme.test', 'mailto:ann@acme.test', 'ann@ACME.test.', '\uff41nn@acme.test']) {
    assert.equal(
      planFor([contact()], [user({ email })]).held.map(({ reason, users }) => [reason, users]),
      [['spelling', ['1']]],
      email,
    )
    const other = user({ id: '2', email: 'box@acme.test', otherEmails: [email] })
    assert.equal(
      planFor([contact()], [user(), other]).held.map(({ reason, users }) => [reason, users]),
      [['spelling', ['1', '2']]],
      'also beside the user of that very address',
    )
  }
})

shields('a contact names every user whom it could be', () => {
  const odd = contact({ email: 'ann@acme.test, bo@acme.test', similarNames: ['ann@acme.test', 'bo@acme.test'] })
  const known = ['ann', 'bo', 'cy'].map((name) => user({ id: name, email: `${name}@acme.test` }))
  const plan = decide([odd], known)
  assert.equal(plan.held[0]!.users.sort(), ['ann', 'bo'])
  assert.equal(ids(plan.delete), ['cy'])
})

shields('a name that another contact could have is held with it, on either side', () => {
  const odd = contact({ email: '<ann@acme.test>', externalId: 's:B', problem: 'x', similarNames: ['ann@acme.test'] })
  for (const users of [[], [user()]]) {
    const { held, ...rest } = planFor([contact(), odd], users)
    assert.equal(
      held.map(({ reason }) => reason),
      ['spelling', 'spelling'],
    )
    assert.equal({ ...rest, held: [] }, nothing)
  }
})

shields('a user known by key, external id or address as it is written is that one, whatever else it could be', () => {
  const odd = '<ann@acme.test>'
  assert.equal(planFor([contact()], [user({ otherEmails: [odd] })]), nothing)
  assert.equal(
    planFor([contact({ name: 'New' })], [user({ email: odd, externalId: 'salesforce:A' })], {
      emailChange: 'update',
    }).update.map(({ from, to }) => [from.email, to.email, to.name]),
    [[odd, 'ann@acme.test', 'New']],
  )
  const known = user({ key: 'lee', email: 'lee@acme.test', otherEmails: ['ann@acme.test', odd] })
  assert.equal(planFor([contact()], [known]), nothing)
})

shields('a contact that is not active shields nobody', () => {
  const odd = contact({ email: '<ann@acme.test>', active: false, similarNames: ['ann@acme.test'] })
  assert.equal(ids(decide([odd], [user()]).delete), ['1'])
})

shields('a contact without a usable address is nobody in the target', () => {
  const unusable = contact({ email: null, problem: 'no usable address' })
  assert.is(unusable.key, '?salesforce:A')
  const plan = decide([unusable], [user()])
  assert.equal(
    plan.held.map(({ key, users }) => [key, users]),
    [['?salesforce:A', []]],
  )
  assert.equal(ids(plan.delete), ['1'])
})

shields.run()
