// What is kept of the last good feed: the sizes and digests of its files. Absent, the usual limits alone hold a run
// back.

import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readStateFile, writeStateFile } from '../../artifacts/state-file.ts'

const size = z.strictObject({ bytes: z.int().nonnegative(), sha256: z.string() })

/** `contacts` is the sha256 of the contacts.json that was made of this feed. */
const feedFacts = z.strictObject({
  contacts: z.string(),
  filled: z.record(z.string(), z.int().nonnegative()),
  sizes: z.record(z.string(), size),
})

/** What a feed was like: its files, and how many had something at each place of the settings. */
type FeedFacts = z.infer<typeof feedFacts>

const LAST = 'feed.json'
const NEXT = 'feed.next.json'

/** The last good feed of an instance; null where none is known. Throws exit 7 where the file is damaged. */
export const lastGood = (folder: string): FeedFacts | null => readFile(join(folder, LAST))

/** The feed that contacts.json was made of; null where a plan of it is through, or none is known. */
export const lastGathered = (folder: string): FeedFacts | null => readFile(join(folder, NEXT))

/** Notes the feed that contacts.json was made of: it is good once every record of a plan made of it was sent. */
export const noteGathered = (folder: string, feed: FeedFacts): void => writeStateFile(join(folder, NEXT), feed)

/** Of the plan that was made of these contacts every record was sent: their feed is the last good one. */
export function markLastGood(folder: string, contacts: string): void {
  if (readFile(join(folder, NEXT))?.contacts === contacts) renameSync(join(folder, NEXT), join(folder, LAST))
}

const readFile = (file: string): FeedFacts | null => readStateFile(file, feedFacts, 'the usual limits hold without it')
