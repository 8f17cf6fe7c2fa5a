// What the read of a feed ends with: why it is doubted, and what is kept of it as the last good one.

import { command } from '../../errors/command.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { EndOfRead } from '../source.ts'
import { type Files, keepFeed } from './archive.ts'
import { watchedPlaces } from './contact.ts'
import { lastGathered, lastGood, noteGathered } from './last-good.ts'
import type { RecordPlace } from './people.ts'
import type { FeedSettings } from './settings.ts'
import { doubts, isSameFeed, type Sizes, smaller } from './size-check.ts'

/** So many do not lose something by chance at once. */
const MANY_RECORDS = 20

/** A feed that was read to its end. */
export interface ReadFeed {
  sizes: Sizes
  /** Where its files lie. */
  files: Files
  /** Records without a user name: whose they are cannot be told, and so not who is absent. */
  unnamed: readonly RecordPlace[]
  /** How many had something at each place of the settings. */
  filled: Record<string, number>
}

/** The end of a read; what the last good feed was like is kept in the folder `state`. */
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
 * Throws exit 5 where the feed has changed since gather-contacts read it, and has become smaller or has records without
 * a user name: a person whose removal is planned may be in what it lost.
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
  const before = lastGood(state) // without it the usual limits alone
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
