// The last list of everyone with every change since folded onto it, and from when on the next change counts.

import { basename, dirname } from 'node:path'
import { type Contact, contactsFull } from '../../artifacts.ts'
import { digestOf } from '../../plan.ts'
import { type Draft, draft, part, publish } from '../../publish.ts'
import { openState, type Snapshot } from '../../store.ts'
import type { GluuSettings } from './settings.ts'

/** In milliseconds: when everyone was read last, and from when on changes have not been read. */
export interface Marks {
  full: number
  watermark: number
}

export interface Fold extends Marks {
  contacts: Snapshot<Contact, unknown>['lines']
}

/** What makes other contacts of the same people. */
const made = ({ url, product, key, account, attributes }: GluuSettings) =>
  digestOf({ url, product, key, account: account ?? null, attributes })

/** The fold of an instance, with the settings of today; null where there is none. Throws exit 7 where it is damaged. */
export function foldIn(state: string, settings: GluuSettings): Fold | null {
  const found = openState(state, contactsFull, 'everyone is read then')
  if (found === null || found.head.settings !== made(settings)) return null
  const { full, watermark } = found.head
  return { full: Date.parse(full), watermark: Date.parse(watermark), contacts: found.lines }
}

export const newFold = (): Draft<Contact, typeof contactsFull.extra> => draft(contactsFull)

/** Puts a fold in the place of the last one; its marks become valid with it. */
export function keepFold(
  state: string,
  file: ReturnType<typeof newFold>,
  { full, watermark }: Marks,
  settings: GluuSettings,
) {
  const at = (ms: number) => new Date(ms).toISOString()
  const head = { instance: basename(dirname(state)), gathered: at(Date.now()), from: settings.url, only: null }
  publish(state, part(file, { ...head, settings: made(settings), full: at(full), watermark: at(watermark) }))
}
