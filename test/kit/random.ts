// Random small worlds for properties: few keys and few accounts, so that people get in each other's way.

import fc from 'fast-check'
import { toKey } from '../../lib/artifacts/key.ts'
import type { Contact, User } from '../../lib/artifacts/records.ts'
import { similarNamesOf, spellingProblem } from '../../lib/core/spelling.ts'
import { type Choice, contact, user } from './people.ts'

export interface World {
  contacts: Contact[]
  users: User[]
  choice: Choice
}

/** `npm run test:more` plays all runs of a property, `npm test` one in five of them. */
const PART = process.env['TEST_MORE'] === '1' ? 1 : 5

/** The same worlds on every machine; FC_SEED asks for others. A failure prints its seed. */
export const parameters = (numRuns: number) => ({
  numRuns: Math.ceil(numRuns / PART),
  seed: Number(process.env['FC_SEED'] ?? 20_261_120),
})

const mostly = <T>(usual: T, ...others: T[]) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) })

const address = fc.constantFrom('a@x.test', 'b@x.test', 'c@x.test', 'd@x.test', 'ren\u00e9@x.test')
const spellings = {
  'as it is': (email: string) => email,
  capitals: (email: string) => email.toUpperCase(),
  blanks: (email: string) => ` ${email} `,
  decomposed: (email: string) => email.normalize('NFD'),
  'zero-width': (email: string) => `${email.slice(0, 1)}\u200b${email.slice(1)}`,
  angles: (email: string) => `<${email}>`,
  dot: (email: string) => `${email}.`,
}

/** The address that somebody meant: without what `spellings` does to it. */
export const meant = (email: string): string => toKey(email.replace(/[<>\u200b]|\.$/g, ''))

const written = fc
  .tuple(address, mostly<keyof typeof spellings>('as it is', ...(Object.keys(spellings) as (keyof typeof spellings)[])))
  .map(([email, how]) => spellings[how](email))

const externalId = (highest: number) => fc.integer({ min: 1, max: highest }).map((n) => `s:${n}`)

/** Now and then the sign-in name is not the address. */
const signIn = mostly<string | null>(null, 'ann', 'bo', 'a@x.test')

const named = <T extends { signIn: string | null }>({ signIn: key, ...one }: T) => ({
  ...one,
  ...(key !== null && { key }),
})

const face = {
  active: mostly(true, false),
  attributes: fc.record(
    { langs: mostly<string[]>([], ['de']), phone: mostly<string | null>(null, '1') },
    { noNullPrototype: true },
  ),
  groups: mostly<string[]>([], ['71'], ['71', '72']),
  name: mostly('Ann Lee', 'Bo Ek'),
  organization: mostly<string | null>('9001', '9002', null),
}

const person = fc.record({
  ...face,
  signIn,
  account: mostly('acme', 'birch'),
  email: fc.oneof({ weight: 12, arbitrary: written }, { weight: 1, arbitrary: fc.constant(null) }),
  externalId: externalId(8),
  problem: mostly<string | null>(null, 'no usable name'),
})

const contacts = fc.uniqueArray(person, { maxLength: 6, selector: (one) => one.externalId }).map((all) =>
  all.map((one) => {
    const unknown = one.problem === null ? 'masked address: mask signs stand in its place' : 'no usable address'
    const made = contact({ ...named(one), problem: one.email === null ? unknown : one.problem })
    const spelling = made.person.active ? spellingProblem(made) : null
    return { ...made, problem: made.problem ?? spelling, similarNames: similarNamesOf(made) }
  }),
)

const member = fc.record({
  ...face,
  signIn,
  email: written,
  externalId: fc.option(externalId(10)),
  foreignId: mostly<string | null>(null, '1', '2', 'zd-7'),
  id: fc.integer({ min: 1, max: 20 }).map(String),
  otherEmails: fc.oneof(
    { weight: 2, arbitrary: fc.constant<string[]>([]) },
    { weight: 1, arbitrary: fc.array(written, { maxLength: 2 }) },
  ),
  protected: mostly<string | null>(null, 'role agent', 'suspended'),
})

const users = fc.uniqueArray(member, { maxLength: 6, selector: ({ id }) => id }).map((all) =>
  all.map((one) =>
    user({
      ...named(one),
      ...(one.externalId !== null && { foreignId: null }),
      otherEmails: one.otherEmails.filter((other) => toKey(other) !== toKey(one.email)),
    }),
  ),
)

const applied = fc.uniqueArray(
  fc.record({
    identifiers: fc.array(fc.oneof(externalId(10), address.map(toKey)), { maxLength: 2 }),
    key: address.map(toKey),
    same: mostly(true, false),
  }),
  { maxLength: 8, selector: (one) => one.key },
)

const choice: fc.Arbitrary<Choice> = fc.record({
  applied: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: applied }),
  emailChange: fc.constantFrom('hold', 'update'),
  duplicates: fc.constantFrom('hold', 'first'),
  complete: mostly(true, false),
  scope: fc.constantFrom('end-users', 'linked', 'managed'),
  linked: fc.constant(['9001']),
})

export const world: fc.Arbitrary<World> = fc.record({ contacts, users, choice })

/** A world, and the same people in another order. */
export const shuffled = world.chain((one) => {
  const order = <T>(all: T[]) => fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })
  return fc.record({ world: fc.constant(one), contacts: order(one.contacts), users: order(one.users) })
})
