// Who was made or changed since a time (UpdatedUsers): pages over people who move, and so walked again.

import { exit, Failure } from '../../exit.ts'
import type { Call } from '../../http.ts'
import type { Progress } from '../../progress.ts'
import { field } from '../../scim/path.ts'
import { type Entry, entryOfFeed } from './entry.ts'

/** No larger page is promised (swagger, pagesize). */
const PAGE = 200
/** Walks over more than one page: the second finds whom a change between two pages of the first let slip. */
const WALKS = 3

/** People by inum, and what the server's clock said when the walk began; null: it did not say. */
export interface Changed {
  entries: Map<string, Entry>
  began: number | null
}

/**
 * Everyone who was made or changed at `since` (milliseconds) or later, as read last. Nothing in it proves an absence. Throws
 * exit 9 for an answer that is none, and where a page comes again.
 */
export async function changedSince(call: Call, path: string, since: number, progress: Progress): Promise<Changed> {
  const timeStamp = new Date(since).toISOString()
  const entries: Changed['entries'] = new Map()
  let began: number | null = null

  async function page(start: number): Promise<Entry[]> {
    const { body, headers } = await call('GET', path, { query: { timeStamp, start, pageSize: PAGE } })
    began ??= Date.parse(String(headers['date'])) || null
    progress.count('pages')
    const results = field(body, 'results')
    if (!Array.isArray(results)) throw unproven('an answer has no results')
    // of this answer: there is no count of all
    if (field(body, 'total') !== results.length)
      throw unproven(`an answer says ${String(field(body, 'total'))} and has ${results.length}`)
    return results.map(entryOfFeed)
  }

  /** Gives whether it had more than one page, and somebody who was not known so. Only an empty page is the end. */
  async function walk(): Promise<boolean> {
    let isNew = false
    let before = ''
    let start = 0
    for (let pages = 0; ; pages++) {
      const found = await page(start)
      if (found.length === 0) return isNew && pages > 1
      const now = JSON.stringify(found)
      if (now === before) throw unproven('it hands out the same page again')
      before = now
      start += found.length
      for (const one of found) {
        if (JSON.stringify(entries.get(one.inum)) !== JSON.stringify(one)) isNew = true
        entries.set(one.inum, one)
      }
    }
  }

  for (let walks = 1; (await walk()) && walks < WALKS; walks++);
  return { entries, began }
}

const unproven = (why: string) =>
  new Failure(exit.remote, `Gluu: UpdatedUsers: ${why}; the read is not proven. Run the stage again`)
