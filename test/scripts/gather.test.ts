// The gathers: who is kept, who is counted, and what is asked.

import * as assert from 'uvu/assert'
import { newRecordId } from '../../lib/sandbox/salesforce/record-id.ts'
import { gatherOrganizations } from '../../lib/scripts/gather-organizations.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import { at } from '../kit/pipeline.ts'
import { gathered, stageIn } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { account, userOf, worldOf } from '../kit/worlds.ts'

const gather = suite('gather')

gather('an account id of 15 characters becomes 18, blanks are cut, and what is no id is counted and left out', () => {
  const world = worldOf()
  const stored = (salesforce_id: string | null, n: number) => ({
    id: 990 + n,
    name: `Odd ${n}`,
    organization_fields: { salesforce_id },
  })
  const short = newRecordId('001', 77).slice(0, 15)
  world.zendesk.organizations.push(
    ...[stored(short, 1), stored(`  ${account(0)} `, 2), stored('n/a', 3), stored(null as unknown as string, 4)].map(
      (one) => one as (typeof world.zendesk.organizations)[number],
    ),
  )
  return at(world, async (here) => {
    const { line } = await stageIn(here, gatherOrganizations)
    assert.is(line, '5 organizations, 2 without an account id')
    const kept = here.json('organizations.json').records.map(({ id, key }) => `${id} ${key}`)
    assert.ok(kept.includes(`991 ${newRecordId('001', 77)}`))
    assert.ok(kept.includes(`900 ${account(0)}`) && kept.includes(`992 ${account(0)}`))
  })
})

for (const endOfList of ['full-cursor', 'empty-page'] as const) {
  gather(`every page is walked to the remote's own end of the list (${endOfList})`, () =>
    at(
      worldOf(),
      async (here) => {
        await gathered(here)
        assert.is(here.json('users.json').count, 31) // thirty people, and the admin the credential belongs to
        assert.is(here.json('contacts.json').count, 30)
        assert.ok(Number(here.json('users.json')['pages']) >= 7)
      },
      { zendesk: { endOfList, pageSize: 5 }, salesforce: { pageSize: 5 } },
    ),
  )
}

gather('a user has its secondary addresses, its reason for protection, and only external ids of ours', () => {
  const users = [
    userOf(100, { identities: [{ type: 'email', value: 'Second@acme.test' }], external_id: 'crm-1' }),
    userOf(101, { suspended: true }),
    userOf(102, { role: 'agent' }),
    userOf(103, { identities: [{ type: 'email', value: 'me@gitlab.com' }] }),
    userOf(104, { email: null }),
    userOf(105, { name: '  An  n\u0065\u0301e ', email: 'UPPER@acme.test' }),
  ]
  return at(worldOf({ users, equal: 0 }), async (here) => {
    const { line } = await stageIn(here, gatherUsers)
    assert.match(line, '1 without an address')
    const found = new Map(here.json('users.json').records.map((user) => [user['id'], user]))
    assert.equal(found.get('5100')!['otherEmails'], ['Second@acme.test'])
    assert.is(found.get('5100')!['externalId'], null)
    assert.is(found.get('5101')!['protected'], 'suspended')
    assert.is(found.get('5102')!['protected'], 'role agent')
    assert.is(found.get('5103')!['protected'], 'address rule *@gitlab.com')
    assert.not.ok(found.has('5104'))
    assert.is((found.get('5105')!['person'] as { name: string }).name, 'An n\u00e9e')
    assert.is(found.get('5105')!['key'], 'upper@acme.test')
  })
})

gather('identities that come with the list are not asked for again', () =>
  at(
    worldOf({ users: [userOf(90, { identities: [{ type: 'email', value: 'second@acme.test' }] })] }),
    async (here) => {
      await gathered(here, 'gather-users')
      assert.is(here.box.requests.filter(({ path }) => path.endsWith('/show_many')).length, 0)
      const found = here.json('users.json').records.find(({ id }) => id === '5090')
      assert.equal(found?.['otherEmails'], ['second@acme.test'])
    },
    { zendesk: { includeOnList: true } },
  ),
)

gather('only whom the list brings no identities for is asked for again, together and then alone', () =>
  at(worldOf({ equal: 5 }), async (here) => {
    const users = here.box.world.zendesk.users.map((user) => ({ ...user, tags: [] }))
    const lacking = [5003, 5004]
    const identities = users
      .filter(({ id }) => !lacking.includes(id))
      .map(({ id, email }) => ({ user_id: id, type: 'email', value: email }))
    const list = { users, identities, meta: { has_more: false } }
    here.interfere((_, { path }) => (path === '/api/v2/users' ? { body: list } : undefined))
    await gathered(here, 'gather-users')
    const asked = here.box.requests.filter(({ path }) => path.endsWith('/show_many'))
    assert.equal(
      asked.map(({ query }) => query['ids']),
      ['5003,5004'],
    )
    here.interfere((_, { path }) => {
      if (path.endsWith('/show_many'))
        return { body: { users: users.filter(({ id }) => lacking.includes(id)), identities: [] } }
      return path === '/api/v2/users' ? { body: list } : undefined
    })
    assert.is((await stageIn(here, gatherUsers)).code, 0)
    const alone = here.box.requests.filter(({ path }) => path.endsWith('/identities'))
    assert.equal(
      alone.map(({ path }) => path),
      lacking.map((id) => `/api/v2/users/${id}/identities`),
    )
    here.interfere((_, { path }) => {
      if (path.endsWith('/identities')) return { body: { identities: [], meta: { has_more: false } } }
      if (path.endsWith('/show_many'))
        return { body: { users: users.filter(({ id }) => lacking.includes(id)), identities: [] } }
      return path === '/api/v2/users' ? { body: list } : undefined
    })
    const { code, line } = await stageIn(here, gatherUsers)
    assert.equal([code, /2 unreadable/.test(line)], [0, true], line)
    const odd = here.json('users.json').records.filter(({ id }) => lacking.includes(Number(id)))
    for (const user of odd) assert.is(user['protected'], 'unreadable: identities is a list without the own address')
  }),
)

gather('users are looked up in requests that are not too long, however long their external ids', () =>
  at(worldOf(), async (here) => {
    await stageIn(here, async (run) => {
      const target = await run.instance.target(run)
      await target.findUsers({
        externalIds: Array.from({ length: 100 }, (_, n) => `salesforce:${'x'.repeat(300)}${n}`),
      })
      return { line: '' }
    })
    const asked = here.box.requests.filter(({ path }) => path.endsWith('/show_many'))
    assert.is(asked.length, 3)
    assert.ok(asked.every(({ query }) => query['external_ids']!.length < 16_000))
  }),
)

gather('keeps to its share of the rate limit: over it, it waits for the next minute', () =>
  at(
    worldOf({ equal: 24 }),
    async (here) => {
      here.settings(({ target }) => Object.assign(target, { rateShare: 0.5 }))
      const rates: number[] = []
      const started = performance.now()
      await stageIn(here, async (run) => {
        const target = await run.instance.target({ ...run, allowed: (perSecond) => rates.push(perSecond) })
        for await (const _ of target.users());
        return { line: '' }
      })
      assert.ok(performance.now() - started > 1_000, 'some 30 requests, 20 a minute of two seconds')
      assert.is(here.box.stats.zendesk.tooManyRequests, 0)
      assert.is(rates[1], 20 / 60)
    },
    { zendesk: { rate: 40, pageSize: 1, includeOnList: true }, salesforce: { pageSize: 1 }, speed: 30 },
  ),
)

gather.run()
