// Random histories of the users of a Zendesk account: what people and other integrations do between two reads.

import fc from 'fast-check'
import type { Place } from './pipeline.ts'
import { contactId } from './worlds.ts'

type StoredUser = Place['box']['world']['zendesk']['users'][number]

/** What happens to a user between two reads. */
const ACTS = ['rename', 'move', 'mark', 'suspend', 'add address', 'drop address', 'renumber', 'promote'] as const
const ENDS = ['delete', 'restore', 'merge'] as const

export type Step =
  | { kind: 'act'; act: (typeof ACTS)[number] | (typeof ENDS)[number]; who: number; with: number }
  | { kind: 'create'; who: number }
  | { kind: 'wait'; seconds: number }
  | { kind: 'read' }

export interface History {
  steps: Step[]
  /** Seconds that the export lies behind. */
  lag: number
  /** Rows a page of lists and exports. */
  pageSize: number
}

const number = fc.nat(40)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      act: fc.constantFrom(...ACTS, ...ENDS),
      who: number,
      with: number,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('create' as const), who: number }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(0, 1, 30, 61, 400, 4000) }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'read' as const }) },
)

export const histories: fc.Arbitrary<History> = fc.record({
  steps: fc.array(step, { minLength: 3, maxLength: 25 }),
  lag: fc.constantFrom(60, 60, 200, 1000),
  pageSize: fc.constantFrom(3, 7, 100),
})

/**
 * Does a step to the users of an account; a changed user gets the time as its stamp, in whole seconds. `unstamped` has
 * the ids of users whose other addresses changed after their stamp.
 */
export function doStep(users: StoredUser[], one: Step, { date, unstamped }: { date: number; unstamped: Set<number> }) {
  const stamp = new Date(date).toISOString().replace(/\.\d+/, '')
  if (one.kind === 'create') {
    const id = Math.max(...users.map(({ id }) => id)) + 1
    const [model] = users
    users.push({
      ...structuredClone(model!),
      id,
      name: `New ${id}`,
      email: `new${id}@acme.test`,
      external_id: null,
      identities: [],
      role: 'end-user',
      active: true,
      created_at: stamp,
      updated_at: stamp,
    })
  }
  if (one.kind !== 'act') return
  const user = users[one.who % users.length]!
  const other = users[one.with % users.length]!
  if (user.role === 'admin' || (!user.active && one.act !== 'restore')) return
  const changed = act(user, other, one)
  const isUnstamped = /address/.test(one.act) && one.with % 2 === 0
  for (const each of changed) {
    if (isUnstamped) unstamped.add(each.id)
    else unstamped.delete(each.id)
    if (!isUnstamped) each.updated_at = stamp
  }
}

/** Changes a user. Returns the users who changed. */
function act(user: StoredUser, other: StoredUser, { act, with: n }: Extract<Step, { kind: 'act' }>): StoredUser[] {
  switch (act) {
    case 'rename':
      user.name = `Name ${n}`
      return [user]
    case 'move':
      user.organization_id = 900 + (n % 3)
      return [user]
    case 'mark':
      user.user_fields['not_in_sfdc'] = n % 2 === 0
      return [user]
    case 'suspend':
      user.suspended = n % 2 === 0
      return [user]
    case 'add address':
      user.identities.push({ type: 'email', value: `second${user.id}.${user.identities.length}@acme.test` })
      return [user]
    case 'drop address':
      user.identities = []
      return [user]
    case 'renumber':
      user.external_id = `salesforce:${contactId(1000 + user.id)}`
      return [user]
    case 'promote':
      user.role = n % 2 === 0 ? 'agent' : 'end-user'
      return [user]
    case 'delete':
      user.active = false
      return [user]
    case 'restore':
      user.active = true
      return [user]
    case 'merge': // the addresses of the loser go to the winner
      if (other === user || !other.active || other.role === 'admin') return []
      if (user.email !== null) other.identities.push({ type: 'email', value: user.email })
      user.email = null
      user.active = false
      return [user, other]
  }
}
