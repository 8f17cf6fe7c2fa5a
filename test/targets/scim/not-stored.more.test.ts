// SCIM services that answer a PATCH as done, and change nothing or a part.

import * as assert from 'uvu/assert'
import type { Place } from '../../kit/pipeline.ts'
import { outcomes, receipts } from '../../kit/receipts.ts'
import { between, madeOf, personOf, routes, services, userAt, watching } from '../../kit/service.ts'
import { compared, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'

const unstored = suite('SCIM: answered, not stored')

const old = (n: number) => madeOf(n, { displayName: 'Old' })
const renamed = (...numbers: number[]) =>
  services({ people: numbers.map((n) => personOf(n)), users: numbers.map((n) => old(n)) })

const body = (user: object) => ({ status: 200, body: user })

const STAFF = {
  here: [{ id: 'g1', displayName: 'Staff', members: [{ value: 'u0' }] }],
}

/** A service that answers every PATCH of a user as if it were done. */
const deaf = (here: Place) =>
  watching(here, ({ method, path }) => {
    const id = path.split('/').at(-1)!
    return method === 'PATCH' && path.includes('/Users/') ? body(userAt(here, id)!) : undefined
  })

unstored('a PATCH that changes nothing names the other way, and after three of them the rest is not sent', () => {
  const numbers = [20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]
  return between(renamed(...numbers), async (here) => {
    await compared(here)
    deaf(here)
    const { code, line } = await synced(here)
    const all = outcomes(here, 'update')
    const failed = all.filter((one) => one === 'failed').length
    assert.ok(failed >= 3 && failed <= 8, `those on their way end: ${failed}`)
    assert.is(all.filter((one) => one === 'not-sent').length, numbers.length - failed)
    assert.is(code, 3)
    assert.match(line, 'changed nothing. Set "update": "replace"')
    const [first] = receipts(here, 'update')
    assert.match(
      String(first!['error']),
      /answered, and changed nothing: target stored name "Old"\. Set "update": "replace"/,
    )
    assert.not.ok(routes(here).some((route) => route.startsWith('PUT')))
  })
})

const FIRST = { first: 'name.givenName' }

unstored('a PATCH whose path is kept as it is written has changed nothing', () =>
  between(
    services({
      people: [personOf(9, { name: { givenName: 'New' } })],
      users: [madeOf(9, { name: { givenName: 'Old' } })],
    }),
    async (here) => {
      await compared(here)
      watching(here, ({ method, path }) => {
        if (method !== 'PATCH' || !path.includes('/Users/')) return undefined
        Object.assign(userAt(here, 'u9')!, { 'name.givenName': 'New' })
        return body(userAt(here, 'u9')!)
      })
      await synced(here)
      assert.match(String(receipts(here, 'update')[0]!['error']), 'changed nothing: target stored')
    },
    { source: { attributes: FIRST }, target: { attributes: FIRST } },
  ),
)

unstored('a PATCH that changes one of two fields names the other way too, and stops nobody', () => {
  const numbers = [20, 21, 22, 23, 24, 25]
  const title = { title: 'title' }
  const { people, users } = {
    people: numbers.map((n) => personOf(n, { title: 'Cook' })),
    users: numbers.map((n) => madeOf(n, { displayName: 'Old', title: 'Clerk' })),
  }
  return between(
    services({ people, users }),
    async (here) => {
      await compared(here)
      watching(here, ({ method, path }) => {
        const user = userAt(here, path.split('/').at(-1)!)
        if (method !== 'PATCH' || !user) return undefined
        Object.assign(user, { title: 'Cook' })
        return body(user)
      })
      await synced(here)
      const all = receipts(here, 'update')
      assert.equal([...new Set(all.map(({ outcome }) => outcome))], ['failed'])
      for (const { error } of all)
        assert.match(String(error), /changed a part alone: target stored name "Old"\. Set "update": "replace"/)
    },
    { source: { attributes: title }, target: { attributes: title } },
  )
})

/** A service that answers every PATCH of a group as if it were done. */
const deafGroups = (here: Place) =>
  watching(here, ({ method, path }) =>
    method === 'PATCH' && path.includes('/Groups/') ? { status: 204, body: '' } : undefined,
  )

const many = Array.from({ length: 103 }, (_, n) => n + 20)

for (const [kind, users] of [
  ['create', []],
  ['update', many.map((n) => madeOf(n))],
] as const)
  unstored(`a PATCH of a group that changes nothing says so, and after three the rest is not sent: ${kind}`, () => {
    const members = [{ value: 'd0' }, ...many.map((n) => ({ value: `d${n}` }))]
    const groups = { ...STAFF, there: [{ id: 't1', displayName: 'Staff', members }] }
    return between(
      services({ people: many.map((n) => personOf(n)), users: [...users], groups }),
      async (here) => {
        await compared(here)
        deafGroups(here)
        const { code, line } = await synced(here)
        assert.is(code, 3)
        assert.match(line, 'its groups was answered, and changed nothing. Ask the vendor how members are changed')
        const all = outcomes(here, kind)
        assert.equal([all.filter((one) => one === 'failed').length, all.at(-1)], [100, 'not-sent'])
        const [first] = receipts(here, kind)
        assert.match(String(first!['error']), 'changed nothing: target stored groups []. Ask the vendor')
      },
      { target: { groups: { Staff: 'g1' } } },
    )
  })

unstored('with "replace" the same service takes the change', () =>
  between(
    renamed(20, 21),
    async (here) => {
      await compared(here)
      deaf(here)
      assert.is((await synced(here)).line, 'update 2 applied')
    },
    { target: { update: 'replace' } },
  ),
)

unstored.run()
