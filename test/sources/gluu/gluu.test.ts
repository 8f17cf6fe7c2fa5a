// Gluu as a source: everyone now and then, between that who was made or changed, and what is kept of both.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import type { GluuUser } from '../../../lib/sandbox/gluu/store.ts'
import { gatherContacts } from '../../../lib/scripts/gather-contacts.ts'
import { touch } from '../../kit/gluu.ts'
import { fromGluu, gluuUserOf, inumOf } from '../../kit/gluu-settings.ts'
import {
  again,
  carriedOut,
  first,
  fold,
  forget,
  headOf,
  inGluu,
  isMarked,
  recordsOf,
  TARGET,
  userNamed,
  world,
} from '../../kit/gluu-source.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { compared, gathered, stageIn, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'

const gluu = suite('gluu: source')

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

gluu('a removal that failed is planned again by the next run, and not only when everyone is due', () =>
  at(world(), async (here) => {
    fromGluu(here)
    await again(here, 'create 30 applied')
    const { users } = here.box.world.gluu
    users.splice(users.indexOf(inGluu(here, 3)), 1)
    forget(here)
    await compared(here)
    here.interfere((_, { method }) => (method === 'PUT' ? { status: 422, body: {} } : undefined))
    assert.is((await synced(here)).line, 'delete 1 failed')
    here.interfere(() => undefined)
    await again(here, 'delete 1 applied')
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

gluu('whom the provider calls inactive and its SCIM service active is held, and not removed', () =>
  at(world(), async (here) => {
    fromGluu(here)
    await again(here, 'create 30 applied')
    touch(inGluu(here, 1), { gluuStatus: 'inactive' })
    here.interfere((system, { path }) =>
      system === 'gluu' && path.endsWith('/v2/Users') ? activeAll(here) : undefined,
    )
    await again(here, 'delete 1 conflict')
    forget(here)
    await again(here, 'nothing to do')
    assert.is(isMarked(here, 1), false)
    const problems = recordsOf(here).flatMap(({ problem }) => problem ?? [])
    assert.equal(problems, ['its status gluuStatus and active disagree'])
  }),
)

/** SCIM's list with everybody active: oxTrustActive wins there. */
const activeAll = ({ box }: Place) => {
  const Resources = box.world.gluu.users.map(({ inum, uid }) => ({ id: inum, userName: uid, active: true }))
  return { body: { totalResults: Resources.length, startIndex: 1, itemsPerPage: Resources.length, Resources } }
}

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

gluu.run()
