// The world of the fault matrix: sixty people of every kind, among them those whom nobody may ever touch.

import { account, accounts, contactOf, organizations, userOf } from '../../kit/worlds.ts'

const ORGANIZATIONS = 12
const ELSEWHERE = account(77)
/** Small, so that each list has several pages. */
export const PAGE_SIZE = 10

const range = (from: number, n: number) => Array.from({ length: n }, (_, i) => from + i)
const home = (n: number) => ({ organization_id: 900 + (n % ORGANIZATIONS) })
const contact = (n: number, changes: object = {}) => contactOf(n, { AccountId: account(n % ORGANIZATIONS), ...changes })
const user = (n: number, changes: object = {}) => userOf(n, { ...home(n), ...changes })
const marked = { user_fields: { not_in_sfdc: true } }

const equal = range(0, 18)
/** As many as are sent at a time, and one more. */
const toCreate = range(100, 6)
/** Enough for a batch to be halved three times. */
const toRename = range(200, 4)
const toMove = range(210, 4)
const toUnmark = range(220, 2)
/** In two organizations: an update of the one would drop the other. */
const ofTwoHomes = 230
const toRemove = range(300, 5)
/** Their contacts are of an account that nobody knows; more of them than a page holds. */
const movedAway = range(400, PAGE_SIZE + 1)

/** None of them has a contact, and each is protected for another reason. */
const untouchable = [
  user(500, { role: 'admin', email: 'root@acme.test', external_id: null }),
  user(501, { role: 'agent', email: 'agent@acme.test', external_id: null }),
  user(502, { suspended: true }),
  user(503, { email: 'guest@gitlab.com' }),
  user(504, { tags: ['vip'] }),
  // and one who has a contact that would change the name
  user(505, { role: 'agent', name: 'Agent With A Contact' }),
]

/** The ids of those whom no run may touch. */
export const protectedIds = untouchable.map(({ id }) => id)

/** The rules that protect two of them. */
export const protect = ['*@gitlab.com', 'tag:vip']

/** Some are known by their id, some by an address, one by a second address alone. */
const waysToBeKnown = [{}, { external_id: null }, { external_id: null, identities: [{ value: 'second@acme.test' }] }]

/** A new world, the same each time. */
export const crowd = () => ({
  zendesk: {
    organizations: organizations(ORGANIZATIONS),
    users: [
      ...equal.map((n) => user(n)),
      ...toRename.map((n) => user(n, { name: 'Old Name' })),
      ...toMove.map((n) => user(n, home(n + 1))),
      ...toUnmark.map((n) => user(n, marked)),
      user(ofTwoHomes, home(ofTwoHomes + 1)),
      ...toRemove.map((n) => user(n, n % 2 === 0 ? {} : { external_id: null })),
      ...movedAway.map((n, i) => user(n, waysToBeKnown[i] ?? {})),
      ...untouchable,
      user(600, { email: null, external_id: null }),
    ],
    organization_memberships: [{ user_id: 5000 + ofTwoHomes, organization_id: 900 }],
  },
  salesforce: {
    accounts: [...accounts(ORGANIZATIONS), { Id: ELSEWHERE, Name: 'Elsewhere' }],
    contacts: [
      ...[...equal, ...toCreate, ...toRename, ...toMove, ...toUnmark, ofTwoHomes, 505].map((n) => contact(n)),
      ...movedAway.map((n, i) => contact(n, { AccountId: ELSEWHERE, ...(i === 2 && { Email: 'Second@acme.test' }) })),
      // two people of different accounts with one address are held
      contact(700, { Email: 'both@acme.test' }),
      contact(701, { Email: 'both@acme.test' }),
    ],
  },
})
