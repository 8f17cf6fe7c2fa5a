// The last list of everyone with every change since folded onto it, and from when on the next change counts.

import { rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { digestOf } from '../../artifacts/digest.ts'
import { contactsFull } from '../../artifacts/files.ts'
import { openState, type Snapshot } from '../../artifacts/read.ts'
import type { SourceContact } from '../../artifacts/records.ts'
import { readStateFile, writeStateFile } from '../../artifacts/state-file.ts'
import { type Draft, finish, newArtifact, publish } from '../../artifacts/write.ts'
import { shownUrl } from '../../errors/secrets.ts'
import type { GluuSettings } from './settings.ts'

/** In milliseconds: when everyone was read last, and from when on changes have not been read. */
interface Marks {
  full: number
  watermark: number
}

export interface LastContacts extends Marks {
  contacts: Snapshot<SourceContact, unknown>['lines']
  /** Whether a plan was carried out since everyone was read: whoever was gone then is removed. */
  isApplied: boolean
}

export interface NewContacts {
  lines: Draft<SourceContact, typeof contactsFull.extra>
  /** Null: nobody has a stamp, and everyone is read the next time too. */
  marks: Marks | null
  isDelta: boolean
}

/** Raised when the same people make other contacts than before. */
const VERSION = 2

const settingsDigest = ({ url, product, key, account, attributes, status }: GluuSettings) =>
  digestOf({ url, product, key, account: account ?? null, attributes, status: status ?? null, version: VERSION })

/** What is noted of the last reading of everyone that was carried out: when it was. */
const noteShape = z.strictObject({ full: z.iso.datetime() })

const NOTE = 'gluu.json'

/** The fold of an instance, with the settings of today; null where there is none. Throws exit 7 where it is damaged. */
export function readLastContacts(state: string, settings: GluuSettings): LastContacts | null {
  const found = openState(state, contactsFull, EVERYONE)
  if (found === null || found.head.settings !== settingsDigest(settings)) return null
  const { full, watermark } = found.head
  const isSettled = noteIn(state)?.full === full
  return { full: Date.parse(full), isApplied: isSettled, watermark: Date.parse(watermark), contacts: found.lines }
}

const EVERYONE = 'everyone is read then'

const noteIn = (state: string) => readStateFile(join(state, NOTE), noteShape, EVERYONE)

/** Of the plan that was made of these contacts (the sha256 of the file) every record was sent. */
export function markApplied(state: string, contacts: string): void {
  const head = openState(state, contactsFull, EVERYONE)?.head
  if (head?.contacts !== contacts) return
  writeStateFile(join(state, NOTE), { full: head.full })
}

/**
 * Why everyone is to be read, and not the changes alone; null: everyone was less than `fullEvery` milliseconds ago, and
 * what that told was carried out, because no delta tells again of who is gone.
 */
export function reasonForFullRead(last: LastContacts | null, now: number, fullEvery: number): string | null {
  if (last === null) return 'nothing is known from before, with these settings'
  if (!last.isApplied) return 'what the last time told was not carried out whole'
  return last.full <= now && now - last.full < fullEvery ? null : 'the last time is long enough ago'
}

export const newLines = (): NewContacts['lines'] => newArtifact(contactsFull)

/**
 * Puts a fold in the place of the last one; its marks become valid with it. `contacts`: the sha256 of what was made of
 * it.
 */
export function saveContacts(
  state: string,
  { isDelta, lines, marks }: NewContacts,
  contacts: string,
  settings: GluuSettings,
) {
  if (marks === null) return rmSync(join(state, contactsFull.file), { force: true })
  const at = (ms: number) => new Date(ms).toISOString()
  const head = {
    instance: basename(dirname(state)),
    gathered: at(Date.now()),
    from: shownUrl(settings.url),
    person: null,
  }
  const mine = { settings: settingsDigest(settings), contacts, full: at(marks.full), watermark: at(marks.watermark) }
  publish(state, finish(lines, { ...head, ...mine }, { complete: !isDelta }))
}
