// The reads of Zeenea: all users by the export, one user by id or address.

import type { User } from '../../artifacts/records.ts'
import { readCounter } from '../../connector/read-value.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { TargetContext } from '../target.ts'
import { readExport } from './export.ts'
import { type Graphql, type GraphqlError, isRule, wordsOf } from './graphql.ts'
import type { ZeeneaSettings } from './settings.ts'
import { mapping, readZeeneaUser, userFromRow, type ZeeneaUser } from './users.ts'

/** Concurrent requests: Zeenea documents no limit. */
export const ZEENEA_USERS_AT_ONCE = 5

export type ZeeneaReads = ReturnType<typeof zeeneaReads>

/** The reads of one instance. Each throws exit 8 or 9 for an answer that is refused or not proven whole. */
export function zeeneaReads(graphql: Graphql, settings: ZeeneaSettings, context: TargetContext) {
  const toUser = mapping(settings, context)

  async function* everyone(): AsyncGenerator<User> {
    const rows = await readExport(graphql, settings)
    context.progress.count('pages')
    const seen = new Set<string>()
    const counter = readCounter('Zeenea: the export of users')
    if (rows.every(({ Email }) => Email.trim() === '')) throw unprovenExport('a row has no Email, and no other has one')
    for (const [n, row] of rows.entries()) {
      const user = userFromRow(row, n + 1)
      if (seen.has(user.id)) throw unprovenExport(`${user.id} is in it twice`)
      seen.add(user.id)
      if (counter.count(user.problem) !== null) context.progress.count('unreadable')
      yield toUser(user)
    }
    counter.assertMostlyReadable()
  }

  async function readOne(
    name: 'loadUserById' | 'loadUserByEmail',
    variables: Record<string, string>,
  ): Promise<ZeeneaUser | null> {
    const given = await graphql.ask<unknown>(name, variables)
    if ('data' in given) return given.data === null ? null : readZeeneaUser(given.data)
    if (given.errors.every(isNobody)) return null
    throw new Failure(exit.remote, `Zeenea: ${name}: ${wordsOf(given.errors)}. Run the stage again`)
  }

  return {
    toUser,
    everyone,
    byId: (id: string) =>
      isAddressId(id) ? readOne('loadUserByEmail', { email: id }) : readOne('loadUserById', { id }),
    byEmail: (email: string) => readOne('loadUserByEmail', { email }),
  }
}

/** Whether an id is an address: ids are UUIDs (Zeenea, users export), and the address replaces a missing one. */
export const isAddressId = (id: string) => id.includes('@')

/** Other things that an error may report as missing: such an error proves no absence. */
const OTHERS = /\b(api[ -]?key|key|token|session|secret|tenant|instance|endpoint|service|permission)\b/i

/**
 * Whether an error means an absent user. Some services answer so; for Zeenea this is not confirmed. No other error
 * proves absence.
 */
const isNobody = (error: GraphqlError) =>
  isRule(error) &&
  !OTHERS.test(error.message) &&
  /not[ _]?found|does not exist|no (such )?user|unknown user/i.test(`${error.code} ${error.message}`)

const unprovenExport = (why: string) =>
  new Failure(exit.remote, `Zeenea: the export of users: ${why}; it is not proven whole. Run the stage again`)
