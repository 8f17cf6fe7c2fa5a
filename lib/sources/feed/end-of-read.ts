// The end of a read: the doubt about the feed, and the record of it as the last good feed.

import { command } from '../../errors/command.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { EndOfRead } from '../source.ts'
import { type Files, keepFeed } from './archive.ts'
import { watchedPlaces } from './contact.ts'
import { lastGathered, lastGood, noteGathered } from './last-good.ts'
import type { RecordPlace } from './people.ts'
import type { FeedSettings } from './settings.ts'
import { doubts, isSameFeed, type Sizes, smaller } from './size-check.ts'

/** A loss of this many values at once is no chance. */
const MANY_RECORDS = 20

/** A feed that was read to its end. */
export interface ReadFeed {
  sizes: Sizes
  /** The path of each file. */
  files: Files
  /** Records without a user name. They belong to unknown people, so they put every absence in doubt. */
  unnamed: readonly RecordPlace[]
  /** The number of records with a value, for each place of the settings. */
  filled: Record<string, number>
}

/** The end of a read. The folder `state` gets the sizes and counts of the last good feed. */
export function endOfRead(read: ReadFeed, settings: FeedSettings, state: string): EndOfRead {
  const { files, filled, sizes } = read
  return {
    complete: true,
    doubt: doubtOf(read, settings, state),
    async onContactsWritten(contacts) {
      noteGathered(state, { contacts, sizes, filled })
      await keepFeed(state, { contacts, files, keep: settings.keep })
    },
  }
}

/**
 * Throws exit 5 if the feed changed since gather-contacts read it, and is now smaller or has records without a user
 * name. The lost part may contain a person whose removal is planned.
 */
export function assertNothingLost(
  { sizes, unnamed }: { sizes: Sizes; unnamed: number },
  { folder }: FeedSettings,
  state: string,
): void {
  const before = lastGathered(state)?.sizes
  if (before === undefined || isSameFeed(sizes, before)) return
  const lost = smaller(sizes, before)
  if (lost.length === 0 && unnamed === 0) return
  const what = lost.length > 0 ? `${lost.join(', ')} became smaller` : `${unnamed} records without a user name came`
  const why = `after gather-contacts read it, so it does not prove who is absent`
  throw new Failure(exit.stale, `feed ${folder}: ${what} ${why}. Run again: ${command('gather-contacts')}`)
}

function doubtOf({ filled, sizes, unnamed }: ReadFeed, settings: FeedSettings, state: string): string | null {
  const before = lastGood(state) // without a last good feed, only the usual limits hold a kind
  const why = before === null ? [] : doubts(sizes, before.sizes)
  const empty = watchedPlaces(settings).filter(
    (place) => !filled[place] && (before?.filled[place] ?? 0) >= MANY_RECORDS,
  )
  const [first] = unnamed
  const said = [
    why.length > 0 && `the feed is not like the last good one: ${why.join('; ')}`,
    empty.length > 0 && `nobody in the feed has ${empty.join(', ')}, which the last good one had`,
    first &&
      `${unnamed.length} of the feed's records without a user name (${first.file}, record ${first.record}): whose ` +
        'they are, and so who is absent, cannot be told. Fix the feed',
  ]
  return said.filter(Boolean).join('; ') || null
}
