// The incremental export of users, by cursor (Zendesk, Incremental exports; recorded 2023-24).

import { type Clock, wholeSeconds } from '../clock.ts'
import type { RemoteRequest, RemoteResponse, Routes } from '../http/remote.ts'
import type { ZendeskAccount } from './account.ts'
import { badRequest, forbidden, tooManyRequests, tooRecent } from './answers.ts'
import type { User } from './store.ts'

/** Requests a minute for all incremental exports together (Zendesk, Rate limits). */
const MOST_A_MINUTE = 10

/** The place of a row in the export: the second of its last change, and its id. */
interface ExportPlace {
  second: number
  id: number
}

/** The route of the export, for admins alone. Deleted users are rows too. */
export function exportRoutes(
  { self, store, exportLag, exportPage, userView }: ZendeskAccount,
  { after, date, now }: Clock,
): Routes {
  const limit = exportLimit(now, after(60))

  function users(request: RemoteRequest): RemoteResponse {
    if (self.role !== 'admin') return forbidden()
    const { left, resets } = limit()
    const turn = `total=${MOST_A_MINUTE}; remaining=${Math.max(left, 0)}; resets=${resets}`
    const headers = { 'zendesk-ratelimit-incremental-exports-cursor': turn }
    const answer = left < 0 ? tooManyRequests(resets) : page(request)
    return { ...answer, headers: { ...headers, ...answer.headers } }
  }

  function page({ origin, path, query }: RemoteRequest): RemoteResponse {
    const until = (date() - after(exportLag)) / 1000
    const cursor = query.get('cursor')
    const start = Number(query.get('start_time') ?? Number.NaN)
    const from = cursor === null ? { second: start, id: 0 } : placeOf(cursor)
    if (from === null || Number.isNaN(from.second)) return badRequest()
    if (cursor === null && start > until) return tooRecent()
    const size = Math.min(Math.max(Number(query.get('per_page') ?? exportPage), 1), exportPage)
    const rows = store.users
      .map((user) => ({ user, place: { second: Date.parse(user.updated_at) / 1000, id: user.id } }))
      .filter(({ place }) => isAfter(place, from) && place.second <= until)
      .sort((a, b) => (isAfter(a.place, b.place) ? 1 : -1))
    const shown = rows.slice(0, size)
    const after_cursor = cursorOf(shown.at(-1)?.place ?? from)
    return {
      body: {
        users: shown.map(({ user }: { user: User }) => userView(user, origin)),
        after_url: `${origin}${path}?cursor=${encodeURIComponent(after_cursor)}&per_page=${size}`,
        after_cursor,
        before_url: null,
        before_cursor: null,
        end_of_stream: rows.length <= size,
      },
    }
  }

  return { 'GET /api/v2/incremental/users/cursor': users }
}

const isAfter = (a: ExportPlace, b: ExportPlace) => a.second > b.second || (a.second === b.second && a.id > b.id)

/** The recorded form of a cursor: `1694303526.0||6130869168922|` in base64. */
const cursorOf = ({ second, id }: ExportPlace) => Buffer.from(`${second}.0||${id}|`).toString('base64')

function placeOf(cursor: string): ExportPlace | null {
  const [, second, id] = /^(\d+)\.0\|\|(\d+)\|$/.exec(Buffer.from(cursor, 'base64').toString()) ?? []
  return second === undefined ? null : { second: Number(second), id: Number(id) }
}

/** Counts a request. Returns the requests that are left in its minute, and the seconds until the next one. */
function exportLimit(now: () => number, length: number) {
  const start = now()
  let minute = 0
  let asked = 0
  return () => {
    const at = (now() - start) / length
    if (Math.floor(at) > minute) {
      minute = Math.floor(at)
      asked = 0
    }
    asked++
    return { left: MOST_A_MINUTE - asked, resets: wholeSeconds((minute + 1 - at) * length) }
  }
}
