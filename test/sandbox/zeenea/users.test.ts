// The users of the Zeenea simulator: whom it lets come, change and go.

import * as assert from 'uvu/assert'
import { suite } from '../../kit/suite.ts'
import { against } from '../../kit/wire.ts'
import { deleting, graphqlOf, refusal, writing, zeeneaWith, zeeneaWorld } from '../../kit/zeenea.ts'

const people = suite('sandbox: users of Zeenea')
const bo = { email: 'bo@acme.test', firstName: 'Bo', lastName: 'Ek', permissionSetId: 'explorer' }
const phone = (value: string) => ({ contactInformation: [{ key: 'phone', value }] })

people('a user is made, found by id and by address, and gone is who was deleted', () =>
  against(zeeneaWorld(), {}, async (box) => {
    const ask = graphqlOf(box)
    const made = await ask(writing('createUser', { ...bo, ...phone('+33 6') }))
    assert.is(made.at('data.createUser.action'), 'CREATED')
    const id = String(made.at('data.createUser.user.id'))
    assert.match(id, /^[\da-f-]{36}$/)
    const contact = 'data.createUser.user.contact'
    assert.equal(made.at(`${contact}.contactInformation`), [{ key: 'phone', value: '+33 6' }])
    assert.is.not(made.at(`${contact}.id`), id)
    const load = (input: string) => ask(`{ loadUser${input}) { id permissionSet { name } } }`)
    const found = { id, permissionSet: { name: 'Explorer' } }
    assert.equal((await load(`ById(input: { id: "${id}" }`)).at('data.loadUserById'), found)
    assert.equal((await load('ByEmail(input: { email: "BO@acme.test" }')).at('data.loadUserByEmail'), found)
    assert.is((await ask(deleting('bo@acme.test'))).at('data.deleteUserByEmail.id'), id)
    assert.equal((await load('ByEmail(input: { email: "bo@acme.test" }')).at('data'), { loadUserByEmail: null })
    assert.equal(refusal(await ask(deleting('bo@acme.test'))), [200, 'NOT_FOUND', null])
  }),
)

people('somebody unknown may be an error too', () =>
  against(zeeneaWorld(), zeeneaWith({ unknownUser: 'error' }), async (box) => {
    const reply = await graphqlOf(box)('{ loadUserByEmail(input: { email: "bo@acme.test" }) { id } }')
    assert.equal(refusal(reply), [200, 'NOT_FOUND', null])
  }),
)

people('who was deleted is a contact, whom nobody can create again', () =>
  against(zeeneaWorld(), {}, async (box) => {
    const ask = graphqlOf(box)
    await ask('mutation { deleteUserById(input: { id: "u2" }) { id } }')
    assert.equal(
      box.world.zeenea.contacts.map(({ email }) => email),
      ['past@acme.test', 'known@partner.test', 'Ann@acme.test'],
    )
    for (const operation of ['createUser', 'upsertUser'] as const) {
      const again = await ask(writing(operation, { ...bo, email: 'ann@ACME.test' }))
      assert.equal(refusal(again), [200, 'CONTACT_EXISTS', null])
      assert.match(String(again.at('errors.0.message')), 'contact')
    }
    assert.equal(refusal(await ask(writing('createUser', { ...bo, email: 'nil@acme.test' }))), [
      200,
      'USER_EXISTS',
      null,
    ])
  }),
)

people('an instance may let upsertUser make a user of a contact, who stays the same contact', () =>
  against(zeeneaWorld(), zeeneaWith({ upsertTakesContacts: true }), async (box) => {
    const ask = graphqlOf(box)
    const past = { ...bo, email: 'past@acme.test' }
    assert.equal(refusal(await ask(writing('createUser', past))), [200, 'CONTACT_EXISTS', null])
    const back = await ask(writing('upsertUser', past))
    assert.is(back.at('data.upsertUser.action'), 'CREATED')
    assert.is(back.at('data.upsertUser.user.contact.id'), 'c1')
    await ask(deleting('past@acme.test'))
    assert.is(box.world.zeenea.contacts.at(-1)?.id, 'c1')
  }),
)

people('upsertUser makes and changes, and keeps what is not said', () =>
  against(zeeneaWorld(), {}, async (box) => {
    const ask = graphqlOf(box)
    assert.is((await ask(writing('upsertUser', bo))).at('data.upsertUser.action'), 'CREATED')
    const ann = { email: 'ANN@acme.test', firstName: 'Anna', lastName: 'Lee' }
    const changed = await ask(writing('upsertUser', ann))
    assert.is(changed.at('data.upsertUser.action'), 'UPDATED')
    assert.is(changed.at('data.upsertUser.user.email'), 'Ann@acme.test', 'an address stays as it was')
    const { firstName, phone: number, permissionSets } = box.world.zeenea.users[1]!
    assert.equal([firstName, number, permissionSets], ['Anna', '+49 228 1', ['steward', 'explorer']])
    await ask(writing('upsertUser', { ...ann, permissionSetId: 'explorer', contactInformation: [] }))
    assert.equal(box.world.zeenea.users[1]?.permissionSets, ['explorer'])
    assert.is(box.world.zeenea.users[1]?.phone, undefined)
  }),
)

people('an instance may take the phone that is not said, and want a set', () =>
  against(zeeneaWorld(), zeeneaWith({ upsertClears: true, permissionSetRequired: true }), async (box) => {
    const ask = graphqlOf(box)
    const ann = { email: 'ann@acme.test', firstName: 'Ann', lastName: 'Lee', permissionSetId: 'steward' }
    await ask(writing('upsertUser', ann))
    assert.is(box.world.zeenea.users[1]?.phone, undefined)
    assert.is((await ask(writing('upsertUser', { ...ann, permissionSetId: null }))).status, 400)
  }),
)

people('what a rule forbids is not done', () =>
  against(zeeneaWorld(), zeeneaWith({ self: 'NIL@acme.test' }), async (box) => {
    const ask = graphqlOf(box)
    const before = structuredClone(box.world.zeenea)
    const root = { ...bo, email: 'root@acme.test' }
    const cases: [document: string, code: string, words: RegExp][] = [
      [deleting('nil@acme.test'), 'NOT_ALLOWED', /own user/],
      [deleting('root@acme.test'), 'NOT_ALLOWED', /Super Admin/],
      [deleting('cura@acme.test'), 'NOT_ALLOWED', /curator/],
      [writing('upsertUser', root), 'NOT_ALLOWED', /Super Admin/],
      [writing('createUser', { ...bo, permissionSetId: 'nothing' }), 'INVALID_INPUT', /permission set nothing/],
      [writing('upsertUser', { ...root, permissionSetId: 'nothing' }), 'INVALID_INPUT', /permission set/],
      [writing('createUser', { ...bo, email: 'no address' }), 'INVALID_INPUT', /not a valid email/],
      [writing('createUser', { ...bo, contactInformation: [{ key: 'fax', value: '1' }] }), 'INVALID_INPUT', /fax/],
    ]
    for (const [document, code, words] of cases) {
      const reply = await ask(document)
      assert.equal(refusal(reply), [200, code, null], document)
      assert.match(String(reply.at('errors.0.message')), words)
    }
    assert.equal(box.world.zeenea, before)
  }),
)

people.run()
