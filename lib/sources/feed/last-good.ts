// The sizes and digests of the last good feed. Without them, only the usual limits hold a run.

import { renameSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { readStateFile, writeStateFile } from '../../artifacts/state-file.ts'

const size = z.strictObject({ bytes: z.int().nonnegative(), sha256: z.string() })

/** `contacts` is the sha256 of the contacts.json of this feed. */
const feedFacts = z.strictObject({
  contacts: z.string(),
  filled: z.record(z.string(), z.int().nonnegative()),
  sizes: z.record(z.string(), size),
})

/** The sizes of a feed's files, and the number of records with a value at each place of the settings. */
type FeedFacts = z.infer<typeof feedFacts>

const LAST = 'feed.json'
const NEXT = 'feed.next.json'

/** The last good feed of an instance, or null. Throws exit 7 if the file is damaged. */
export const lastGood = (folder: string): FeedFacts | null => readFile(join(folder, LAST))

/** The feed of the current contacts.json; null if none is known, or if every record of its plan was sent. */
export const lastGathered = (folder: string): FeedFacts | null => readFile(join(folder, NEXT))

/** Notes the feed of the current contacts.json. It becomes the last good one once every record of its plan was sent. */
export const noteGathered = (folder: string, feed: FeedFacts): void => writeStateFile(join(folder, NEXT), feed)

/** Makes the feed of these contacts the last good one, because every record of their plan was sent. */
export function markLastGood(folder: string, contacts: string): void {
  if (readFile(join(folder, NEXT))?.contacts === contacts) renameSync(join(folder, NEXT), join(folder, LAST))
}

const readFile = (file: string): FeedFacts | null => readStateFile(file, feedFacts, 'the usual limits hold without it')
