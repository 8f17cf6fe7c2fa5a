// A SCIM service as a source: who is in scope, accounts, and absence that is proved before a removal.

import * as assert from 'uvu/assert'
import { gatherContacts } from '../../../lib/scripts/gather-contacts.ts'
import { gatherOrganizations } from '../../../lib/scripts/gather-organizations.ts'
import type { ScimSourceSettings } from '../../../lib/sources/scim/settings.ts'
import { at } from '../../kit/pipeline.ts'
import { outcomes, receipts } from '../../kit/receipts.ts'
import { ENTERPRISE } from '../../kit/scim.ts'
import { between, directory, madeOf, personOf, services, userAt } from '../../kit/service.ts'
import { compared, gathered, stageIn, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { organizations } from '../../kit/worlds.ts'

const source = suite('SCIM: source')

const of = (...ids: string[]) => ids.map((value) => ({ value }))

/** The people whom a source with these settings names. */
async function named(settings: Partial<ScimSourceSettings>, people: object[] = []): Promise<string[]> {
  let keys: string[] = []
  const there = [
    { id: 't1', displayName: 'Support', members: of('d0', 'd2') },
    { id: 't2', displayName: 'Sales', members: of('d2') },
  ]
  await between(
    services({ equal: 4, people, groups: { there } }),
    async (here) => {
      await gathered(here, 'gather-organizations')
      const { code, line } = await stageIn(here, gatherContacts)
      assert.is(code, 0, line)
      keys = here.json('contacts.json').records.map(({ key }) => String(key).replace('@acme.test', ''))
    },
    { source: settings },
  )
  return keys
}

source('only members of the groups that are named come, each once', async () => {
  assert.equal(await named({ members: ['Support'] }), ['person0', 'person2'])
  assert.equal(await named({ members: ['Support', 't2'] }), ['person0', 'person2'])
  assert.equal(await named({ members: ['Sales'] }), ['person2'])
  assert.is((await named({})).length, 4)
})

source('only those come who meet the filter', async () => {
  const people = [personOf(8, { title: 'Clerk' }), personOf(9, { title: 'Guest' })]
  assert.equal(await named({ filter: 'title eq "Clerk"' }, people), ['person8'])
  assert.equal(await named({ filter: 'not (title eq "Guest")', members: ['Sales'] }, people), ['person2'])
})

source('who is not active there is absent, and removed', () =>
  between(services({ people: [personOf(9, { active: false })], users: [madeOf(9)] }), async (here) => {
    await compared(here)
    assert.equal(
      here.json('delete.json').records.map(({ id }) => id),
      ['u9'],
    )
    await synced(here)
    assert.equal([outcomes(here, 'delete'), userAt(here, 'u9')!.active], [['applied'], false])
  }),
)

const accounts: [how: string, account: ScimSourceSettings['account']][] = [
  ['an attribute', `${ENTERPRISE}:organization`],
  ['a group', { groups: { Support: 'acme', Sales: 'globex' } }],
]
for (const [how, account] of accounts) {
  source(`the account of a person is told by ${how}, and finds the organization`, () => {
    const there = [
      { id: 't1', displayName: 'Support', members: of('d0', 'd2') },
      { id: 't2', displayName: 'Sales', members: of('d1', 'd2') },
    ]
    const homes = ['acme', 'globex', 'acme']
    const people = homes.map((organization, n) => personOf(n, { [ENTERPRISE]: { organization } }))
    const [first, second] = organizations(2).map((one, n) => ({
      ...one,
      organization_fields: { salesforce_id: ['acme', 'globex'][n] },
    }))
    const world = {
      zendesk: { organizations: [first, second], users: [] },
      directory: { users: [...people, personOf(3)], groups: there },
    }
    return at(world, async (here) => {
      here.settings((one) =>
        Object.assign(one, { source: directory({ key: 'emails', account: account! }), protect: [] }),
      )
      assert.is((await stageIn(here, gatherOrganizations)).code, 0)
      const { code, line } = await stageIn(here, gatherContacts)
      assert.is(code, 0, line)
      const found = here.json('contacts.json').records.map(({ person, problem }) => {
        return problem ?? (person as { organization: string }).organization
      })
      const both = 'in the groups of several accounts: acme, globex'
      assert.equal(found, ['900', '901', how === 'a group' ? both : '900'])
    })
  })
}

source('a leaver who is back when it is asked again, spelled in another way, is not removed', () =>
  between(
    services({ users: [50, 51, 52, 53].map((n) => madeOf(n)) }),
    async (here) => {
      await compared(here)
      assert.is(here.json('delete.json').count, 4)
      const { users } = here.box.world.directory
      users.push(
        { id: 'x1', userName: 'PERSON50@Acme.test', active: true },
        { id: 'x2', userName: 'other', emails: [{ value: 'Person51@ACME.test' }], active: true },
        { ...personOf(52), active: false },
      )
      await synced(here)
      assert.equal(
        receipts(here, 'delete').map(({ outcome, error }) => [outcome, error]),
        [
          ['conflict', 'the source has this person after all'],
          ['conflict', 'the source has this person after all'],
          ['applied', null],
          ['applied', null],
        ],
      )
      assert.ok(userAt(here, 'u50')!.active && userAt(here, 'u51')!.active)
    },
    { options: { directory: { maxResults: 2, pastEnd: 'first' } } },
  ),
)

source('an absence that cannot be proved removes nobody: exit 9', () =>
  between(services({ users: [madeOf(50)] }), async (here) => {
    await compared(here)
    here.box.faults.directory.add({ kind: 'users-missing', path: '*/Users', count: 'always' })
    const { code, line } = await synced(here)
    assert.is(code, 9, line)
    assert.equal([outcomes(here, 'delete'), userAt(here, 'u50')!.active], [['not-sent'], true])
  }),
)

source.run()
