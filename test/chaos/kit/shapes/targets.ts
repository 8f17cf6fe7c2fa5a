// The users of a shapes world as each target has them, and what a target has of everybody at the end.

import type { ScimUser } from '../../../../lib/sandbox/scim/store.ts'
import type { World } from '../../../../lib/sandbox/systems.ts'
import { scimUserOf } from '../../../kit/scim-settings.ts'
import { organizations, userOf } from '../../../kit/worlds.ts'
import { zeeneaUserOf } from '../../../kit/zeenea-settings.ts'
import { SETS } from '../../../kit/zeenea-target.ts'
import { type Face, GROUPS, HOMES, type Person } from './people.ts'

type Was = NonNullable<Person['was']>

/** Somebody whom a target has. */
export interface Seen extends Face {
  id: string
  externalId: string | null
  removed: boolean
  /** All that is stored of them, times aside. */
  whole: string
}

export interface TargetKit {
  world(people: readonly Person[], externalId: (one: Person) => string): object
  id(n: number): string
  seen(world: World): Seen[]
}

const those = <T>(people: readonly Person[], make: (n: number, was: Was, one: Person) => T): T[] =>
  people.flatMap((one) => (one.was ? [make(one.n, one.was, one)] : []))

const MARK = 'not_in_sfdc'

const zendesk: TargetKit = {
  world: (people, externalId) => ({
    zendesk: {
      organizations: organizations(HOMES),
      users: those(people, (n, was, one) =>
        userOf(n, {
          name: was.name,
          email: was.email,
          organization_id: was.home === null ? null : 900 + was.home,
          external_id: was.linked ? externalId(one) : null,
          role: was.guard === 'staff' ? 'agent' : 'end-user',
          suspended: was.guard === 'blocked',
          tags: was.guard === 'tag' ? ['vip', 'eu'] : ['eu'],
          // an address that a user signs in with is one, whatever the kind of its identity
          identities: was.others.map((value) => ({ type: was.guard === 'rule' ? 'google' : 'email', value })),
          user_fields: { [MARK]: was.removed ? true : null, job: was.title || null },
        }),
      ),
      organization_memberships: [],
    },
  }),
  id: (n) => String(5000 + n),
  seen: ({ zendesk: { users } }) =>
    users.map((user) => ({
      id: String(user.id),
      email: user.email ?? '',
      others: user.identities.map(({ value }) => value),
      name: user.name,
      home: user.organization_id === null ? null : user.organization_id - 900,
      groups: [],
      title: String(user.user_fields['job'] ?? ''),
      externalId: user.external_id,
      removed: user.user_fields[MARK] === true || user.suspended,
      whole: JSON.stringify({ ...user, updated_at: null }),
    })),
}

const groupsIn = ({ scim: { groups } }: World, id: string) =>
  groups.filter(({ members }) => members.some(({ value }) => value === id)).map(({ displayName }) => displayName)

const scimAddresses = ({ emails }: ScimUser) => ((emails ?? []) as { value: string }[]).map(({ value }) => value)

const scim: TargetKit = {
  world: (people, externalId) => ({
    scim: {
      users: those(people, (n, was, one) =>
        scimUserOf(n, {
          userName: was.email,
          externalId: was.linked ? externalId(one) : `hr:${n}`,
          displayName: was.name,
          active: !was.removed && was.guard !== 'blocked',
          emails: [
            { value: was.email, type: 'work', primary: true },
            ...was.others.map((value) => ({ value, type: 'home' })),
          ],
          ...(was.title && { title: was.title }),
          // the two ways of RFC 7643 by which a service tells what somebody may do
          roles: [{ value: 'reader' }, ...(was.guard === 'tag' || was.guard === 'staff' ? [{ value: 'vip' }] : [])],
          userType: 'Employee',
        }),
      ),
      groups: [...GROUPS, 'Others'].map((displayName, i) => ({
        id: `g${i}`,
        displayName,
        members: those(people, (n, was) => ({ n, was }))
          .filter(({ was }) => was.groups.includes(displayName) || displayName === 'Others')
          .map(({ n }) => ({ value: `u${n}` })),
      })),
    },
  }),
  id: (n) => `u${n}`,
  seen: (world) =>
    world.scim.users.map((user) => ({
      id: user.id,
      email: user.userName,
      others: scimAddresses(user).filter((value) => value !== user.userName),
      name: String(user['displayName'] ?? ''),
      home: null,
      groups: groupsIn(world, user.id).filter((name) => name !== 'Others'),
      title: String(user['title'] ?? ''),
      externalId: (user['externalId'] ?? null) as string | null,
      removed: !user.active,
      whole: JSON.stringify([{ ...user, meta: null }, groupsIn(world, user.id)]),
    })),
}

/** The set of somebody in Zeenea: who is in no group has Explorer. */
export const setOf = ({ groups }: Face) => (groups.includes('Support') ? 'steward' : 'explorer')

const zeenea: TargetKit = {
  world: (people) => ({
    zeenea: {
      permissionSets: [...SETS, { id: 'vip', name: 'vip' }],
      users: [
        zeeneaUserOf(0, { id: 'root', email: 'root@zeenea.test', firstName: 'Rosa', permissionSets: ['admin'] }),
        ...those(people, (n, was) =>
          zeeneaUserOf(n, {
            email: was.email,
            firstName: was.name.split(' ')[0],
            lastName: was.name.split(' ').slice(1).join(' '),
            permissionSets: [was.guard === 'staff' ? 'admin' : was.guard === 'tag' ? 'vip' : setOf(was)],
          }),
        ),
      ],
      contacts: [],
    },
  }),
  id: (n) => `z${n}`,
  seen: ({ zeenea: { users } }) =>
    users.map((user) => ({
      id: user.id,
      email: user.email,
      others: [],
      name: `${user.firstName} ${user.lastName}`.trim(),
      home: null,
      groups: user.permissionSets,
      title: '',
      externalId: null,
      removed: false,
      whole: JSON.stringify(user),
    })),
}

export const targetKits = { zendesk, scim, zeenea }
