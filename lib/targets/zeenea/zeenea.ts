// Zeenea as a target, by its GraphQL: what the pipeline asks of it, put together from reads and writes.

import pLimit from 'p-limit'
import { toKey } from '../../artifacts/key.ts'
import type { Target, TargetContext } from '../target.ts'
import { looks } from './checks.ts'
import { graphql } from './graphql.ts'
import { groupOf, groupsOf } from './permission-sets.ts'
import { AT_ONCE, reads } from './reads.ts'
import type { ZeeneaSettings } from './settings.ts'
import { fullName } from './users.ts'
import { writes } from './writes.ts'

/** The users of a Zeenea instance. */
export function zeenea(settings: ZeeneaSettings, context: TargetContext): Target {
  const { attributes, url } = settings
  const api = graphql(settings, context.progress)
  const read = reads(api, settings, context)
  const limit = pLimit(AT_ONCE)
  const all = async (asked: readonly (() => ReturnType<typeof read.byId>)[]) => {
    const found = await Promise.all(asked.map((ask) => limit(ask)))
    return found.flatMap((user) => (user ? [read.mapped(user)] : []))
  }

  return {
    from: url,

    async *organizations() {},

    async *groups() {
      yield* await groupsOf(api, settings)
    },

    users: read.everyone,

    usersById: (ids) => all(ids.map((id) => () => read.byId(id))),

    /** It keeps no external ids, and one address a user. */
    findUsers: ({ emails = [] }) => all(emails.map((email) => () => read.byEmail(email))),

    ...writes(api, read, settings),

    /** Nothing goes on after its answer. */
    async awaitJobs() {},

    checks: () => looks(api, settings),

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
