// Who was made or changed since a time (UpdatedUsers): pages over people who move, and so walked again.

import type { Progress } from '../../connector/progress.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { Call } from '../../http/client.ts'
import { field } from '../../scim/path.ts'
import { entryOfFeed, type GluuEntry } from './entry.ts'

/** No larger page is promised (swagger, pagesize). */
const PAGE = 200
/** Walks: the second finds whom a change, or a deletion, between two pages of the first let slip. */
const WALKS = 3

/** Pages, one after the other, with nobody in them but people who moved. */
const MOVED = 3

/** People by inum, and when the first walk began, by the server's clock where it tells. */
interface ChangedPeople {
  entries: Map<string, GluuEntry>
  began: number
}

/**
 * Everyone who was made or changed at `since` (milliseconds) or later, as read last. Nothing in it proves an absence.
 * Throws exit 9 for an answer that is none, and where a page comes again.
 */
export async function changedSince(
  call: Call,
  path: string,
  { since, progress }: { since: number; progress: Progress },
): Promise<ChangedPeople> {
  const timeStamp = new Date(since).toISOString()
  const entries: ChangedPeople['entries'] = new Map()
  let began = 0

  async function page(start: number): Promise<GluuEntry[]> {
    const { body, headers } = await call('GET', path, { query: { timeStamp, start, pageSize: PAGE } })
    began ||= Date.parse(String(headers['date'])) || Date.now()
    progress.count('pages')
    const results = field(body, 'results')
    if (!Array.isArray(results)) throw unprovenChanges('an answer has no results')
    // of this answer: there is no count of all
    if (field(body, 'total') !== results.length)
      throw unprovenChanges(`an answer says ${String(field(body, 'total'))} and has ${results.length}`)
    return results.map(entryOfFeed)
  }

  /** Gives whether it told something new. Only an empty page is the end. */
  async function walk(): Promise<boolean> {
    const seen = new Set<string>()
    let isNew = false
    let largest = 0
    let known = 0
    for (let start = 0; ; ) {
      const found = await page(start)
      if (found.length === 0) return isNew
      const isKnown = start > 0 && found.every(({ inum }) => seen.has(inum))
      known = isKnown ? known + 1 : 0
      // a short page may be of those alone who moved behind it; a whole one, or one after the other, is no other page
      if (isKnown && (found.length >= largest || known > MOVED))
        throw unprovenChanges('it hands out the same page again')
      start += found.length
      largest = Math.max(largest, found.length)
      for (const one of found) {
        if (JSON.stringify(entries.get(one.inum)) !== JSON.stringify(one)) isNew = true
        entries.set(one.inum, one)
        seen.add(one.inum)
      }
    }
  }

  for (let walks = 1; (await walk()) && walks < WALKS; walks++);
  return { entries, began }
}

const unprovenChanges = (why: string) =>
  new Failure(exit.remote, `Gluu: UpdatedUsers: ${why}; the read is not proven. Run the stage again`)
