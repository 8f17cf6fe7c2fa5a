// Random worlds: a number of people, each of one of the kinds that a plan knows, or whom nobody may touch.

import { account, accounts, contactOf, organizations, userOf } from '../../kit/worlds.ts'
import type { Chance } from './chance.ts'

const ORGANIZATIONS = 6
const ELSEWHERE = account(77)

interface Person {
  contacts: object[]
  users: object[]
  /** Whether nobody may touch the users. */
  isProtected?: true
}

const home = (n: number) => ({ AccountId: account(n % ORGANIZATIONS) })
const contact = (n: number, changes: object = {}) => contactOf(n, { ...home(n), ...changes })
const user = (n: number, changes: object = {}) => userOf(n, { organization_id: 900 + (n % ORGANIZATIONS), ...changes })

const kinds: Record<string, (n: number) => Person> = {
  equal: (n) => ({ contacts: [contact(n)], users: [user(n)] }),
  'to create': (n) => ({ contacts: [contact(n)], users: [] }),
  'to rename': (n) => ({ contacts: [contact(n)], users: [user(n, { name: 'Old Name' })] }),
  'to move': (n) => ({
    contacts: [contact(n)],
    users: [user(n, { organization_id: 900 + ((n + 1) % ORGANIZATIONS) })],
  }),
  'to take back': (n) => ({ contacts: [contact(n)], users: [user(n, { user_fields: { not_in_sfdc: true } })] }),
  'to remove': (n) => ({ contacts: [], users: [user(n, n % 2 ? {} : { external_id: null })] }),
  'moved away': (n) => ({
    contacts: [contact(n, { AccountId: ELSEWHERE })],
    users: [user(n, n % 2 ? {} : { external_id: null })],
  }),
  'of two accounts': (n) => ({
    contacts: [
      contact(n),
      contactOf(n + 5_000, { Email: `person${n}@acme.test`, AccountId: account((n + 1) % ORGANIZATIONS) }),
    ],
    users: [user(n)],
  }),
  agent: (n) => ({ contacts: [contact(n)], users: [user(n, { role: 'agent', name: 'Agent' })], isProtected: true }),
  suspended: (n) => ({ contacts: [contact(n)], users: [user(n, { suspended: true, name: 'Out' })], isProtected: true }),
  'of a rule': (n) => ({ contacts: [], users: [user(n, { email: `guest${n}@gitlab.com` })], isProtected: true }),
  tagged: (n) => ({ contacts: [], users: [user(n, { tags: ['vip'] })], isProtected: true }),
}

/** A world, and the ids of those whom no run may touch. */
export function randomWorld(random: Chance) {
  const people = Array.from({ length: 20 + random.below(50) }, (_, n) => kinds[random.of(Object.keys(kinds))]!(1 + n))
  const protectedIds = people.flatMap(({ isProtected, users }) =>
    isProtected ? users.map((one) => (one as { id: number }).id) : [],
  )
  const world = {
    zendesk: {
      organizations: organizations(ORGANIZATIONS),
      users: [user(0), ...people.flatMap(({ users }) => users)],
      organization_memberships: [],
    },
    salesforce: {
      accounts: [...accounts(ORGANIZATIONS), { Id: ELSEWHERE, Name: 'Elsewhere' }],
      contacts: [contact(0), ...people.flatMap(({ contacts }) => contacts)],
    },
  }
  return { world, protectedIds }
}
