// What holds for every plan, tried on random small worlds.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { contacts as contactFile, users as userFile } from '../../lib/artifacts/files.ts'
import { open } from '../../lib/artifacts/read.ts'
import { type Fields, reasonNames, type User } from '../../lib/artifacts/records.ts'
import { finish, newArtifact, publish } from '../../lib/artifacts/write.ts'
import { removable } from '../../lib/core/protection.ts'
import { claimsOf } from '../kit/oracle-claims.ts'
import { decide, lines, type Plan, planned } from '../kit/people.ts'
import { parameters, shuffled, world } from '../kit/random.ts'
import { holds, planOf, RUNS } from '../kit/random-plans.ts'
import { suite } from '../kit/suite.ts'

const properties = suite('properties')

/** The target after every entry of a plan was applied to it. Throws where an entry does not fit. */
function applied(plan: Plan, users: readonly User[]): User[] {
  const after = new Map(users.map((user) => [user.id, structuredClone(user)]))
  for (const { from, id, to } of plan.update) {
    const user = after.get(id)!
    assert.equal(valuesOf(user, from), from, 'an update says what is there now')
    const { attributes, email = user.email, key = user.key, ...person } = to
    Object.assign(user, { email, key })
    Object.assign(user.person, person, { attributes: { ...user.person.attributes, ...attributes } })
  }
  for (const { id, from, to } of plan.delete) {
    const { person } = after.get(id)!
    assert.equal(person, from, 'a deletion says what is there now')
    Object.assign(person, to)
  }
  for (const { key, to } of plan.create) {
    const { email, externalId, ...person } = to
    const id = `made-${key}`
    after.set(id, { email, externalId, foreignId: null, id, key, otherEmails: [], person, protected: null })
  }
  return [...after.values()]
}

/** The values that a user has for the fields that are named. */
function valuesOf(user: User, named: Fields): Fields {
  const all: Record<string, unknown> = { ...user.person, email: user.email, key: user.key }
  const names = Object.keys(named.attributes ?? {})
  const attributes = Object.fromEntries(names.map((name) => [name, user.person.attributes[name] ?? null]))
  const values = Object.fromEntries(Object.keys(named).map((name) => [name, all[name]]))
  return named.attributes ? { ...values, attributes } : values
}

properties('the random worlds hold every row of the table', () => {
  const plans = fc.sample(world, { ...parameters(RUNS), numRuns: RUNS }).map(planOf)
  for (const row of reasonNames.filter((one) => one !== 'refused')) // no target refuses anything here
    assert.ok(
      plans.some(({ reasons }) => reasons[row] > 0),
      row,
    )
})

properties('a plan that was applied leaves nothing to do, and who was held is still held', () => {
  holds(({ contacts, users, choice }) => {
    const plan = decide(contacts, users, choice)
    const next = decide(contacts, applied(plan, users), choice)
    assert.equal(planned(next), { create: [], update: [], delete: [], held: plan.held })
  })
})

properties('a plan that was applied leaves the target as the source wants it', () => {
  holds(({ contacts, users, choice }) => {
    if (choice.applied) return // it may stay as it is
    const plan = decide(contacts, users, choice)
    const after = applied(plan, users)
    const claims = claimsOf(contacts, after)
    const held = new Set(plan.held.map(({ key }) => key))
    const may = removable(choice.scope, new Set(choice.linked))
    for (const key of new Set(contacts.map((contact) => contact.key))) {
      if (held.has(key)) continue
      const group = contacts.filter((contact) => contact.key === key)
      const [wanted] = group
        .filter(({ person }) => person.active)
        .sort((a, b) => (a.externalId < b.externalId ? -1 : 1))
      const owners = claims.filter((claim) => claim.key === key).map((claim) => claim.user)
      if (wanted)
        assert.equal(
          owners.map(({ person }) => person),
          [wanted.person],
        )
      else assert.not(owners.some(may))
    }
    const kept = new Set(plan.held.flatMap((one) => one.users))
    const unclaimed = after.filter(({ id }) => !kept.has(id) && !claims.some((claim) => claim.user.id === id))
    if (choice.complete) assert.not(unclaimed.some(may))
  })
})

properties('the organizations that a plan empties are those that have users in scope before it and none after', () => {
  let some = 0
  holds(({ contacts, users, choice }) => {
    const plan = decide(contacts, users, choice)
    const may = removable(choice.scope, new Set(choice.linked))
    const homes = (all: readonly User[]) => all.filter(may).map(({ person }) => person.organization)
    const [before, after] = [homes(users), homes(applied(plan, users))]
    const leavers = plan.delete.map(({ from }) => from.organization)
    const expected = [...new Set(leavers)].filter(
      (id) => id !== null && before.filter((one) => one === id).length >= 3 && !after.includes(id),
    )
    assert.equal(plan.emptiedOrganizations, expected.sort())
    some += expected.length
  }, 2_000)
  assert.ok(some > 0, 'the random worlds empty some')
})

properties('the order in which people were read changes neither the files nor the plan', () => {
  fc.assert(
    fc.property(shuffled, ({ world: { contacts, users, choice }, ...other }) => {
      assert.equal(decide(other.contacts, other.users, choice), decide(contacts, users, choice))
    }),
    parameters(150),
  )
  const folder = mkdtempSync(join(tmpdir(), 'properties-'))
  const at = { instance: 'test', gathered: '2026-11-20T18:00:00Z', from: 'a test' }
  const head = { ...at, person: null, settings: '0'.repeat(64) }
  const inputs = { organizations: '0'.repeat(64), groups: '0'.repeat(64) }
  try {
    fc.assert(
      fc.property(shuffled, ({ world: { contacts, users }, ...other }) => {
        const files = { contacts: newArtifact(contactFile), users: newArtifact(userFile) }
        for (const one of other.contacts) files.contacts.add(one)
        for (const one of other.users) files.users.add(one)
        publish(
          folder,
          finish(files.contacts, { ...head, doubt: null, inputs }),
          finish(files.users, { ...head, uncheckable: [] }),
        )
        const texts = (all: Iterable<{ text: string }>) => [...all].map(({ text }) => text)
        assert.equal(texts(open(folder, contactFile).lines), texts(lines(contactFile, contacts)))
        assert.equal(texts(open(folder, userFile).lines), texts(lines(userFile, users)))
      }),
      parameters(40),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})

properties('nobody who is protected, or claimed by a contact that is active, is ever removed', () => {
  holds(({ contacts, users, choice }) => {
    const active = contacts.filter(({ person }) => person.active)
    const safe = new Set([
      ...users.filter((user) => user.protected !== null).map(({ id }) => id),
      ...claimsOf(contacts, users)
        .filter(({ key }) => active.some((contact) => contact.key === key))
        .map(({ user }) => user.id),
    ])
    for (const { id } of decide(contacts, users, choice).delete) assert.not(safe.has(id), id)
  })
})

properties('who is held is in no other file of the plan', () => {
  holds((one) => {
    const { create, delete: removed, held, update } = planOf(one)
    const changed = [...create, ...update, ...removed].map(({ key }) => key)
    const ids = [...update, ...removed].map(({ id }) => id)
    for (const { key, users } of held) {
      assert.not(changed.includes(key), key)
      for (const id of users) assert.not(ids.includes(id), id)
    }
    const made = new Set(create.map(({ to }) => to.externalId))
    for (const { externalId } of held.flatMap(({ contacts }) => contacts)) assert.not(made.has(externalId), externalId)
  })
})

properties('nobody is planned twice: no user, no key to create, no group that is held', () => {
  holds((one) => {
    const { create, delete: removed, held, update } = planOf(one)
    const ids = [...update, ...removed].map(({ id }) => id)
    const keys = [...create, ...held].map(({ key }) => key)
    assert.is(new Set(ids).size, ids.length)
    assert.is(new Set(keys).size, keys.length)
  })
})

properties('after a partial read nobody is removed but those whose absence the source states', () => {
  holds(({ contacts, users, choice }) => {
    const stated = claimsOf(contacts, users).filter(
      ({ key }) => !contacts.some((contact) => contact.key === key && contact.person.active),
    )
    for (const { id } of decide(contacts, users, { ...choice, complete: false }).delete) {
      assert.ok(
        stated.some(({ user }) => user.id === id),
        id,
      )
    }
  })
})

properties('every person is counted in one row, besides those merged', () => {
  holds(({ contacts, users, choice }) => {
    const { reasons } = decide(contacts, users, choice)
    const claimed = new Set(claimsOf(contacts, users).map(({ user }) => user.id))
    const groups = new Set(contacts.map(({ key }) => key)).size
    const counted = Object.values(reasons).reduce((sum, count) => sum + count, 0) - reasons.merged
    assert.is(counted, groups + users.filter(({ id }) => !claimed.has(id)).length)
  })
})

properties.run()
