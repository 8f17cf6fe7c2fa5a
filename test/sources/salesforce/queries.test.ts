// Queries that Salesforce refuses for what they ask of it: by halves, or with the setting that fixes them.

import * as assert from 'uvu/assert'
import { gatherContacts } from '../../../lib/scripts/gather-contacts.ts'
import { page } from '../../kit/answers.ts'
import { found } from '../../kit/looks.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { FREE } from '../../kit/scim-settings.ts'
import { compared, gathered, stageIn, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { account, accounts, contactOf, organizations, userOf, worldOf } from '../../kit/worlds.ts'

const queries = suite('salesforce: queries')

const accountsIn = (soql: string) => soql.match(/'001\w+'/g)?.length ?? 0

/** Salesforce takes queries of so many accounts, and calls others too complicated. */
const taking = (here: Place, most: number, status: number) =>
  here.interfere((_, { path, query }) => {
    if (!path.endsWith('/query') || accountsIn(query.get('q') ?? '') <= most) return undefined
    return {
      status,
      body: [{ message: 'Query is either selecting too many fields', errorCode: 'QUERY_TOO_COMPLICATED' }],
    }
  })

for (const status of [400, 500]) {
  queries(`a query that is too complicated (${status}) is asked by halves, and the same contacts come`, () => {
    const contacts = Array.from({ length: 40 }, (_, n) => contactOf(n, { AccountId: account(n) }))
    const world = worldOf({ contacts, equal: 0 })
    world.salesforce.accounts = accounts(40)
    world.zendesk.organizations = organizations(40)
    return at(world, async (here) => {
      await gathered(here, 'gather-organizations')
      taking(here, 6, status)
      here.box.requests.length = 0
      await gathered(here, 'gather-contacts')
      assert.is(here.json('contacts.json').count, 40)
      const asked = here.box.requests.filter(({ path }) => path.endsWith('/query'))
      assert.equal([asked.length, asked.filter((one) => one.status === status).length], [15, 7])
    })
  })
}

queries('contacts are given on while later chunks are not asked yet', () => {
  const contacts = Array.from({ length: 40 }, (_, n) => contactOf(n, { AccountId: account(n) }))
  const world = worldOf({ contacts, equal: 0 })
  world.salesforce.accounts = accounts(40)
  return at(world, async (here) => {
    here.settings(({ source }) => Object.assign(source, { chunk: 1 }))
    const asked = () => here.box.requests.filter(({ path }) => path.endsWith('/query')).length
    const outcome = await stageIn(here, async (run) => {
      const source = await run.instance.source(run)
      const all = source.contacts({ accounts: accounts(40).map(({ Id }) => Id), groups: [], person: null })
      await all.next()
      const first = asked()
      let count = 1
      for await (const _ of all) count++
      return { line: `${count} contacts, ${first <= 9 ? 'at most 9' : first} queries before the second` }
    })
    assert.is(outcome.line, '40 contacts, at most 9 queries before the second')
    assert.is(asked(), 40)
  })
})

queries('the check of absence is asked by halves too, and whoever is there stays', () => {
  const leavers = [40, 41, 42, 43, 44, 45, 46, 47]
  const world = worldOf({ users: leavers.map((n) => userOf(n, { external_id: null })) })
  return at(world, async (here) => {
    here.settings(({ limits }) => Object.assign(limits, FREE))
    await compared(here)
    here.box.world.salesforce.contacts.push(
      contactOf(43, { AccountId: account(99), Email: 'PERSON43@acme.test' }) as never,
    )
    let refused = 0
    here.interfere((_, { path, query }) => {
      const patterns = query.get('q')?.match(/ LIKE /g)?.length ?? 0
      if (!path.endsWith('/query') || patterns <= 4) return undefined
      refused++
      return { status: 400, body: [{ message: 'too many fields', errorCode: 'QUERY_TOO_COMPLICATED' }] }
    })
    assert.is((await synced(here)).line, 'delete 7 applied, 1 conflict')
    assert.ok(refused > 0)
  })
})

queries('one that is too complicated for a single account says so', () =>
  at(worldOf(), async (here) => {
    await gathered(here, 'gather-organizations')
    taking(here, 0, 400)
    const { code, line } = await stageIn(here, gatherContacts)
    assert.is(code, 7)
    assert.match(line, 'too complicated')
  }),
)

queries('a version of the API that the org does not know names the setting, in the stage and in doctor', () =>
  at(worldOf(), async (here) => {
    await gathered(here, 'gather-organizations')
    here.settings(({ source }) => Object.assign(source, { version: '99.0' }))
    const { code, line } = await stageIn(here, gatherContacts)
    assert.is(code, 7)
    assert.match(line, 'the org does not know this version of the API')
    assert.match(line, 'Set source.version')
    await stageIn(here, async (run) => {
      const said = await found((await run.instance.source(run)).checks!())
      assert.match(said['API version']!, 'Set source.version, at most 67.0')
      assert.match(said['contacts']!, 'Set source.version')
      return { line: '' }
    })
  }),
)

queries('a page that is not there for another reason is no matter of the version', () =>
  at(worldOf(), async (here) => {
    await gathered(here, 'gather-organizations')
    here.interfere((_, { path }) => (path.endsWith('/query') ? { ...page('<html>'), status: 404 } : undefined))
    const { code, line } = await stageIn(here, gatherContacts)
    assert.is(code, 9)
    assert.not.match(line, 'source.version')
  }),
)

queries.run()
