// A SCIM 2.0 service as a source: its active users, or the members of some groups.

import type { Progress } from '../../connector/progress.ts'
import { readCounter } from '../../connector/read-value.ts'
import { unprovenRead } from '../../scim/page.ts'
import { scimService } from '../../scim/service.ts'
import { presentPeople, scopeFilter } from '../scope.ts'
import { EVERYONE, type Query, type Source } from '../source.ts'
import { absence } from './absence.ts'
import { checks } from './checks.ts'
import { groupsOfAccounts, isMember, readGroupLists, withGroups } from './memberships.ts'
import { personOf } from './person.ts'
import type { ScimSourceSettings } from './settings.ts'

/** The users of a SCIM 2.0 service in the scope of the settings. */
export function scimSource(settings: ScimSourceSettings, progress: Progress): Source {
  const { filter = null, members, url } = settings
  const remote = scimService(settings, progress)
  const read = personOf(settings)

  /** Everyone in scope, for any account, and the memberships in these groups. */
  async function everyone(names: readonly string[]) {
    const groups = await readGroupLists(remote, names)
    const people = await remote.list('Users', read, filter)
    const counter = readCounter('SCIM: users')
    for (const { unreadable } of people) counter.count(unreadable)
    counter.assertMostlyReadable()
    const memberships = await groups.proveLists(people, settings, progress)
    return { memberships, people: people.filter((person) => isMember(person, memberships, members)) }
  }

  return {
    from: url,

    checks: () => checks(remote, settings, progress),

    async *contacts(asked: Query) {
      const isAsked = scopeFilter(asked, progress)
      const groups = [...asked.groups.map(({ key }) => key), ...settings.groups]
      const { memberships, people } = await everyone([...members, ...groupsOfAccounts(settings), ...groups])
      const known = new Set(asked.accounts)
      for (const person of people) {
        const one = withGroups(person, memberships, { account: settings.account, groups, known })
        if (isAsked(one)) yield one
      }
      return EVERYONE
    },

    /** Reads everyone again, and then looks up each missing leaver, because a list alone proves no absence. */
    async findPresent(leavers) {
      const { memberships, people } = await everyone([...members, ...groupsOfAccounts(settings)])
      if (people.length === 0) throw unprovenRead('users', 'there is nobody at all') // proves nobody's absence
      const present = presentPeople()
      const active = people.filter(({ contact }) => contact.person.active)
      for (const person of active) {
        const { account, externalId } = withGroups(person, memberships, {
          account: settings.account,
          groups: [],
          known: new Set(),
        })
        present.add({ account, externalId, names: person.names })
      }
      const found = present.presenceOf(leavers)
      const missing = leavers.filter(({ id }) => found.get(id)?.is !== 'present')
      const alone = await absence(remote, settings, { people, memberships, progress }).ask(missing)
      return new Map([...found, ...alone])
    },
  }
}
