// The contacts of the last full read with all later changes, and the start of the next changes.

import { rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import * as z from 'zod'
import { digestOf } from '../../artifacts/digest.ts'
import { contactsFull } from '../../artifacts/files.ts'
import { openState, type Snapshot } from '../../artifacts/read.ts'
import type { SourceContact } from '../../artifacts/records.ts'
import { readStateFile, writeStateFile } from '../../artifacts/state-file.ts'
import { type Draft, finish, newArtifact, publish } from '../../artifacts/write.ts'
import { shownUrl } from '../../errors/secrets.ts'
import type { GluuSettings } from './settings.ts'

/** The times of the last full read and of the next changes, in milliseconds. */
interface Marks {
  full: number
  watermark: number
}

export interface LastContacts extends Marks {
  contacts: Snapshot<SourceContact, unknown>['lines']
  /** Whether a plan was applied after the last full read: then its absent people are removed. */
  isApplied: boolean
}

export interface NewContacts {
  lines: Draft<SourceContact, typeof contactsFull.extra>
  /** Null if no person has a stamp: then the next read is full too. */
  marks: Marks | null
  isDelta: boolean
}

/** Raised when the same people make other contacts than before. */
const VERSION = 2

const settingsDigest = ({ url, product, key, account, attributes, status }: GluuSettings) =>
  digestOf({ url, product, key, account: account ?? null, attributes, status: status ?? null, version: VERSION })

/** The note of the last full read whose plan was applied: its time. */
const noteShape = z.strictObject({ full: z.iso.datetime() })

const NOTE = 'gluu.json'

/** The last contacts with today's settings, or null. Throws exit 7 for a damaged file. */
export function readLastContacts(state: string, settings: GluuSettings): LastContacts | null {
  const found = openState(state, contactsFull, EVERYONE)
  if (found === null || found.head.settings !== settingsDigest(settings)) return null
  const { full, watermark } = found.head
  const isSettled = noteIn(state)?.full === full
  return { full: Date.parse(full), isApplied: isSettled, watermark: Date.parse(watermark), contacts: found.lines }
}

const EVERYONE = 'everyone is read then'

const noteIn = (state: string) => readStateFile(join(state, NOTE), noteShape, EVERYONE)

/** Notes that every record of the plan of these contacts (the sha256 of the file) was sent. */
export function markApplied(state: string, contacts: string): void {
  const head = openState(state, contactsFull, EVERYONE)?.head
  if (head?.contacts !== contacts) return
  writeStateFile(join(state, NOTE), { full: head.full })
}

/**
 * The reason for a full read; null if the last one is less than `fullEvery` milliseconds old and its plan was applied.
 * A delta never reports deletions again.
 */
export function reasonForFullRead(last: LastContacts | null, now: number, fullEvery: number): string | null {
  if (last === null) return 'nothing is known from before, with these settings'
  if (!last.isApplied) return 'what the last time told was not carried out whole'
  return last.full <= now && now - last.full < fullEvery ? null : 'the last time is long enough ago'
}

export const newLines = (): NewContacts['lines'] => newArtifact(contactsFull)

/**
 * Replaces the last contacts and their marks. `contacts` is the sha256 of the contacts.json of this read.
 */
export function saveContacts(
  state: string,
  { isDelta, lines, marks }: NewContacts,
  { contacts, settings }: { contacts: string; settings: GluuSettings },
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
