// The people of a shapes world: of each what is true in the source, and what the target has of them before the run.

/** What one side says of somebody. */
export interface Face {
  email: string
  /** Further addresses of a user. */
  others: string[]
  name: string
  /** The number of the organization; null: in none. */
  home: number | null
  groups: string[]
  title: string
}

/** Why nobody may touch a user. */
export type Guard = 'rule' | 'tag' | 'staff' | 'blocked'

export interface Person {
  n: number
  kind: string
  /** Null: the source has nobody. `elsewhere`: in an account that no organization has. */
  truth: (Face & { active: boolean; elsewhere: boolean }) | null
  /** Null: the target has nobody. `linked`: carries the external id. `removed`: by an earlier sync. */
  was: (Face & { linked: boolean; removed: boolean; guard: Guard | null }) | null
}

export const HOMES = 4
export const GROUPS = ['Support', 'Billing']
export const PROTECT = ['*@vip.test', 'tag:vip']

const faceOf = (n: number): Face => ({
  email: `person${n}@acme.test`,
  others: [],
  name: `Person ${n}`,
  home: n % HOMES,
  groups: GROUPS.filter((_, index) => n % (index + 2) === 0),
  title: n % 4 === 0 ? '' : `Title ${n}`,
})

type Change = Partial<Face> & {
  linked?: boolean
  removed?: boolean
  guard?: Guard
  active?: boolean
  elsewhere?: boolean
}

const inSource = (n: number, changes: Change = {}) => ({ ...faceOf(n), active: true, elsewhere: false, ...changes })
const inTarget = (n: number, changes: Change = {}) => ({
  ...faceOf(n),
  linked: true,
  removed: false,
  guard: null,
  ...changes,
})

type Make = (n: number) => Pick<Person, 'truth' | 'was'>

/** Each kind of person, and how many there are of it beside those who are equal. */
const kinds: Record<string, [count: number, make: Make]> = {
  'to create': [2, (n) => ({ truth: inSource(n), was: null })],
  'to rename': [1, (n) => ({ truth: inSource(n), was: inTarget(n, { name: `Old ${n}`, title: 'Old' }) })],
  'to move': [2, (n) => ({ truth: inSource(n), was: inTarget(n, { home: (n + 1) % HOMES, groups: [] }) })],
  'to take back': [1, (n) => ({ truth: inSource(n), was: inTarget(n, { removed: true }) })],
  'of another address': [1, (n) => ({ truth: inSource(n), was: inTarget(n, { email: `former${n}@acme.test` }) })],
  unlinked: [2, (n) => ({ truth: inSource(n), was: inTarget(n, { linked: false }) })],
  'with a second address': [1, (n) => ({ truth: inSource(n), was: inTarget(n, { others: [`second${n}@acme.test`] }) })],
  'known by a second address': [
    1,
    (n) => ({
      truth: inSource(n, { email: `second${n}@acme.test` }),
      was: inTarget(n, { others: [`second${n}@acme.test`], linked: false }),
    }),
  ],
  'to remove': [1, (n) => ({ truth: null, was: inTarget(n) })],
  'to remove, unlinked': [1, (n) => ({ truth: null, was: inTarget(n, { linked: false }) })],
  'left, as the source says': [1, (n) => ({ truth: inSource(n, { active: false }), was: inTarget(n) })],
  'in another account': [1, (n) => ({ truth: inSource(n, { elsewhere: true }), was: inTarget(n) })],
  'of a rule': [1, (n) => ({ truth: null, was: inTarget(n, { email: `guest${n}@vip.test`, guard: 'rule' }) })],
  'of a rule, by a second address': [
    1,
    (n) => ({ truth: null, was: inTarget(n, { others: [`guest${n}@vip.test`], guard: 'rule' }) }),
  ],
  tagged: [1, (n) => ({ truth: null, was: inTarget(n, { linked: false, guard: 'tag' }) })],
  staff: [1, (n) => ({ truth: inSource(n), was: inTarget(n, { name: 'Staff', guard: 'staff' }) })],
  blocked: [1, (n) => ({ truth: inSource(n), was: inTarget(n, { name: 'Blocked', linked: false, guard: 'blocked' }) })],
}

/** People of every kind but those that are left out, and `equal` who are the same on both sides. */
export function crowdOf({ equal, without = [] }: { equal: number; without?: readonly string[] }): Person[] {
  const same = Array.from({ length: equal }, (_, n): Person => {
    return { n: n + 1, kind: 'equal', truth: inSource(n + 1), was: inTarget(n + 1) }
  })
  const special = Object.entries(kinds)
    .filter(([kind]) => !without.includes(kind))
    .flatMap(([kind, [count, make]]) => Array.from({ length: count }, () => ({ kind, make })))
  return [...same, ...special.map(({ kind, make }, i): Person => ({ n: equal + 1 + i, kind, ...make(equal + 1 + i) }))]
}
