// Marked points on the wire: a sync is killed while one of its requests is under way.

import type { RemoteRequest } from '../../../lib/sandbox/http/remote.ts'
import type { LoggedRequest } from '../../../lib/sandbox/log.ts'
import type { Place } from '../../kit/pipeline.ts'
import type { Victim } from './victim.ts'

/**
 * What becomes of the request: it is never carried out; or it is, and its answer finds nobody; or it is late, and
 * carried out when the next run has looked and sends the same people.
 */
type Fate = 'lost' | 'done' | 'late'

export interface Mark {
  step: string
  /** The how manieth of its step. */
  nth: number
  fate: Fate
}

/** What a request is for: `PUT /api/v2/users/update_many`, with the names of its parameters and without ids. */
export function stepOf({
  method,
  path,
  query,
}: Pick<LoggedRequest | RemoteRequest, 'method' | 'path' | 'query'>): string {
  const names = query instanceof URLSearchParams ? [...query.keys()] : Object.keys(query)
  return [method, path.replace(/\/\d+\b/g, '/*'), ...names].join(' ')
}

/** Steps that are taken once a person, or as long as something lasts: the first and the middle one will do. */
const MANY = /^POST \/api\/v2\/users$|memberships|job_statuses/
const WRITES = /^(POST|PUT) \/api/

/**
 * The marks of a run that made these requests. A read that was carried out is as good as one that was not, and a write
 * that was not is as good as the read before it.
 */
export function requestMarks(requests: readonly LoggedRequest[]): Mark[] {
  const counts = new Map<string, number>()
  for (const request of requests) counts.set(stepOf(request), (counts.get(stepOf(request)) ?? 0) + 1)
  return [...counts].flatMap(([step, count]) => {
    const every = Array.from({ length: count }, (_, n) => n + 1)
    const chosen = MANY.test(step) ? [...new Set([1, Math.ceil(count / 2)])] : every
    const fatesOf = (nth: number): Fate[] => {
      if (!WRITES.test(step)) return ['lost']
      return nth === 1 ? ['lost', 'done', 'late'] : nth === count ? ['done', 'late'] : ['done']
    }
    return chosen.flatMap((nth) => fatesOf(nth).map((fate) => ({ step, nth, fate })))
  })
}

/** Lets a sync run until a mark. `finish` lets a late request go on that no other one has brought with it. */
export async function killedAtRequest(here: Place, { step, nth, fate }: Mark, one: Victim) {
  let seen = 0
  let isOver = false
  let held: string[] = []
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const finish = async () => {
    release()
    await carriedOut()
  }
  here.interfere(async (_, asked) => {
    if (stepOf(asked) !== step) return undefined
    if (isOver) {
      if (peopleIn(asked).some((person) => held.includes(person))) await finish()
      return undefined
    }
    if (++seen !== nth) return undefined
    await one.kill()
    isOver = true
    held = peopleIn(asked)
    if (fate === 'late') await released
    return fate === 'lost' ? { breakage: 'reset' } : undefined
  })
  const over = await one.over
  isOver = true
  await carriedOut()
  return { over, finish }
}

/** A system does at once what it lets pass. */
const carriedOut = () => new Promise(setImmediate)

/** Whom a write names: the ids of a job, or the addresses of new users. */
function peopleIn({ body }: RemoteRequest): string[] {
  const { user, users = [] } = (body ?? {}) as { user?: { email: string }; users?: { id?: number; email?: string }[] }
  return user ? [user.email] : users.map(({ id, email }) => String(id ?? email))
}
