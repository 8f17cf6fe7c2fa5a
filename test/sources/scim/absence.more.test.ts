// The absence check of a SCIM source: each leaver is asked for alone, and no answer is believed without a control.

import * as assert from 'uvu/assert'
import type { ScimOptions } from '../../../lib/sandbox/scim/options.ts'
import type { ScimSourceSettings } from '../../../lib/sources/scim/settings.ts'
import type { Place } from '../../kit/pipeline.ts'
import { receipts } from '../../kit/receipts.ts'
import { between, madeOf, personOf, services } from '../../kit/service.ts'
import { compared, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'

const absence = suite('SCIM: absence')

interface Setup {
  users?: object[]
  people?: object[]
  groups?: object[]
  source?: Partial<ScimSourceSettings>
  directory?: Partial<ScimOptions>
  /** What happens between the plan and its run. */
  meanwhile?: (here: Place) => void
  scope?: string
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n)

/** The receipts of the removals: outcome, and error without what is always there. */
async function removals({ users = [], people = [], groups = [], source = {}, directory = {}, meanwhile }: Setup) {
  let found: string[] = []
  await between(
    services({ equal: 3, people, users, groups: { there: groups } }),
    async (here) => {
      await compared(here)
      meanwhile?.(here)
      await synced(here)
      found = receipts(here, 'delete').map(({ outcome, error }) => `${outcome}${error ? `: ${error}` : ''}`)
    },
    { source, options: { directory } },
  )
  return found
}

/** The list, and the list alone, does not show somebody any more. */
const unlist = (id: string) => (here: Place) =>
  here.interfere((system, { path, query }) => {
    if (system !== 'directory' || !path.endsWith('/Users') || query.has('filter')) return undefined
    const all = here.box.world.directory.users.filter((user) => user.id !== id)
    const [from, count] = [Number(query.get('startIndex')) - 1, Number(query.get('count'))]
    return { body: { totalResults: all.length, Resources: all.slice(from, from + count) } }
  })

const PRESENT = 'conflict: the source has this person after all'
const back = (id: string, more: object = {}) => ({ ...personOf(50, { id }), active: true, ...more })

absence('somebody whom a list that proves itself leaves out is found by id, and stays', async () => {
  const meanwhile = (here: Place) => {
    here.box.world.directory.users.push(back('d50') as never)
    unlist('d50')(here)
  }
  assert.equal(await removals({ users: [madeOf(50), madeOf(51)], meanwhile }), [PRESENT, 'applied'])
})

absence('users who are asked for by id and never found prove nobody absent', async () => {
  const meanwhile = (here: Place) =>
    here.interfere((system, { path }) =>
      system === 'directory' && /\/Users\/./.test(path) ? { status: 404, body: {} } : undefined,
    )
  const [error] = await removals({ users: [madeOf(50)], meanwhile })
  assert.match(error!, 'conflict: its absence could not be confirmed: users cannot be asked for by id')
})

/**
 * Answers the id of somebody who is there by a 404 of this kind, and nobody's id as the service does, or by `nobody`.
 */
const refusing = (answer: object, nobody?: object) => (here: Place) => {
  here.box.world.directory.users.push(back('d50') as never)
  const all = here.box.world.directory.users.length - 1
  here.interfere((system, { path, query }) => {
    if (system !== 'directory') return undefined
    if (path.endsWith('/Users/d50')) return { status: 404, ...answer }
    if (/\/Users\/./.test(path) && !/d[0-2]$/.test(path)) return nobody && { status: 404, ...nobody }
    const [from, count] = [Number(query.get('startIndex')) - 1, Number(query.get('count'))]
    const shown = here.box.world.directory.users.slice(0, all).slice(from, from + count)
    return path.endsWith('/Users') ? { body: { totalResults: all, Resources: shown } } : undefined
  })
}

const HTML = { headers: { 'content-type': 'text/html' }, body: '<p>Not found</p>' }
const GATEWAY = { body: { message: 'no Route matched with those values' } }

for (const [what, answer, nobody] of [
  ['a page', HTML, undefined],
  ['an answer of a gateway', GATEWAY, undefined],
  ['nothing', { body: '' }, undefined],
  ['a status that is another one', { body: { schemas: [], status: '403' } }, undefined],
  ['the user', { body: { id: 'd50', userName: 'person50@acme.test' } }, undefined],
  ['a page, where nobody is answered by the gateway', HTML, GATEWAY],
] as const)
  absence(`a 404 with ${what} is no proof where nobody's id is answered otherwise`, async () => {
    const [error] = await removals({ users: [madeOf(50)], meanwhile: refusing(answer, nobody) })
    assert.match(error!, 'could not be confirmed: the 404 for its id is not the one for nobody')
  })

for (const [what, answer] of [
  ['a page', HTML],
  ['nothing', { body: '' }],
  ['words of its own', { body: { message: 'User not found', path: '/Users/1' } }],
] as const)
  absence(`a service that says "not found" by ${what}, whoever it is, is believed`, async () => {
    const meanwhile = (here: Place) =>
      here.interfere((system, { path }) =>
        system === 'directory' && /\/Users\/(?!d[0-2]$)./.test(path) ? { status: 404, ...answer } : undefined,
      )
    assert.equal(await removals({ users: [madeOf(50), madeOf(51, { externalId: 'scim:xyz' })], meanwhile }), [
      'applied',
      'applied',
    ])
  })

for (const active of ['perhaps', {}])
  absence(`"active": ${JSON.stringify(active)} of a leaver proves no absence`, async () => {
    const meanwhile = (here: Place) => here.box.world.directory.users.push(back('d50', { active }) as never)
    const [error] = await removals({ users: [madeOf(50)], meanwhile })
    assert.match(error!, PRESENT)
  })

const foreign = { externalId: 'scim:', id: 'u50' } // an id that names nobody: the address has to do
const NAMED = { users: [madeOf(50, foreign)] }

absence('without an id of ours a leaver is asked for by name, and found', async () => {
  const meanwhile = (here: Place) => {
    here.box.world.directory.users.push(back('x1', { userName: 'PERSON50@ACME.TEST', emails: [] }) as never)
    unlist('x1')(here)
  }
  assert.equal(await removals({ ...NAMED, meanwhile }), [PRESENT])
  assert.equal(await removals(NAMED), ['applied'])
})

absence('a filter that minds capitals proves nobody absent', async () => {
  const refused = (here: Place) =>
    here.interfere((system, { query }) =>
      system === 'directory' && query.get('filter')?.startsWith('emails') ? { status: 400, body: {} } : undefined,
    )
  const [error] = await removals({ ...NAMED, directory: { caseExactUserName: true }, meanwhile: refused })
  assert.match(error!, 'could not be confirmed: no filter finds somebody who is there when the capitals')
})

const FILTER = { filter: 'title eq "Clerk"' }
const clerks = range(0, 3).map((n) => personOf(n, { id: `c${n}`, userName: `clerk${n}`, emails: [], title: 'Clerk' }))

absence('who left the filter is gone, if the filter says so for them alone', async () => {
  const people = [...clerks, personOf(50, { title: 'Guest' })]
  assert.equal(await removals({ people, users: [madeOf(50)], source: FILTER }), [
    'applied',
    'applied',
    'applied',
    'applied',
  ])
})

absence('who left the filter stays where nothing tells it for them alone', async () => {
  const people = [...clerks, personOf(50, { title: 'Guest' })]
  const meanwhile = (here: Place) =>
    here.interfere((system, { query }) =>
      system === 'directory' && query.get('filter')?.startsWith('id eq') ? { status: 400, body: {} } : undefined,
    )
  const errors = await removals({ people, users: [madeOf(50)], source: FILTER, meanwhile })
  for (const error of errors)
    assert.match(error, 'it is active, and whether it still meets source.filter cannot be asked')
})

const staff = { id: 't1', displayName: 'Staff', members: range(0, 3).map((n) => ({ value: `d${n}` })) }
const MEMBERS = { groups: [staff], people: [personOf(50)], users: [madeOf(50)], source: { members: ['Staff'] } }

const witnesses: [what: string, directory: Partial<ScimOptions>, expected: string][] = [
  ['their own groups', {}, 'applied'],
  ['a filter', { userGroups: false }, 'applied'],
  ['nothing', { userGroups: false, memberFilters: false }, 'whether it is still in source.members cannot be asked'],
]
for (const [witness, directory, expected] of witnesses)
  absence(`who left the group is asked for by ${witness}`, async () => {
    const [said] = await removals({ ...MEMBERS, directory })
    assert.match(said!, expected)
  })

absence('200 removals cost a request each, and the controls', () =>
  between(services({ equal: 40, users: range(100, 300).map((n) => madeOf(n)) }), async (here) => {
    await compared(here)
    const before = here.box.requests.length
    assert.is((await synced(here)).line, 'delete 200 applied')
    const asked = here.box.requests
      .slice(before)
      .filter(({ system, path }) => system === 'directory' && !/token/.test(path))
    const alone = asked.filter(({ path }) => /\/Users\//.test(path))
    assert.is(alone.length, 201)
    assert.ok(asked.length - alone.length <= 4)
  }),
)

absence.run()
