// Batch files as a source: all people in them, by user name.

import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NEXT_LINE } from '../../connector/check.ts'
import type { Progress } from '../../connector/progress.ts'
import { readCounter } from '../../connector/read-value.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { presentPeople, scopeFilter } from '../scope.ts'
import type { Source } from '../source.ts'
import { FEED_ID_PREFIX, hasPlace, mapping, placeInControl, placesIn, watchedPlaces } from './contact.ts'
import { type Control, parseControl } from './control.ts'
import { assertNothingLost, endOfRead } from './end-of-read.ts'
import { modelLines, unfilledIn } from './fills.ts'
import { readFeed } from './folder.ts'
import { MAX_CONTROL } from './limits.ts'
import { USER_SYNC } from './model.ts'
import { CONTROL_NAME } from './names.ts'
import type { Feed, RecordPlace } from './people.ts'
import type { FeedSettings } from './settings.ts'
import { type Sizes, sizesOf } from './size-check.ts'

/** The people in a folder of batch files. The folder `state` gets the sizes and counts of the last good feed. */
export function feedSource(settings: FeedSettings, progress: Progress, state: string): Source {
  const contact = mapping(settings)
  async function readFiles(): Promise<Feed & { sizes: Sizes }> {
    const control = controlIn(settings)
    const found = await readFeed(settings.folder, control)
    found.assertComplete(settings.optional)
    progress.count('pages', Object.keys(found.files).length)
    return { ...found, sizes: sizesOf(control, found.files) }
  }

  return {
    from: settings.folder,

    async *contacts(asked) {
      const isAsked = scopeFilter(asked, progress)
      const doubled = new Set<string>()
      const unnamed: RecordPlace[] = []
      const filled: Record<string, number> = {}
      const reads = readCounter(`feed ${settings.folder}`)
      const { people, sizes } = await readFiles()
      for await (const told of people()) {
        reads.count(told.unreadable)
        const one = contact(told, asked, told.key !== null && doubled.has(told.key))
        if (told.problem !== null && told.key !== null) doubled.add(told.key)
        if (told.key === null) unnamed.push(told.place)
        for (const place of watchedPlaces(settings)) if (hasPlace(told, place)) filled[place] = (filled[place] ?? 0) + 1
        if (isAsked(one)) yield one
      }
      reads.assertMostlyReadable()
      return endOfRead({ sizes, files: locationsOf(settings, sizes), unnamed, filled }, settings, state)
    },

    /**
     * By user name. Several people may share an address, so an address counts only in a broken record. There every text
     * counts, because its cells may have moved.
     */
    async findPresent(leavers) {
      const people = presentPeople()
      const found = await readFiles()
      let all = 0
      let unnamed = 0
      for await (const { key, person, problem, received, surplus } of found.people()) {
        all++
        if (key === null) unnamed++
        const texts = problem === null ? [] : [person.email ?? '', ...textsIn(received), ...surplus]
        const names = [key ?? '', ...texts].filter((name) => name !== '')
        people.add({ account: null, externalId: null, names: names.flatMap((name) => [name, FEED_ID_PREFIX + name]) })
      }
      if (all === 0)
        throw new Failure(exit.remote, `feed ${settings.folder}: it has nobody, and proves nobody's absence`)
      assertNothingLost({ sizes: found.sizes, unnamed }, settings, state)
      return people.presenceOf(
        leavers.map((one) => ({
          ...one,
          emails: [...one.emails, ...(one.externalId === null ? [] : [one.externalId])],
        })),
      )
    },

    checks: () => [
      {
        name: 'control file',
        run: async () => {
          const { size } = controlIn(settings).files
          return size === 1 ? '1 file, read as it says' : `${size} files, each read as it says`
        },
      },
      { name: 'model', run: async () => lookAtModel(settings) },
      {
        name: 'files',
        run: async () => {
          const { files, people } = await readFiles()
          const reads = readCounter(`feed ${settings.folder}`)
          for await (const { unreadable } of people()) reads.count(unreadable)
          reads.assertMostlyReadable()
          const records = Object.values(files).reduce((sum, one) => sum + one.records, 0)
          if (records > 0) return `${records.toLocaleString('en')} records`
          throw new Failure(exit.input, 'there is no record in them. Check source.folder')
        },
      },
    ],
  }
}

/**
 * The model with the instructions that set it. Throws exit 7 if no instruction sets a required name, because every
 * record would be held.
 */
function lookAtModel(settings: FeedSettings): string {
  const { fills } = controlIn(settings)
  const lines = ['haplo:user-sync, and what fills it', ...modelLines(USER_SYNC, fills)].join(NEXT_LINE)
  const lacking = unfilledIn(USER_SYNC, fills)
  if (lacking.length === 0) return lines
  throw new Failure(exit.input, `no instruction fills ${lacking.join(', ')}, which every record needs: ${lines}`)
}

const controlAt = ({ control, folder }: FeedSettings) => control ?? join(folder, CONTROL_NAME)

/** The files of a feed, and the path of each. */
const locationsOf = (settings: FeedSettings, sizes: Sizes) =>
  Object.fromEntries(
    Object.entries(sizes).map(([name, { sha256 }]) => [
      name,
      { path: name === CONTROL_NAME ? controlAt(settings) : join(settings.folder, name), sha256 },
    ]),
  )

/** Throws exit 7 with every mistake of the settings. */
function controlIn(settings: FeedSettings): Control {
  const file = controlAt(settings)
  if (!existsSync(settings.folder))
    throw new Failure(exit.input, `${settings.folder} is missing: source.folder is where the batch files lie`)
  if (!existsSync(file)) throw new Failure(exit.input, `${file} is missing: it says how the files of the feed are read`)
  const about = lstatSync(file)
  if (!about.isFile() || about.size > MAX_CONTROL)
    throw new Failure(exit.input, `${file} is no regular file of at most ${MAX_CONTROL} bytes: it is not read`)
  const control = parseControl(readFileSync(file), file)
  const unfilled = placesIn(settings).find((place) => !control.places.has(placeInControl(place)))
  if (unfilled === undefined) return control
  const known = [...control.places].map((place) => place.replace(/^user\//, '')).join(', ')
  throw new Failure(exit.input, `${file}: no instruction fills ${unfilled}, which source names. They fill: ${known}`)
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
