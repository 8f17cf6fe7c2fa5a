// Zeenea's side of the wire: GraphQL and SCIM over the same people, and the files of its exports.

import type { Clock } from '../clock.ts'
import { loginPage } from '../http/html.ts'
import { type Asked, type Remote, routed } from '../http/remote.ts'
import { invalidBearer, problem, unauthorized } from './answers.ts'
import { exportsOf } from './exports.ts'
import { graphql } from './graphql.ts'
import type { ZeeneaHolding } from './holding.ts'
import { operations } from './operations.ts'
import { SECRET, type ZeeneaOptions } from './options.ts'
import { peopleOf } from './people.ts'
import { zeeneaScim } from './scim.ts'

/** The instance over `holding`, which its answers change. */
export function zeenea(holding: ZeeneaHolding, options: Partial<ZeeneaOptions>, clock: Clock): Remote {
  const { secret = SECRET } = options
  const people = peopleOf(holding, options)
  const exports = exportsOf(holding, options, clock)
  const answers = graphql((asked) => operations(holding, people, exports, options, asked), options)
  const scim = zeeneaScim(holding, people, options)
  const open = routed({ 'GET /exports/:file': exports.file, 'GET /login': loginPage })
  const answer = routed({ 'POST /public-api/catalog/graphql': answers })

  return (asked: Asked) => {
    const free = open(asked)
    if (free) return free
    if (asked.path.startsWith('/api/scim/v2')) {
      return asked.headers.authorization === `Bearer ${secret}` ? scim(asked) : invalidBearer()
    }
    // Bearer tokens are for SCIM alone.
    if (asked.headers['x-api-secret'] !== secret) return unauthorized()
    return answer(asked) ?? problem(404, 'entity-not-found', `There is no ${asked.method} ${asked.path}`)
  }
}
