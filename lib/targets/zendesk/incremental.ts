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
      return date === null ? null : { time: new Date(date).toISOString(), reader: id }
    },

    async changesSince(time, ids) {
      const { isDeleted, newest } = await changedUsers(call, Date.parse(time) - overlap, progress)
      await assertReady()
      const users = await usersNow([...new Set([...isDeleted.keys(), ...ids])])
      for (const id of ids) if (!users.has(id)) throw notShown()
      for (const [id, isGone] of isDeleted) {
        if (!users.has(id) && !isGone) throw notShown()
        if (!users.has(id)) users.set(id, null)
      }
      return { users, newest: newest === null ? null : new Date(newest).toISOString() }
    },
  }
}

/** Absence needs proof: only a user whom the export tells as deleted may be missing. */
const notShown = () => new NotIncremental(exit.remote, 'Zendesk does not show a user who changed and was not deleted')
