// People of a SCIM source in shapes that nobody expected: understood, or held, and their owners never removed.

import { readFileSync, writeFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { makePlan } from '../../../lib/scripts/compare.ts'
import { gatherContacts } from '../../../lib/scripts/gather-contacts.ts'
import type { ScimSourceSettings } from '../../../lib/sources/scim/settings.ts'
import type { Place } from '../../kit/pipeline.ts'
import { type Change, oddly, twice } from '../../kit/scim-odd.ts'
import { between, madeOf, personOf, services, userAt } from '../../kit/service.ts'
import { compared, gathered, stageIn, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'

const odd = suite('SCIM source: odd people')

const without = (name: string, more: object) => (user: Record<string, unknown>) => {
  const { [name]: _, ...rest } = user
  return { ...rest, ...more }
}

/** Everybody in the target may be removed, whoever made them. */
function inScope(here: Place): void {
  const config = JSON.parse(readFileSync(here.config, 'utf8'))
  Object.assign(config.instances['us-gov'], { scope: 'end-users' })
  writeFileSync(here.config, JSON.stringify(config))
}

/**
 * What becomes of person 5 where the directory shows it so, and whose user another tool has made: problem, and who was
 * removed.
 */
async function run(change: Change, source: Partial<ScimSourceSettings> = {}) {
  let found: { problem: unknown; removed: string[] } | null = null
  await between(
    services({ equal: 3, people: [personOf(5)], users: [madeOf(5, { externalId: 'crm:5' }), madeOf(9)] }),
    async (here) => {
      inScope(here)
      oddly(here, 'directory', 'Users', (user) => (user['id'] === 'd5' ? change(user) : undefined))
      await compared(here)
      const contact = here.json('contacts.json').records.find(({ externalId }) => externalId === 'scim:d5')!
      await synced(here)
      const removed = ['u0', 'u1', 'u2', 'u5', 'u9'].filter((id) => userAt(here, id)!.active === false)
      found = { problem: contact['problem'], removed }
    },
    { source },
  )
  return found!
}

const understood: [what: string, change: Change][] = [
  ['active as a text', without('active', { active: 'TRUE' })],
  ['active as a number', without('active', { active: 1 })],
  ['no active at all', without('active', {})],
  ['addresses as texts', without('emails', { emails: ['person5@acme.test'] })],
  ['names in another case', without('userName', { USERNAME: 'person5@acme.test' })],
]
for (const [what, change] of understood)
  odd(`${what} is understood`, async () => {
    assert.equal(await run(change), { problem: null, removed: ['u9'] })
  })

for (const active of [false, 'False', 0, '0'])
  odd(`"active": ${JSON.stringify(active)} is not active`, async () => {
    const { removed } = await run(without('active', { active }))
    assert.equal(removed, ['u5', 'u9'])
  })

const unreadable: [why: string, change: Change][] = [
  ['active is a text', without('active', { active: 'no' })],
  ['active is an object', without('active', { active: {} })],
  ['active is there twice', without('active', twice('active', true, false))],
  ['Active is there as Active and active', (user) => ({ Active: false, ...user, active: true })],
  [
    'emails[0] is an object with mail and no text as value',
    without('emails', { emails: [{ mail: 'person5@acme.test' }] }),
  ],
  ['userName is there twice', without('userName', twice('userName', 'person5@acme.test', 'other'))],
  ['userName is a list of 1', without('userName', { userName: ['person5@acme.test'] })],
  ['displayName is an empty object', without('displayName', { displayName: {} })],
]
for (const [why, change] of unreadable)
  odd(`${why}: the person is held, and its user stays`, async () => {
    assert.equal(await run(change), { problem: `unreadable: ${why}`, removed: ['u9'] })
  })

const STATUS = { status: { attribute: 'userType', active: ['staff'], inactive: ['left'] } }

const statuses: [userType: unknown, active: boolean, problem: string | null, isRemoved: boolean][] = [
  ['Staff', true, null, false],
  ['left', false, null, true],
  [undefined, true, null, false],
  ['left', true, 'its status userType and active disagree', false],
  ['staff', false, 'its status userType and active disagree', false],
  ['on leave', true, 'its status userType has a value that is not known', false],
]
for (const [userType, active, problem, isRemoved] of statuses)
  odd(`a status ${userType} beside "active": ${active}: ${problem ?? 'they agree'}`, async () => {
    const found = await run((user) => ({ ...user, userType, active }), STATUS)
    assert.equal(found, { problem, removed: isRemoved ? ['u5', 'u9'] : ['u9'] })
  })

odd('a masked address may be anybody: whom no contact claims waits', () =>
  between(
    services({ equal: 3, people: [personOf(5)], users: [madeOf(5, { externalId: 'crm:5' }), madeOf(9)] }),
    async (here) => {
      inScope(here)
      const emails = [{ value: '*****', primary: true }]
      oddly(here, 'directory', 'Users', (user) => (user['id'] === 'd5' ? { ...user, emails } : undefined))
      await gathered(here)
      const { said } = await stageIn(here, makePlan)
      assert.match(said.join(), '2 removals wait, because 1 contact of their accounts has a masked address')
      await synced(here)
      assert.equal([userAt(here, 'u5')!.active, userAt(here, 'u9')!.active], [true, true])
    },
    { source: { key: 'emails' } },
  ),
)

odd('more than half of 20 people who cannot be read are exit 9', () =>
  between(services({ equal: 21 }), async (here) => {
    await gathered(here, 'gather-organizations')
    oddly(here, 'directory', 'Users', (user) =>
      Number(String(user['id']).slice(1)) < 11 ? { ...user, emails: [1] } : undefined,
    )
    const { code, line } = await stageIn(here, gatherContacts)
    assert.is(code, 9)
    assert.match(line, '11 of 21 records could not be read, the first: unreadable: emails[0] is a number')
  }),
)

for (const body of [
  { totalResults: 3, Resources: { id: 'd1' } },
  { totalResults: '3', Resources: [] },
  { totalResults: 1, Resources: ['d1'] },
])
  odd(`an answer such as ${JSON.stringify(body)} is exit 9, with path and shape`, () =>
    between(services(), async (here) => {
      await gathered(here, 'gather-organizations')
      here.interfere((system, { path }) => (system === 'directory' && path.endsWith('/Users') ? { body } : undefined))
      const { code, line } = await stageIn(here, gatherContacts)
      assert.is(code, 9)
      assert.match(line, /(totalResults|Resources(\[0\])?) is (an object with id|a text)/)
    }),
  )

odd.run()
