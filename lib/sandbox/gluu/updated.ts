// UpdatedUsers: users that were created or changed since a time, in pages (ScimResourcesUpdatedWebService.java).

import { html } from '../http/html.ts'
import type { RemoteRequest, RemoteResponse } from '../http/remote.ts'
import { gluuError } from './answers.ts'
import { instantOf, instantText } from './dates.ts'
import { entryOf } from './entry.ts'
import type { GluuOptions } from './options.ts'
import type { GluuStore, GluuUser } from './store.ts'

interface WallClock {
  /** The time of the world's timestamps, in milliseconds. */
  wall: () => number
  /** Milliseconds of this time until a change shows. */
  lag: number
}

/** A function that responds with a page of UpdatedUsers. */
export function updatedUsers(store: GluuStore, options: Partial<GluuOptions>, { wall, lag }: WallClock) {
  const { backEnd = 'ldap', maxCount = 200, capped = true } = options

  /** The users since a time; the store hides a user for a while if the timestamp is newer than its last read. */
  function fitting(since: number): GluuUser[] {
    const until = lag > 0 ? wall() - lag : Number.POSITIVE_INFINITY
    return store.users.filter((user) => {
      const stamps = stampsOf(user)
      return stamps.some((at) => at >= since) && stamps.every((at) => at <= until)
    })
  }

  return ({ query, jobFault }: RemoteRequest): RemoteResponse => {
    const [start, pageSize] = [parseInt32(query.get('start')), parseInt32(query.get('pageSize'))]
    // A parameter of the wrong type is answered with 404 (JAX-RS 2.1, 3.2).
    if (start === null || pageSize === null) return { status: 404, body: html('404 Not Found') }
    if (start < 0 || pageSize <= 0) return gluuError(400, "No suitable value for 'start' or 'pageSize' params")
    const timeStamp = query.get('timeStamp')
    const since = timeStamp === null ? null : instantOf(timeStamp, options)
    if (since === null) return gluuError(400, `Unparsable date: ${timeStamp}`)

    if (jobFault === 'moved') moveUser(store, fitting(since), { start, backEnd, now: wall() })
    const found = fitting(since)
    const size = capped ? Math.min(pageSize, maxCount) : pageSize
    const page =
      backEnd === 'ldap'
        ? sortByUid(found.slice(start, start + size)) // the sort comes after the cut there
        : sortByUid(found).slice(start, start + size)
    return { body: listing(page, options) }
  }
}

/** The body: `total` counts this page only, and only changes set latestUpdateAt. */
function listing(page: GluuUser[], options: Partial<GluuOptions>) {
  const changes = page.flatMap(({ updatedAt }) => (updatedAt ? [Date.parse(updatedAt)] : []))
  return {
    total: page.length,
    ...(changes.length > 0 && { latestUpdateAt: instantText(Math.max(...changes)) }),
    results: page.map((user) => entryOf(user, options)),
  }
}

const stampsOf = ({ oxCreationTimestamp, updatedAt }: GluuUser) =>
  [oxCreationTimestamp, updatedAt].flatMap((text) => (text ? [Date.parse(text)] : []))

const sortByUid = (users: GluuUser[]) => {
  const key = ({ uid }: GluuUser) => uid.toLowerCase()
  return users.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
}

interface Move {
  start: number
  backEnd: GluuOptions['backEnd']
  now: number
}

/** A parameter with an int of Java; 0 if it is absent, null if it is not an int. */
function parseInt32(text: string | null): number | null {
  if (text === null) return 0
  return /^[+-]?\d+$/.test(text) && Number(text) === (Number(text) | 0) ? Number(text) : null
}

/**
 * Changes a user between two pages. LDAP: the first user moves to the end of the natural order; a user is skipped and
 * a user comes twice. SQL: a user from elsewhere comes in before the page; a user comes twice.
 */
function moveUser({ users }: GluuStore, found: GluuUser[], { start, backEnd, now }: Move) {
  const updatedAt = instantText(now)
  if (backEnd === 'ldap') {
    const [first] = start > 0 ? found : []
    if (first) users.push(...users.splice(users.indexOf(first), 1))
    if (first) Object.assign(first, { updatedAt })
    return
  }
  const at = sortByUid(found)[start]
  const late = at && sortByUid([...users.filter((user) => !found.includes(user)), at])
  const [other] = late ?? []
  if (other && other !== at) Object.assign(other, { updatedAt })
}
