// The incremental read of users: who changed by the export, and as they are now by id.

import type { Progress } from '../../connector/progress.ts'
import { milliseconds } from '../../connector/settings.ts'
import { exit } from '../../errors/failure.ts'
import type { Call } from '../../http/client.ts'
import { type IncrementalRead, NotIncremental } from '../target.ts'
import { changedUsers } from './exports.ts'
import type { ZendeskReads } from './reads.ts'
import type { ZendeskSettings } from './settings.ts'

/** The incremental read with these settings. */
export function incrementalRead(
  call: Call,
  { self, usersNow }: ZendeskReads,
  {
    settings,
    progress,
    assertReady,
  }: { settings: ZendeskSettings; progress: Progress; assertReady: () => Promise<void> },
): IncrementalRead {
  const overlap = milliseconds(settings.overlap)
  return {
    isRequired: settings.read === 'incremental',
    fullEvery: milliseconds(settings.fullEvery),

    async now() {
      const { date, id } = await self()
      if (date === null) throw new NotIncremental(exit.remote, 'Zendesk sends no time in the header Date')
      return { time: new Date(date).toISOString(), reader: id }
    },

    async changesSince(time, { ids, most }) {
      const since = Date.parse(time) - overlap
      const { isDeleted, newest } = await changedUsers(call, { since, most }, progress)
      await assertReady()
      const asked = new Set([...isDeleted.keys(), ...ids])
      const users = await usersNow([...asked])
      for (const id of users.keys()) if (!asked.has(id)) throw notAsked()
      for (const id of asked) {
        if (users.has(id)) continue
        if (isDeleted.get(id) !== true) throw notShown()
        users.set(id, null)
      }
      return { users, newest: newest === null ? null : new Date(newest).toISOString() }
    },
  }
}

const notAsked = () => new NotIncremental(exit.remote, 'Zendesk shows a user who was not asked for')

/** Absence needs proof: only a user whom the export tells as deleted may be missing. */
const notShown = () => new NotIncremental(exit.remote, 'Zendesk does not show a user who changed and was not deleted')
