// Spellings and the naive oracle: what holds for every plan, tried on random small worlds.

import * as assert from 'uvu/assert'
import { toKey } from '../../lib/artifacts/key.ts'
import type { Contact, User } from '../../lib/artifacts/records.ts'
import { type Expected, oracle } from '../kit/oracle.ts'
import { decide } from '../kit/people.ts'
import { meant } from '../kit/random.ts'
import { holds, planOf } from '../kit/random-plans.ts'
import { suite } from '../kit/suite.ts'

const properties = suite('properties: spellings and oracle')

/** Whether two have a name of one meaning, and none as it is written. */
function isRespelled(contact: Contact, names: readonly string[]): boolean {
  const theirs = [contact.key, contact.email ?? contact.key]
  const has = (of: (name: string) => string) => theirs.some((one) => names.map(of).includes(of(one)))
  return has(meant) && !has(toKey)
}

const namesOf = ({ email, key, otherEmails }: Pick<User, 'email' | 'key' | 'otherEmails'>) => [
  key,
  email,
  ...otherEmails,
]

properties('nobody is removed whom the source has in another spelling, nor made beside a user in another one', () => {
  let some = 0
  holds(({ contacts, users, choice }) => {
    const plan = decide(contacts, users, choice)
    const active = contacts.filter(({ person }) => person.active)
    for (const entry of plan.delete)
      for (const contact of active) assert.not(isRespelled(contact, namesOf(entry)), entry.id)
    for (const { key, to } of plan.create) {
      const made = contacts.find(({ externalId }) => externalId === to.externalId)!
      for (const user of users) assert.not(isRespelled(made, namesOf(user)), key)
    }
    const meanings = plan.create.map(({ key }) => meant(key))
    assert.is(new Set(meanings).size, meanings.length, 'nobody is made twice')
    some += plan.reasons.spelling
  }, 2_000)
  assert.ok(some > 100, 'the random worlds have some')
})

properties('nothing is written of a name in which signs are that nobody sees', () => {
  holds((one) => {
    const { create, update } = planOf(one)
    const texts = [
      ...create.map(({ key, to }) => [key, to.email]),
      ...update.map(({ key, to }) => [key, to.key, to.email]),
    ]
    for (const text of texts.flat()) assert.not.match(text ?? '', /[<>\u200b]|\.$/)
  })
})

/** A plan in an order that says nothing: that of its own bytes. */
const unordered = ({ create, delete: removed, held, reasons, update }: Expected) => {
  const bytes = (records: unknown[]) => records.map((one) => JSON.stringify(sortedDeep(one))).sort()
  const people = held.map((one) => ({
    ...one,
    contacts: [...one.contacts].sort((a, b) => (a.externalId < b.externalId ? -1 : 1)),
    users: [...one.users].sort(),
  }))
  return {
    create: bytes(create),
    delete: bytes(removed),
    held: bytes(people),
    reasons: { ...reasons },
    update: bytes(update),
  }
}

const sortedDeep = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, inner]) => [name, sortedDeep(inner)]),
      )

properties('the plan is what a naive reading of the table says', () => {
  holds(({ contacts, users, choice }) => {
    assert.equal(unordered(decide(contacts, users, choice)), unordered(oracle(contacts, users, choice)))
  }, 1_200)
})

properties.run()
