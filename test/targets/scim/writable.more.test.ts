// Services that let some of what is written not be written: the name, `active`, what a PUT carries, and what doctor
// says.

import * as assert from 'uvu/assert'
import { parsePath } from '../../../lib/scim/path.ts'
import { hiddenIn, mutabilityOf } from '../../../lib/scim/schemas.ts'
import { makePlan } from '../../../lib/scripts/compare.ts'
import { scimTarget } from '../../../lib/targets/scim/scim.ts'
import { found } from '../../kit/looks.ts'
import type { Place } from '../../kit/pipeline.ts'
import { outcomes } from '../../kit/receipts.ts'
import { ENTERPRISE, USER } from '../../kit/scim.ts'
import { context, served, targetSettings } from '../../kit/scim-target.ts'
import { between, madeOf, personOf, routes, services, userAt, usersNamed, watching, writes } from '../../kit/service.ts'
import { compared, gathered, stageIn, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'

const writable = suite('SCIM: writable')

const attribute = (name: string, more: object = {}) => ({ name, mutability: 'readWrite', returned: 'default', ...more })
const readOnly = { mutability: 'readOnly' }

/** The User schema of a service; what is named in `changes` is otherwise. */
const schemaOf = (changes: Record<string, object | null> = {}) => {
  const names = ['userName', 'displayName', 'active', 'emails', 'title', 'nickName']
  const all = names.flatMap((name) => (changes[name] === null ? [] : attribute(name, changes[name])))
  const emails = all.find(({ name }) => name === 'emails')
  if (emails) Object.assign(emails, { subAttributes: [attribute('value')] })
  const parts = ['formatted', 'givenName', 'familyName'].map((name) => attribute(name, changes[`name.${name}`] ?? {}))
  const name = { ...attribute('name', changes['name'] ?? {}), subAttributes: parts }
  return {
    totalResults: 1,
    Resources: [{ id: USER, attributes: [...all, name, attribute('password', { returned: 'never' })] }],
  }
}

/** What doctor says of a service with this schema. */
async function looked(changes: Record<string, object | null>, settings: object = {}): Promise<Record<string, string>> {
  let seen = {}
  await served(
    ({ path }) => (path.endsWith('/Schemas') ? { body: schemaOf(changes) } : { status: 404, body: {} }),
    async (url) => {
      seen = await found(scimTarget(targetSettings({ url, ...settings }), context).checks!())
    },
  )
  return seen
}

for (const [what, changes, settings, expected] of [
  ['everything can be', {}, {}, /^all that is written$/],
  [
    'displayName cannot be',
    { displayName: readOnly },
    {},
    /displayName is readOnly\. Set target\.name to "name\.formatted"/,
  ],
  [
    'displayName and name.formatted cannot be',
    { displayName: readOnly, 'name.formatted': readOnly },
    {},
    /displayName is readOnly\. Set target\.name to "none", and map name\.givenName/,
  ],
  ['displayName is not there', { displayName: null }, {}, /no displayName\. Set target\.name/],
  [
    'active cannot be',
    { active: readOnly },
    {},
    /active is readOnly\. Nobody can be deactivated: set "removal": "delete"/,
  ],
  ['active is not there', { active: null }, {}, /have no active\. Nobody can be deactivated/],
  ['active is not needed', { active: readOnly }, { removal: 'delete' }, /^all that is written$/],
  ['the name is elsewhere', { displayName: readOnly }, { name: 'name.formatted' }, /^all that is written$/],
  ['the whole name cannot be', { name: readOnly }, { name: 'name.formatted' }, /name\.formatted is readOnly/],
  [
    'a mapped one cannot be',
    { title: { mutability: 'immutable' } },
    { attributes: { job: 'title' } },
    /title is immutable\. Check target\.attributes\.job/,
  ],
  ['the sign-in name is for creations', { userName: { mutability: 'immutable' } }, {}, /^all that is written$/],
] as const)
  writable(`doctor, ${what} written: it says so, with the next step`, async () => {
    assert.match(String((await looked(changes, settings))['writable']), expected)
  })

writable('doctor names what a PUT may clear', async () => {
  const changes = { nickName: { returned: 'request' } }
  const { replace } = await looked(changes, { update: 'replace' })
  assert.is(
    replace,
    'a PUT carries all that a read shows; not shown, so that it may be cleared: nickName (request), password (never)',
  )
  assert.is((await looked(changes))['replace'], undefined)
})

writable('a part of an attribute is as narrow as the whole, and an extension is found by its URN', () => {
  const schemas = [
    { id: USER, attributes: [{ name: 'name', mutability: 'readOnly', subAttributes: [{ name: 'givenName' }] }] },
    { id: ENTERPRISE, attributes: [{ name: 'Department', mutability: 'immutable', returned: 'request' }] },
  ]
  const of = (path: string) => mutabilityOf(schemas, parsePath(path))
  assert.equal([of('name.givenName'), of(`${ENTERPRISE}:department`), of('title')], ['readOnly', 'immutable', null])
  assert.equal(hiddenIn(schemas), [`${ENTERPRISE}:Department (request)`])
})

/** A service that shows names in name.formatted alone, and drops displayName. */
const formattedAlone = (here: Place) =>
  watching(here, ({ method, body }) => {
    if (method === 'POST' || method === 'PATCH') assert.not.match(JSON.stringify(body), 'displayName')
    return undefined
  })

writable('with "name": "name.formatted" people are made, renamed and compared by it', () => {
  const named = (n: number, formatted: string) => madeOf(n, { displayName: undefined, name: { formatted } })
  return between(
    services({ equal: 0, people: [personOf(8), personOf(9)], users: [named(9, 'Old')] }),
    async (here) => {
      formattedAlone(here)
      await compared(here)
      assert.is((await synced(here)).line, 'create 1 applied; update 1 applied')
      assert.equal(userAt(here, 'u9')!['name'], { formatted: 'Person 9' })
      assert.equal(usersNamed(here, 'person8@acme.test')[0]!['name'], { formatted: 'Person 8' })
      await compared(here)
      assert.is((await synced(here)).line, 'nothing to do')
    },
    { target: { name: 'name.formatted' } },
  )
})

writable('with "name": "none" the name is made of its mapped parts', () => {
  const parts = { name: { givenName: 'Ann', familyName: 'Lee' } }
  const attributes = { given: 'name.givenName', family: 'name.familyName' }
  return between(
    services({ equal: 0, people: [personOf(9, parts)], users: [madeOf(9, { displayName: 'anything', ...parts })] }),
    async (here) => {
      await compared(here)
      assert.is((await synced(here)).line, 'nothing to do')
    },
    { source: { attributes }, target: { name: 'none', attributes } },
  )
})

for (const [name, attributes, error] of [
  ['none', {}, 'expected name.givenName or name.familyName among attributes'],
  ['name.formatted', { full: 'name.formatted' }, 'name.formatted is mapped too'],
] as const)
  writable(`"name": "${name}" is refused where it cannot be`, () => {
    assert.throws(
      () => targetSettings({ name, attributes }),
      (thrown: Error) => thrown.message.includes(error),
    )
  })

writable('where active cannot be written compare says so, and sync holds removals', () =>
  between(services({ users: [madeOf(9)] }), async (here) => {
    watching(here, ({ path }) => (path.endsWith('/Schemas') ? { body: schemaOf({ active: readOnly }) } : undefined))
    await gathered(here)
    const { said } = await stageIn(here, makePlan)
    assert.match(
      said.join('\n'),
      /no user can be deactivated.* Set "removal": "delete" in the target: sync holds removals/,
    )
    const { code, line } = await synced(here)
    assert.is(code, 4)
    assert.match(line, 'delete 1 not-sent (waits for approval: no user can be deactivated)')
    assert.is(userAt(here, 'u9')!.active, true)
  }),
)

writable('a PUT carries everything that was read just before, with the version of that read', () => {
  const kept = { nickName: 'Nine', [ENTERPRISE]: { department: 'Sea' }, 'urn:acme:User': { badge: '7' } }
  return between(
    services({ people: [personOf(9)], users: [madeOf(9, { displayName: 'Old', active: true, ...kept })] }),
    async (here) => {
      await compared(here)
      userAt(here, 'u9')!['title'] = 'set since the gather'
      const sent: unknown[] = []
      watching(here, ({ method, headers }) => {
        if (method === 'PUT') sent.push(headers['if-match'])
        return undefined
      })
      assert.is((await synced(here)).line, 'update 1 applied')
      assert.match(String(sent[0]), /^W\/".+"$/)
      const [{ body }] = writes(here) as unknown as [{ body: Record<string, unknown> }]
      assert.equal([body['nickName'], body['title'], body['displayName']], ['Nine', 'set since the gather', 'Person 9'])
      assert.equal(body[ENTERPRISE], kept[ENTERPRISE])
    },
    { target: { update: 'replace' } },
  )
})

writable('one PUT changes everything of a user at once', () =>
  between(
    services({ people: [personOf(9)], users: [madeOf(9, { displayName: 'Old', active: false })] }),
    async (here) => {
      await compared(here)
      assert.is((await synced(here)).line, 'update 1 applied')
      assert.equal(routes(here), ['PUT /Users/u9'])
      assert.equal([userAt(here, 'u9')!.active, userAt(here, 'u9')!['displayName']], [true, 'Person 9'])
    },
    { target: { update: 'replace' } },
  ),
)

for (const [what, moves, expected] of [
  ['that no longer holds is a conflict', true, 'conflict'],
  ['that still holds is sent without it', false, 'applied'],
] as const)
  writable(`a 412 for an ETag ${what}, where the service does not offer versions`, () =>
    between(
      services({ people: [personOf(9)], users: [madeOf(9, { displayName: 'Old' })] }),
      async (here) => {
        await compared(here)
        let version = '"1"'
        watching(here, ({ method, path, headers }) => {
          if (!path.endsWith('/Users/u9')) return undefined
          if (method === 'GET') return { headers: { etag: version }, body: userAt(here, 'u9')! }
          if (headers['if-match'] === undefined) return undefined
          if (moves) version = '"2"'
          return { status: 412, body: {} }
        })
        await synced(here)
        assert.equal(outcomes(here, 'update'), [expected])
      },
      { target: { update: 'replace' }, options: { scim: { etag: false } } },
    ),
  )

writable.run()
