// A SCIM 2.0 service as a source: its active users, or the members of some of its groups.

import { clean, keyed, usable } from '../../artifacts/key.ts'
import type { Group, SourceContact } from '../../artifacts/records.ts'
import { attributesOf } from '../../connector/attributes.ts'
import type { Progress } from '../../connector/progress.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { groupsNamed, membersOf } from '../../scim/groups.ts'
import { unproven } from '../../scim/list.ts'
import { field, pathOf, type Resource, valueAt } from '../../scim/path.ts'
import { addressesOf, attributeValue, groupsShown, isActive, nameOf, textAt } from '../../scim/people.ts'
import { type Service, service } from '../../scim/service.ts'
import { askedFor, presentPeople } from '../scope.ts'
import type { Asked, Source } from '../source.ts'
import { looks } from './checks.ts'
import type { ScimSourceSettings } from './settings.ts'

const OURS = 'scim:'

/** The users of a SCIM 2.0 service that meet the settings. */
export function scim(settings: ScimSourceSettings, progress: Progress): Source {
  const { filter = null, members, url } = settings
  const remote = service(settings, progress)
  const contact = mapping(settings)

  /** Everyone in scope, whatever their account. */
  async function inScope<T>(memberships: Memberships, keep: (user: Resource) => T): Promise<T[]> {
    const isMember = (user: Resource) =>
      members.length === 0 || members.some((group) => memberships.get(group)!.users.has(idOf(user)))
    const kept = (user: Resource) => {
      agreeing(user, memberships)
      return isMember(user) ? { kept: keep(user) } : null
    }
    const all = await remote.list('Users', kept, filter)
    return all.flatMap((one) => (one ? [one.kept] : []))
  }

  return {
    from: url,

    looks: () => looks(remote, settings),

    async *contacts(asked: Asked) {
      const { accounts, groups } = asked
      const isAsked = askedFor(asked, progress)
      const names = [...members, ...groupsOfAccounts(settings), ...groups.map(({ key }) => key), ...settings.groups]
      const memberships = await membershipsOf(remote, names)
      const known = new Set(accounts)
      for (const one of await inScope(memberships, (user) => contact(user, groups, memberships, known)))
        if (isAsked(one)) yield one
    },

    /** Everyone is read again: filters compare letter by letter in some services, and one that misses would prove an absence. */
    async findPresent(leavers) {
      const people = presentPeople()
      const memberships = await membershipsOf(remote, [...members, ...groupsOfAccounts(settings)])
      const all = await inScope(memberships, (user) => {
        if (!isActive(user)) return
        const { account, externalId, key } = contact(user, [], memberships)
        people.add({ account, externalId, names: [key, ...addressesOf(user)] })
      })
      if (all.length === 0) throw unproven('users', 'there is nobody at all') // proves nobody's absence
      return people.presenceOf(leavers)
    },
  }
}

/** A group: its id, and the ids of the users in it. */
interface Members {
  id: string
  users: ReadonlySet<string>
}

/** By the group as the settings name it. */
type Memberships = ReadonlyMap<string, Members>

async function membershipsOf(remote: Service, names: readonly string[]): Promise<Memberships> {
  const memberships = new Map<string, Members>()
  const wanted = [...new Set(names)]
  for (const [index, group] of (await groupsNamed(remote, wanted, SETTINGS)).entries()) {
    const nested = () => {
      const what = `the group ${group.name} has groups in it, and direct members alone are read`
      throw new Failure(exit.input, `SCIM: ${what}. Name these groups instead, in ${SETTINGS}`)
    }
    memberships.set(wanted[index]!, {
      id: group.id,
      users: new Set(await membersOf(remote, group, SETTINGS, nested)),
    })
  }
  return memberships
}

/** Throws exit 9 where a user says it is in a group, and the group does not have it: its members are not all told. */
function agreeing(user: Resource, memberships: Memberships): void {
  const said = new Set(groupsShown(user).map(({ id }) => id))
  for (const [name, { id, users }] of memberships)
    if (said.has(id) && !users.has(idOf(user)))
      throw unproven(`the group ${name}`, 'somebody says to be in it whom it does not list')
}

const SETTINGS = 'source.members, source.account and the names in target.groups'

/** Without ids nobody can be told from another. Throws exit 9. */
function idOf(user: Resource): string {
  const id = field(user, 'id')
  if (id === undefined || id === null || id === '') throw unproven('users', 'somebody has no id')
  return String(id)
}

const groupsOfAccounts = ({ account }: ScimSourceSettings) =>
  typeof account === 'object' ? Object.keys(account.groups) : []

const NONE: ReadonlySet<string> = new Set()

function mapping(settings: ScimSourceSettings) {
  const key = pathOf(settings.key)
  const read = attributesOf(settings.attributes, (path) => {
    const place = pathOf(path)
    return (user: Resource) => attributeValue(valueAt(user, place))
  })

  return (
    user: Resource,
    groups: readonly Group[],
    memberships: Memberships,
    known: ReadonlySet<string> = NONE,
  ): SourceContact => {
    const externalId = OURS + idOf(user)
    const written = textAt(user, key)
    const [email = null] = addressesOf(user)
    const name = clean(nameOf(user))
    const accounts = accountsOf(settings, user, memberships)
    const wrong = [
      email !== null && !usable(email) && 'no usable address',
      name === '' && 'no usable name',
      accounts.length > 1 && `in the groups of several accounts: ${accounts.join(', ')}`,
    ].find((one) => one !== false)
    return {
      account: accounts.find((one) => known.has(one)) ?? accounts[0] ?? null,
      email,
      externalId,
      key: written === '' ? `?${externalId}` : keyed(written),
      person: {
        active: isActive(user),
        attributes: read(user),
        groups: [...new Set([...groups.map((group) => group.key), ...settings.groups])].filter((group) =>
          memberships.get(group)?.users.has(idOf(user)),
        ),
        name,
        organization: null,
      },
      problem: (isActive(user) && wrong) || null, // of whoever has left nothing else needs to be right
    }
  }
}

/** The account that an attribute names, or those of the groups that a user is in. */
function accountsOf({ account }: ScimSourceSettings, user: Resource, memberships: Memberships): string[] {
  if (account === undefined) return []
  if (typeof account === 'string') return [textAt(user, pathOf(account))].filter(Boolean)
  const found = Object.entries(account.groups).filter(([group]) => memberships.get(group)?.users.has(idOf(user)))
  return [...new Set(found.map(([, one]) => one))].sort()
}
