// Users and identities of Zendesk in shapes that nobody expected: protected, counted, and never dropped or changed.

import * as assert from 'uvu/assert'
import { gatherUsers } from '../../../lib/scripts/gather-users.ts'
import { changeAnswers } from '../../kit/answers.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { compared, stageIn } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { contactOf, userOf, worldOf } from '../../kit/worlds.ts'

const odd = suite('zendesk: odd users')

type Row = Record<string, unknown>
type Body = { users?: Row[]; identities?: Row[] }

/** Who leaves: no contact has this user. */
const LEAVER = 5100
const leaving = () => worldOf({ users: [userOf(100)] })

/** Shows the leaver changed, in every answer. */
const showing = (here: Place, change: (user: Row) => void) =>
  changeAnswers(here, /\/api\/v2\/users(\/show_many)?$/, (body: Body) => {
    for (const user of body.users ?? []) if (user['id'] === LEAVER) change(user)
  })

const planned = (here: Place) => here.json('delete.json').records.map(({ id }) => id)
const userIn = (here: Place, id: number) => here.json('users.json').records.find((one) => one['id'] === String(id))

odd('a user who can be read and is nobody is planned for removal', () =>
  at(leaving(), async (here) => {
    await compared(here)
    assert.equal(planned(here), [String(LEAVER)])
  }),
)

const unreadable: [what: string, change: (user: Row) => void, problem: RegExp][] = [
  ['no name', (user) => delete user['name'], /name is missing/],
  ['an empty name', (user) => Object.assign(user, { name: '' }), /name is empty/],
  ['no role', (user) => delete user['role'], /role is missing/],
  ['a list of roles', (user) => Object.assign(user, { role: ['end-user'] }), /role is a list of 1/],
  ['an address that is an object', (user) => Object.assign(user, { email: {} }), /email is an empty object/],
  ['no field for the address', (user) => delete user['email'], /email is missing/],
  ['no address beside one among its identities', (user) => Object.assign(user, { email: null }), /email is null/],
  ['tags in a text', (user) => Object.assign(user, { tags: 'vip staff' }), /tags is a text/],
  ['a tag that is an object', (user) => Object.assign(user, { tags: ['vip', {}] }), /tags\[1\] is an empty object/],
  ['null among the tags', (user) => Object.assign(user, { tags: [null, 'eu'] }), /tags\[0\] is null/],
  ['user fields in a list', (user) => Object.assign(user, { user_fields: [] }), /user_fields is an empty list/],
  [
    'a mark that is an object',
    (user) => Object.assign(user, { user_fields: { not_in_sfdc: { a: 1 } } }),
    /user_fields.not_in_sfdc is an object with a/,
  ],
  ['an external id that is a number', (user) => Object.assign(user, { external_id: 7 }), /external_id is a number/],
  ['no external id at all', (user) => delete user['external_id'], /external_id is missing/],
  [
    'an organization that is a list',
    (user) => Object.assign(user, { organization_id: [1] }),
    /organization_id is a list/,
  ],
  ['no word about suspension', (user) => delete user['suspended'], /suspended is missing/],
  ['an odd word about suspension', (user) => Object.assign(user, { suspended: 'maybe' }), /suspended is a text/],
  [
    'two names that differ by case alone',
    (user) => Object.assign(user, { Role: 'agent' }),
    /role is there as role and Role/,
  ],
  ['an id of too many digits', (user) => Object.assign(user, { id: '9007199254740993' }), /id is a text that is no id/],
  ['an id that is an object', (user) => Object.assign(user, { id: {} }), /users\[\d+\].id is an empty object/],
]
for (const [what, change, problem] of unreadable) {
  odd(`${what}: the user is protected as unreadable, counted, and not removed`, () =>
    at(leaving(), async (here) => {
      showing(here, change)
      await compared(here)
      assert.equal(planned(here), [])
      const [found] = here.json('users.json').records.filter((one) => String(one['protected']).startsWith('unreadable'))
      assert.match(String(found?.['protected']), problem)
      const { line } = await stageIn(here, gatherUsers)
      assert.match(line, '1 unreadable')
    }),
  )
}

odd('a role of an unknown word protects, and so does "True" for a suspension', () =>
  at(leaving(), async (here) => {
    showing(here, (user) => Object.assign(user, { role: 'END-USER' }))
    await compared(here)
    assert.is(userIn(here, LEAVER)!['protected'], 'role END-USER')
    showing(here, (user) => Object.assign(user, { suspended: 'True' }))
    await compared(here)
    assert.is(userIn(here, LEAVER)!['protected'], 'suspended')
  }),
)

odd('ids in digits are read as numbers are, and one that JSON cannot hold is exit 9', () =>
  at(leaving(), async (here) => {
    showing(here, (user) =>
      Object.assign(user, { id: String(LEAVER), organization_id: String(user['organization_id']) }),
    )
    await compared(here)
    assert.equal(planned(here), [String(LEAVER)])
    showing(here, (user) => Object.assign(user, { id: 2 ** 53 }))
    const { code, line } = await stageIn(here, gatherUsers)
    assert.is(code, 9)
    assert.match(line, /users\[\d+\].id is a number that JSON cannot hold/)
  }),
)

odd('a deleted user in a list is left out, and counted', () =>
  at(leaving(), async (here) => {
    showing(here, (user) => Object.assign(user, { active: false }))
    const { line } = await stageIn(here, gatherUsers)
    assert.match(line, '1 deleted')
    assert.is(userIn(here, LEAVER), undefined)
  }),
)

odd('more than half of at least twenty users who cannot be read are a read that is refused', () =>
  at(worldOf(), async (here) => {
    changeAnswers(here, /\/api\/v2\/users$/, ({ users }: { users: Row[] }) => {
      for (const user of users) delete user['role']
    })
    const { code, line } = await stageIn(here, gatherUsers)
    assert.is(code, 9)
    assert.match(line, /Zendesk: users: 31 of 31 records could not be read, the first: unreadable: role is missing/)
  }),
)

const identities: [what: string, own: Row[], reason: RegExp | null][] = [
  ['an address of staff signed in by Google', [{ type: 'google', value: 'staff@gitlab.com' }], /address rule/],
  [
    'an address of staff in a kind of identity unheard of',
    [{ type: 'x', value: ' staff@gitlab.com ' }],
    /address rule/,
  ],
  ['an address in full-width signs', [{ type: 'foreign', value: 'staff\uff20gitlab.com' }], /address rule/],
  ['an address in quotes of its own', [{ type: 'google', value: '\u201cstaff@gitlab.com\u201d' }], /address rule/],
  ['a handle', [{ type: 'twitter', value: '@staff' }], null],
  ['a phone number', [{ type: 'phone_number', value: '+49 1' }], null],
  ['an unknown kind without an address', [{ type: 'x', value: 'a-token' }], /identities\[1\].type is an unknown kind/],
  ['no kind', [{ value: '+49 1' }], /identities\[1\].type is missing/],
  ['an address that is a list', [{ type: 'email', value: [] }], /identities\[1\].value is an empty list/],
  ['an address that is null', [{ type: 'google', value: null }], /identities\[1\].value is null/],
]
for (const [what, own, reason] of identities) {
  odd(`an identity with ${what}: ${reason ? 'the user stays' : 'nothing is known by it'}`, () =>
    at(leaving(), async (here) => {
      changeAnswers(here, /\/show_many$/, (body: { identities: Row[] }) => {
        body.identities.push(...own.map((one) => ({ user_id: LEAVER, id: 1, ...one })))
      })
      await compared(here)
      assert.equal(planned(here), reason ? [] : [String(LEAVER)])
      const { protected: said } = userIn(here, LEAVER)!
      if (reason) assert.match(String(said), reason)
      else assert.is(said, null)
    }),
  )
}

odd('a contact finds its user by the address that it signs in to Google with', () => {
  const google = [{ type: 'google', value: 'Person100@acme.test' }]
  const changed = { email: 'old@acme.test', external_id: null, identities: google }
  return at(worldOf({ contacts: [contactOf(100)], users: [userOf(100, changed)] }), async (here) => {
    await compared(here)
    assert.equal([planned(here), here.json('create.json').count], [[], 0])
  })
})

odd('a user whose only address is that of another identity is found, compared and removed by it', () => {
  const nameless = (n: number) =>
    userOf(n, { email: null, external_id: null, identities: [{ type: 'google', value: `person${n}@acme.test` }] })
  const nobody = userOf(102, { email: null, identities: [{ type: 'phone_number', value: '+49 1' }] })
  const world = worldOf({ contacts: [contactOf(100)], users: [nameless(100), nameless(101), nobody] })
  return at(world, async (here) => {
    await compared(here)
    assert.equal([planned(here), here.json('create.json').count], [['5101'], 0])
    assert.is(userIn(here, 5102), undefined, 'nobody can be matched without an address')
  })
})

odd.run()
