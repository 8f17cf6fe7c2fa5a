// Zeenea as a target by its GraphQL, made of reads and writes.

import pLimit from 'p-limit'
import { toKey } from '../../artifacts/key.ts'
import type { Target, TargetContext } from '../target.ts'
import { checks } from './checks.ts'
import { graphql } from './graphql.ts'
import { groupOf, groupsOf } from './permission-sets.ts'
import { ZEENEA_USERS_AT_ONCE, zeeneaReads } from './reads.ts'
import type { ZeeneaSettings } from './settings.ts'
import { fullName } from './users.ts'
import { zeeneaWrites } from './writes.ts'

/** The users of a Zeenea instance. */
export function zeeneaTarget(settings: ZeeneaSettings, context: TargetContext): Target {
  const { attributes, url } = settings
  const api = graphql(settings, context.progress)
  const read = zeeneaReads(api, settings, context)
  const limit = pLimit(ZEENEA_USERS_AT_ONCE)
  const all = async (asked: readonly (() => ReturnType<typeof read.byId>)[]) => {
    const found = await Promise.all(asked.map((ask) => limit(ask)))
    return found.flatMap((user) => (user ? [read.toUser(user)] : []))
  }

  return {
    from: url,

    async *organizations() {},

    async *groups() {
      yield* await groupsOf(api, settings)
    },

    users: read.everyone,

    usersById: (ids) => all(ids.map((id) => () => read.byId(id))),

    /** Zeenea stores no external ids, and one address per user. */
    findUsers: ({ emails = [] }) => all(emails.map((email) => () => read.byEmail(email))),

    ...zeeneaWrites(api, read, settings),

    /** Zeenea has no jobs. */
    async awaitJobs() {},

    checks: () => checks(api, settings),

    adapt: (contact) => {
      const { person } = contact
      return {
        ...contact,
        person: { ...person, name: fullName(person, attributes), groups: groupOf(person.groups, settings) },
      }
    },

    targetProblem: ({ email, key, person }) => {
      if (email === null || key !== toKey(email))
        return 'Zeenea knows people by their address alone: it has to be the key'
      if (person.name === '') return 'Zeenea needs a first or a last name'
      if (person.groups.length === 0) return 'in no group that has a permission set, and there is no default'
      return null
    },
  }
}
