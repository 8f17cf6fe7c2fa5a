// Gluu as a source: everyone now and then, between that who was made or changed, and what neither may do.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { gatherContacts } from '../lib/gather.ts'
import type { GluuUser } from '../lib/sandbox/gluu/holding.ts'
import type { GluuOptions } from '../lib/sandbox/gluu.ts'
import { settled } from '../lib/sources/gluu/fold.ts'
import { touch } from './kit/gluu.ts'
import { fromGluu, gluuUserOf, inumOf } from './kit/gluu-settings.ts'
import { at, type Place } from './kit/pipeline.ts'
import { compared, gathered, stageIn, synced } from './kit/stages.ts'
import { organizations, userOf } from './kit/worlds.ts'

const gluu = suite('gluu: source')

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

/** Thirty people in Gluu, nobody in Zendesk but one of another system. */
const world = () => ({
  zendesk: {
    organizations: organizations(3),
    users: [userOf(90, { external_id: 'crm:1' })],
    organization_memberships: [],
  },
  gluu: { users: range(1, 31).map((n) => gluuUserOf(n)) },
})

const inGluu = ({ box }: Place, n: number) => box.world.gluu.users.find(({ inum }) => inum === inumOf(n))!
const userNamed = ({ box }: Place, n: number) =>
  box.world.zendesk.users.find(({ email }) => email === `person${n}@acme.test`)
const isMarked = (here: Place, n: number) => userNamed(here, n)?.user_fields?.['not_in_sfdc'] === true

const fold = ({ folder }: Place) => join(folder, 'state', 'contacts.full.json')
const headOf = (here: Place) => JSON.parse(readFileSync(fold(here), 'utf8')) as { full: string; watermark: string }

async function again(here: Place, line: string): Promise<void> {
  await compared(here)
  const { code, line: said } = await synced(here)
  assert.equal([code, said], [0, line])
}

/** As if the plan of these contacts had been carried out. */
const carriedOut = (here: Place) => settled(join(here.folder, 'state'), String(here.json('contacts.json')['sha256']))

/** Everyone is gathered, and what that told is carried out. */
async function first(here: Place): Promise<void> {
  await gathered(here, 'gather-organizations', 'gather-contacts')
  carriedOut(here)
}

const recordsOf = (here: Place) => here.json('contacts.json').records

/** The next read is one of everyone. */
const forget = (here: Place) => rmSync(fold(here))

for (const backEnd of ['ldap', 'sql'] as const)
  gluu(`a delta makes, changes and removes who says so, and a full read whoever is gone (${backEnd})`, () =>
    at(
      world(),
      async (here) => {
        fromGluu(here)
        await again(here, 'create 30 applied')
        assert.is(here.json('contacts.json')['complete'], true)
        assert.is(userNamed(here, 1)?.external_id, `gluu:${inumOf(1)}`)

        const { users } = here.box.world.gluu
        users.push({
          ...gluuUserOf(31),
          gluuStatus: 'active',
          oxCreationTimestamp: new Date().toISOString(),
        } as GluuUser)
        touch(inGluu(here, 1), { displayName: 'Another Name' })
        touch(inGluu(here, 2), { gluuStatus: 'inactive' })
        users.splice(users.indexOf(inGluu(here, 3)), 1)
        await again(here, 'create 1 applied; update 1 applied; delete 1 applied')
        assert.is(here.json('contacts.json')['complete'], false)
        assert.is(userNamed(here, 1)?.name, 'Another Name')
        assert.equal([isMarked(here, 2), isMarked(here, 3)], [true, false], 'who is gone is not told of')

        const folded = recordsOf(here)
        forget(here)
        await again(here, 'delete 1 applied')
        assert.equal([isMarked(here, 3), isMarked(here, 90)], [true, false])
        assert.equal(
          recordsOf(here),
          folded.filter(({ externalId }) => externalId !== `gluu:${inumOf(3)}`),
          'a delta folded onto everyone is everyone',
        )
        touch(inGluu(here, 2), { gluuStatus: 'active' })
        await again(here, 'update 1 applied')
        assert.not(isMarked(here, 2))
      },
      { gluu: { backEnd } },
    ),
  )

gluu('a delta whose sync came to nothing is made good by the next compare', () =>
  at(world(), async (here) => {
    fromGluu(here)
    await again(here, 'create 30 applied')
    touch(inGluu(here, 1), { displayName: 'Another Name' })
    await compared(here)
    await again(here, 'update 1 applied')
  }),
)

gluu('who is gone is looked for again until a plan of everyone was carried out', () =>
  at(world(), async (here) => {
    fromGluu(here)
    await again(here, 'create 30 applied')
    const { users } = here.box.world.gluu
    users.splice(users.indexOf(inGluu(here, 3)), 1)
    forget(here)
    await compared(here)
    assert.is(
      (await synced(here, { words: ['create', 'update'] })).line,
      'nothing sent now; this plan so far: delete 1 not-sent (not asked for in this run)',
    )
    await again(here, 'delete 1 applied')
    assert.is(here.json('contacts.json')['complete'], true)
    await again(here, 'nothing to do')
    assert.is(here.json('contacts.json')['complete'], false)
  }),
)

gluu('a delta does not put off the next reading of everyone', () =>
  at(world(), async (here) => {
    fromGluu(here)
    await first(here)
    const { full } = headOf(here)
    touch(inGluu(here, 1))
    await gathered(here, 'gather-contacts')
    assert.is(headOf(here).full, full)
    assert.is(here.json('contacts.json')['complete'], false)
  }),
)

gluu('whoever is not active is removed, whatever else of them is missing: address, account, name', () =>
  at(world(), async (here) => {
    fromGluu(here)
    await again(here, 'create 30 applied')
    touch(inGluu(here, 1), { gluuStatus: 'inactive', mail: undefined, account: undefined, displayName: '' } as never)
    await again(here, 'delete 1 applied')
  }),
)

gluu('whom the provider calls inactive is, though its SCIM service says otherwise', () =>
  at(world(), async (here) => {
    fromGluu(here)
    await again(here, 'create 30 applied')
    touch(inGluu(here, 1), { gluuStatus: 'inactive' })
    here.interfere((system, { path }) =>
      system === 'gluu' && path.endsWith('/v2/Users') ? activeAll(here) : undefined,
    )
    await again(here, 'delete 1 applied')
    forget(here)
    await again(here, 'nothing to do')
  }),
)

/** SCIM's list with everybody active: oxTrustActive wins there. */
const activeAll = ({ box }: Place) => {
  const Resources = box.world.gluu.users.map(({ inum, uid }) => ({ id: inum, userName: uid, active: true }))
  return { body: { totalResults: Resources.length, startIndex: 1, itemsPerPage: Resources.length, Resources } }
}

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
    assert.match(line, 'has no contact who is active for 3 accounts')
  }),
)

gluu('a token endpoint on another host gets no secret, unless the settings name it', () =>
  at(world(), async (here) => {
    fromGluu(here)
    await gathered(here, 'gather-organizations')
    const elsewhere = `${here.box.zendesk.url}/token`
    here.interfere((_, { path }) =>
      path.endsWith('/openid-configuration') ? { body: { token_endpoint: elsewhere } } : undefined,
    )
    const { code, line } = await stageIn(here, gatherContacts)
    assert.is(code, 9)
    assert.match(line, 'names another host for tokens. Set source.tokenUrl if it is right')
    assert.not(here.box.requests.some(({ path }) => path === '/token'))
    fromGluu(here, { tokenUrl: `${here.box.gluu.url}/oxauth/restv1/token` })
    await gathered(here, 'gather-organizations', 'gather-contacts')
  }),
)

gluu('without what was kept, with other settings, or after its time everyone is read; a damaged file is refused', () =>
  at(world(), async (here) => {
    const isWhole = async () => {
      assert.is((await stageIn(here, gatherContacts)).code, 0)
      carriedOut(here)
      return here.json('contacts.json')['complete']
    }
    fromGluu(here)
    await gathered(here, 'gather-organizations')
    assert.equal([await isWhole(), await isWhole()], [true, false])
    forget(here)
    assert.equal([await isWhole(), await isWhole()], [true, false])
    fromGluu(
      here,
      { attributes: { first: 'givenName' } },
      { target: { ...TARGET, attributes: { first: 'user_fields.f' } } },
    )
    await gathered(here, 'gather-organizations')
    assert.equal([await isWhole(), await isWhole()], [true, false])
    fromGluu(here, { fullEvery: '0m' })
    await gathered(here, 'gather-organizations')
    assert.equal([await isWhole(), await isWhole()], [true, true])
    fromGluu(here)
    const whole = readFileSync(fold(here), 'utf8')
    writeFileSync(fold(here), whole.replace('Person 1', 'Person 0'))
    const { code, line } = await stageIn(here, gatherContacts)
    assert.is(code, 7)
    assert.match(line, /contacts\.full\.json is damaged\. Delete it: everyone is read then/)
  }),
)

const TARGET = {
  use: 'zendesk',
  url: '$ZENDESK_URL',
  clientId: '$ZENDESK_CLIENT_ID',
  clientSecret: '$ZENDESK_CLIENT_SECRET',
  accountField: 'organization_fields.salesforce_id',
  removal: { mark: { user_fields: { not_in_sfdc: true } } },
}

gluu('what is kept becomes valid with the contacts that were made of it, and not when gather-contacts fails', () =>
  at(world(), async (here) => {
    fromGluu(here)
    await first(here)
    const before = readFileSync(fold(here), 'utf8')
    touch(inGluu(here, 1), { displayName: 'Another Name' })
    here.interfere((system, { path }) =>
      system === 'gluu' && path.endsWith('/UpdatedUsers') ? { body: { total: 2, results: [] } } : undefined,
    )
    assert.is((await stageIn(here, gatherContacts)).code, 9)
    assert.is(readFileSync(fold(here), 'utf8'), before)
    here.interfere(() => undefined)
    await gathered(here, 'gather-contacts')
    assert.is(recordsOf(here).filter(({ person }) => (person as { name: string }).name === 'Another Name').length, 1)
  }),
)

gluu('the watermark is the newest stamp less the overlap, and stays where nothing came', () =>
  at(world(), async (here) => {
    fromGluu(here, { overlap: '1h' })
    Object.assign(inGluu(here, 5), { updatedAt: '2025-06-01T12:00:00Z' })
    await first(here)
    assert.is(headOf(here).watermark, '2025-06-01T11:00:00.000Z')
    await gathered(here, 'gather-contacts')
    assert.is(headOf(here).watermark, '2025-06-01T11:00:00.000Z')
    Object.assign(inGluu(here, 6), { updatedAt: '2099-01-01T00:00:00Z' })
    const asked = Date.now()
    await gathered(here, 'gather-contacts')
    const mark = Date.parse(headOf(here).watermark)
    assert.ok(Math.abs(mark - (asked - 3_600_000)) < 60_000, 'a stamp of the future does not hide what comes before it')
  }),
)

gluu('nobody with a stamp: everyone is read every time', () =>
  at({ ...world(), gluu: { users: [gluuUserOf(1, { oxCreationTimestamp: undefined })] } }, async (here) => {
    fromGluu(here)
    await first(here)
    assert.not(existsSync(fold(here)))
    await gathered(here, 'gather-contacts')
    assert.is(here.json('contacts.json')['complete'], true)
  }),
)

/** Gathers once, changes eight people, and gathers again from a server that behaves so. */
const delta = (options: Partial<GluuOptions>, seen: (here: Place) => void | Promise<void>, faults: object[] = []) =>
  at(
    world(),
    async (here) => {
      fromGluu(here)
      await first(here)
      for (const n of range(1, 9)) touch(inGluu(here, n), { displayName: `New ${n}` })
      here.box.faults.gluu.add(faults)
      await gathered(here, 'gather-contacts')
      assert.is(here.json('contacts.json')['complete'], false)
      await seen(here)
    },
    { gluu: options },
  )

const renamed = (here: Place) =>
  recordsOf(here).filter(({ person }) => (person as { name: string }).name.startsWith('New ')).length

for (const backEnd of ['ldap', 'sql'] as const)
  gluu(`who moves between two pages comes once, and nobody is skipped (${backEnd})`, () =>
    delta(
      { backEnd, maxCount: 3 },
      (here) => {
        assert.is(renamed(here), 8)
        assert.is(recordsOf(here).length, 30)
        assert.is(here.box.faults.gluu.list()[0]?.played, 1)
      },
      [{ kind: 'moved-between-pages', skip: 1 }],
    ),
  )

gluu('a token that ended is answered with 403, and another one is got', () =>
  delta({}, (here) => assert.equal([renamed(here), here.box.faults.gluu.list()[0]?.played], [8, 1]), [
    { kind: 'token-expired', path: '*/UpdatedUsers' },
  ]),
)

for (const [name, options, settings] of [
  ['by TEST mode', { mode: 'test' }, { protection: 'test' }],
  ['in a container', {}, { product: 'gluu-container' }],
  ['of Janssen', { product: 'janssen' }, { product: 'janssen' }],
] as [string, Partial<GluuOptions>, object][])
  gluu(`a server ${name} gives everyone, and then changes`, () =>
    at(
      world(),
      async (here) => {
        fromGluu(here, settings)
        await first(here)
        touch(inGluu(here, 1), { displayName: 'New 1', gluuStatus: 'expired' })
        await gathered(here, 'gather-contacts')
        assert.equal([renamed(here), here.json('contacts.json')['complete']], [1, false])
        const left = recordsOf(here).filter(({ person }) => !(person as { active: boolean }).active)
        assert.is(left.length, 1)
      },
      { gluu: options },
    ),
  )

for (const [mode, code, words] of [
  ['uma', 8, /sign-in refused \(401\), it said: Invalid GAT\/RPT token/],
  ['none', 8, /sign-in refused \(401\), it said: SCIM API not protected/],
  ['disabled', 9, /answered 503, it said: SCIM API is disabled/],
] as [GluuOptions['mode'], number, RegExp][])
  gluu(`a server that is protected otherwise (${mode}) is refused in its own words`, () =>
    at(
      world(),
      async (here) => {
        fromGluu(here, { network: { tries: 2, firstWait: 0.01 } })
        await gathered(here, 'gather-organizations')
        const said = await stageIn(here, gatherContacts)
        assert.is(said.code, code)
        assert.match(said.line, words)
      },
      { gluu: { mode } },
    ),
  )

gluu('a client that is refused, or has not the scope, ends with 8', () =>
  at(world(), async (here) => {
    fromGluu(here)
    await gathered(here, 'gather-organizations')
    const { GLUU_CLIENT_SECRET: secret, ...env } = here.env
    Object.assign(here.env, { GLUU_CLIENT_SECRET: 'other' })
    const refused = await stageIn(here, gatherContacts)
    Object.assign(here.env, env, { GLUU_CLIENT_SECRET: secret })
    assert.is(refused.code, 8)
    assert.match(refused.line, 'sign-in refused (401 invalid_client). Check clientId and clientSecret')
    fromGluu(here, { protection: 'test' })
    const lacking = await stageIn(here, gatherContacts)
    assert.is(lacking.code, 8)
    assert.match(lacking.line, 'Invalid token or insufficient scopes')
  }),
)

gluu('a page that comes again and again is an error, not a loop', () =>
  at(world(), async (here) => {
    fromGluu(here)
    await first(here)
    const page = { total: 1, results: [{ inum: ['i-1'], mail: ['a@acme.test'] }] }
    here.interfere((_, { path }) => (path.endsWith('/UpdatedUsers') ? { body: page } : undefined))
    const { code, line } = await stageIn(here, gatherContacts)
    assert.is(code, 9)
    assert.match(line, 'it hands out the same page again')
  }),
)

gluu('one and the same person at the end of every page is an error, not a loop', () =>
  at(world(), async (here) => {
    fromGluu(here)
    await first(here)
    const one = (n: number) => ({ inum: [`i-${n}`], mail: [`person${n}@acme.test`] })
    here.interfere((_, { path, query }) => {
      if (!path.endsWith('/UpdatedUsers')) return undefined
      const results = query.get('start') === '0' ? [one(1), one(2)] : [one(2)]
      return { body: { total: results.length, results } }
    })
    const { code, line } = await stageIn(here, gatherContacts)
    assert.is(code, 9)
    assert.match(line, 'it hands out the same page again')
  }),
)

gluu('with "drift": "keep" a delta is not taken for all there is to know', () =>
  at(world(), async (here) => {
    fromGluu(here, {}, { drift: 'keep' })
    await again(here, 'create 30 applied')
    fromGluu(here, {}, { drift: 'keep', duplicates: 'first' })
    await again(here, 'nothing to do')
    assert.is(here.json('contacts.json')['complete'], false)
    const { users } = here.box.world.gluu
    users.splice(users.indexOf(inGluu(here, 3)), 1)
    forget(here)
    await again(here, 'delete 1 applied')
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
