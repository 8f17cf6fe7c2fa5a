// People who were created or changed since a time (UpdatedUsers). Changes move people between pages, so the pages are
// read twice.

import type { Progress } from '../../connector/progress.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { Call } from '../../http/client.ts'
import { field } from '../../scim/path.ts'
import { entryOfFeed, type GluuEntry } from './entry.ts'

/** The server promises no larger page (swagger, pagesize). */
const PAGE = 200
/** Reads of all pages: the second finds people whom a change or a deletion moved between two pages of the first. */
const WALKS = 3

/** The most consecutive pages that may have only people who moved. */
const MOVED = 3

/** People by inum, and the start of the first read by the server's clock, if the server sends its time. */
interface ChangedPeople {
  entries: Map<string, GluuEntry>
  began: number
}

/**
 * Everyone who was created or changed at `since` (milliseconds) or later, as read last. A missing person proves no
 * absence. Throws exit 9 for an invalid answer, and if a page is repeated.
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
    // the total of this answer; there is no count of all people
    if (field(body, 'total') !== results.length)
      throw unprovenChanges(`an answer says ${String(field(body, 'total'))} and has ${results.length}`)
    return results.map(entryOfFeed)
  }

  /** Returns whether the page had anything new. Only an empty page is the end. */
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
      // a short page may have only people who moved; a full page without anything new is a repeated page
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
