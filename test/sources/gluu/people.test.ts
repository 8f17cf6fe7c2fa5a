// What Gluu tells of somebody: the same in both reads, and what is missing or is there twice.

import * as assert from 'uvu/assert'
import type { GluuUser } from '../../../lib/sandbox/gluu/store.ts'
import { gatherContacts } from '../../../lib/scripts/gather-contacts.ts'
import { touch } from '../../kit/gluu.ts'
import { fromGluu, gluuUserOf, inumOf } from '../../kit/gluu-settings.ts'
import { first, inGluu, recordsOf, TARGET, world } from '../../kit/gluu-source.ts'
import { at } from '../../kit/pipeline.ts'
import { gathered, stageIn } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'

const gluu = suite('gluu: people')

for (const [what, settings, words] of [
  ['an account', { account: 'company' }, 'nobody of 30 people has company. Check what source names'],
  ['a mapped attribute', { attributes: { badge: 'badge' } }, 'nobody of 30 people has badge'],
  [
    'a wrong product',
    { product: 'janssen' },
    'there is nothing at /jans-scim/restv1/v2. Check source.product (janssen)',
  ],
] as const)
  gluu(`${what} that nobody has is refused: it is a setting`, () =>
    at(world(), async (here) => {
      const target = { ...TARGET, attributes: { badge: 'user_fields.badge' } }
      fromGluu(here, settings, 'attributes' in settings ? { target } : {})
      await gathered(here, 'gather-organizations')
      const { code, line } = await stageIn(here, gatherContacts)
      assert.is(code, 7)
      assert.match(line, words)
    }),
  )

gluu('somebody without an account is held where accounts count; without anybody active nothing is written', () =>
  at(world(), async (here) => {
    touch(inGluu(here, 1), { account: '' })
    fromGluu(here)
    await gathered(here, 'gather-organizations', 'gather-contacts')
    assert.is(recordsOf(here).find(({ problem }) => problem !== null)!['problem'], 'it has no account')
    for (const user of here.box.world.gluu.users) touch(user, { gluuStatus: 'inactive' })
    const { code, line } = await stageIn(here, gatherContacts)
    assert.is(code, 9)
    assert.match(line, 'has no active contact for 3 accounts')
  }),
)

gluu('somebody with two accounts, or two sign-in names, is held', () =>
  at(world(), async (here) => {
    Object.assign(inGluu(here, 1), { account: ['0015e00000A', '0015e00000B'] })
    fromGluu(here)
    await first(here)
    const [wrong, ...more] = recordsOf(here).filter(({ problem }) => problem !== null)
    assert.equal([wrong!['problem'], more], ['several values of account: 0015e00000A, 0015e00000B', []])
    for (const user of here.box.world.gluu.users) Object.assign(user, { login: user.mail })
    Object.assign(inGluu(here, 2), { login: ['person2@acme.test', 'other'] })
    fromGluu(here, { key: 'login' })
    await first(here)
    const found = recordsOf(here).find(({ externalId }) => externalId === `gluu:${inumOf(2)}`)!
    assert.is(found['problem'], 'several values of login')
  }),
)

/** People with everything that the two reads tell in ways of their own. */
const odd: Partial<GluuUser>[] = [
  gluuUserOf(1, {
    mail: ['second@acme.test', 'person1@acme.test'],
    oxTrustEmail: ['{"value":"person1@acme.test","type":"work","primary":true}'],
    phone: ['2', '1'],
  }),
  gluuUserOf(2, { displayName: undefined, cn: 'Cy Lo', badge: 17, isGuest: true, hired: '2025-03-01T08:00:00Z' }),
  gluuUserOf(3, { displayName: undefined, badge: '18', isGuest: 'FALSE', hired: '20250301080000.5Z' }),
  gluuUserOf(4, { mail: undefined, phone: '3', gluuStatus: 'register' }),
  gluuUserOf(5, { gluuStatus: 'expired', badge: ['2', '10'] }),
]

for (const backEnd of ['ldap', 'sql'] as const)
  gluu(`the feed of changes and the list of all users say the same of everybody (${backEnd})`, () =>
    at(
      { ...world(), gluu: { users: odd } },
      async (here) => {
        const names = { phones: 'phone[]', badge: 'badge', guest: 'isGuest', hired: 'hired', uid: 'uid' }
        const fields = Object.keys(names).map((name) => [name, `user_fields.${name}`])
        fromGluu(here, { attributes: names }, { target: { ...TARGET, attributes: Object.fromEntries(fields) } })
        await first(here)
        const whole = here.text('contacts.json').split('\n').slice(1, -2)
        for (const user of here.box.world.gluu.users) touch(user)
        await gathered(here, 'gather-contacts')
        assert.is(here.json('contacts.json')['complete'], false)
        assert.equal(here.text('contacts.json').split('\n').slice(1, -2), whole)
        const [one, two, three] = recordsOf(here).map(({ person }) => (person as { attributes: object }).attributes)
        assert.equal(
          [one, two, three].map((each) => ({ ...each })),
          [
            { badge: null, guest: null, hired: null, phones: ['3'], uid: 'person4' },
            { badge: null, guest: null, hired: null, phones: ['1', '2'], uid: 'person1' },
            { badge: '17', guest: 'true', hired: '2025-03-01T08:00:00.000Z', phones: [], uid: 'person2' },
          ],
        )
      },
      { gluu: { backEnd, dataTypes: { badge: 'numeric', isGuest: 'boolean' } } },
    ),
  )

gluu.run()
