// Bizagi's users by sign-in name, as its documentation addresses them: where ids are shown, hidden, or not taken in a
// path.

import * as assert from 'uvu/assert'
import { progressCounts } from '../../../lib/cli/progress-line.ts'
import { bizagiOf, contact, type More, target, twice, user } from '../../kit/bizagi.ts'
import { found } from '../../kit/looks.ts'
import { outcomes } from '../../kit/receipts.ts'
import { oddly } from '../../kit/scim-odd.ts'
import { targetSettings } from '../../kit/scim-target.ts'
import { patched, routes, userAt, usersNamed, watching } from '../../kit/service.ts'
import { compared, synced } from '../../kit/stages.ts'
import { instance } from '../../kit/stands.ts'
import { suite } from '../../kit/suite.ts'

const address = suite('Bizagi: addresses')

const scimOf = (ids: 'shown' | 'hidden' | 'unaddressed') => ({ options: { scim: { ids } } }) as More
const byName: Partial<More['settings'] & object> = { address: 'userName' }

/** Where a person of the path stands: whole paths of every change of one user. */
const changes = (all: string[]) => all.filter((route) => !route.startsWith('POST'))

for (const [what, more] of [
  ['hidden ids', scimOf('hidden')],
  ['ids that no path takes', scimOf('unaddressed')],
  ['"address": "userName", though ids are shown', { settings: byName }],
  ['"address": "userName" and hidden ids', { settings: byName, ...scimOf('hidden') }],
] as [string, More][])
  address(`${what}: a whole life goes by the sign-in name alone`, () =>
    bizagiOf(
      { contacts: [contact(1), contact(2)] },
      async (here) => {
        await twice(here, 'create 2 applied')
        const { id } = usersNamed(here, 'person1@acme.test')[0]!
        const { contacts } = here.box.world.salesforce
        const ann = contacts[0]!
        Object.assign(ann, { LastName: 'Ek', Name: 'Person Ek' })
        await twice(here, 'update 1 applied')
        Object.assign(ann, { Email: 'new1@acme.test' })
        await twice(here, 'update 1 applied')
        assert.is(userAt(here, id)!.userName, 'new1@acme.test')
        contacts.shift()
        await twice(here, 'delete 1 applied')
        assert.is(userAt(here, id)!.active, false)
        contacts.push({ ...ann, LastName: 'Lee' })
        await twice(here, 'update 1 applied')
        assert.equal([userAt(here, id)!.active, here.box.world.scim.users.length], [true, 2])
        const [one, two] = ['person1%40acme.test', 'new1%40acme.test']
        assert.equal(
          changes(routes(here)),
          [one, one, two, two, two].map((name) => `PATCH /Users/${name}`),
        )
      },
      more,
    ),
  )

address('ids that are empty texts are none', () =>
  bizagiOf(
    { contacts: [contact(1)], users: [user(1, { name: { givenName: 'Old' } })] },
    async (here) => {
      oddly(here, 'scim', 'Users', (one) => ({ ...one, id: '' }))
      await compared(here)
      await synced(here)
      assert.equal(routes(here), ['PATCH /Users/person1%40acme.test'])
    },
    scimOf('unaddressed'),
  ),
)

address('doctor is red where nobody of the list is shown alone', () =>
  bizagiOf({ users: [user(1)] }, async (here) => {
    Object.assign(process.env, here.env)
    const look = async () => {
      const target = await instance(here).target({ ...progressCounts(), say: () => undefined }, { write: false })
      return (await found(target.checks!()))['one user']
    }
    assert.is(await look(), 'is shown alone too')
    watching(here, ({ path }) => (/\/Users\/./.test(path) ? { status: 404, body: {} } : undefined))
    assert.match(String(await look()), /^wrong: it lists a user whom it does not show alone \(404\).*target\.address/)
  }),
)

address('where ids are shown and taken, they are what addresses a user', () =>
  bizagiOf({ contacts: [contact(1)], users: [user(1, { name: { givenName: 'Old' } })] }, async (here) => {
    await compared(here)
    assert.is((await synced(here)).line, 'update 1 applied')
    assert.equal(routes(here), ['PATCH /Users/b1'])
  }),
)

address('a sign-in name that somebody else has by now is nobody of the plan', () =>
  bizagiOf(
    { contacts: [contact(3)], users: [user(1), user(2), user(3)] },
    async (here) => {
      await compared(here)
      watching(here, ({ path }) =>
        path.endsWith('/person1%40acme.test')
          ? { body: { ...userAt(here, 'b2')!, userName: 'person1@acme.test' } }
          : undefined,
      )
      await synced(here)
      assert.equal(outcomes(here, 'delete').sort(), ['applied', 'unchanged'])
      assert.is(userAt(here, 'b1')!.active ?? true, true)
    },
    scimOf('unaddressed'),
  ),
)

address('an address and a number are sent as the one of their type', () => {
  const phones = [{ value: '+1 5550100', type: 'mobile' }]
  const old = { emails: [{ value: 'old@acme.test', type: 'work', primary: true }], phoneNumbers: phones }
  const phone = { phone: 'phoneNumbers[type eq "mobile"].value' }
  return bizagiOf(
    { contacts: [contact(1, { MobilePhone: '+1 5550199' })], users: [user(1, old)] },
    async (here) => {
      await compared(here)
      assert.is((await synced(here)).line, 'update 1 applied')
      assert.equal(
        patched(here).flatMap(({ operations }) => operations),
        [
          { op: 'replace', path: 'emails[type eq "work"].value', value: 'person1@acme.test' },
          { op: 'replace', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 5550199' },
        ],
      )
    },
    { settings: { attributes: { ...target.attributes, ...phone } }, attributes: { phone: 'MobilePhone' } },
  )
})

address('members of groups go by id, so sign-in names cannot address users there', () => {
  const settings = { address: 'userName', groups: { staff: 'Staff' } }
  assert.throws(
    () => targetSettings(settings),
    (thrown: Error) => thrown.message.includes('members of groups go by id'),
  )
})

address.run()
