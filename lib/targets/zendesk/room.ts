// Waits for a free job slot, for a batch or for a single change.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Change, Kind } from '../../artifacts/records.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { Call } from '../../http/client.ts'
import { waitBefore } from '../../http/retry.ts'
import type { Emit, Stopped } from '../target.ts'
import { type JobSlots, MOST_JOBS } from './job-slots.ts'
import { errorOf, type JobEnd, wholeError } from './jobs.ts'
import type { ZendeskSettings } from './settings.ts'
import { asPatch } from './users.ts'
import { updateMany } from './write-many.ts'

interface RoomTools {
  waitForJob(job: string): Promise<JobEnd>
  slots: JobSlots
}

export type JobRoom = ReturnType<typeof jobRoom>

/** Sends to the jobs of one instance as slots become free. */
export function jobRoom(call: Call, { waitForJob, slots }: RoomTools, settings: ZendeskSettings) {
  const { jobDeadline, network } = settings

  /** Sends one change alone and waits for its job. Returns the error, or null; the caller reads the user back. */
  async function changeAlone(
    kind: Kind,
    entry: Change,
    { emit, how = settings }: { emit: Emit; how?: ZendeskSettings | undefined },
  ): Promise<string | null> {
    const send = async (): Promise<{ said: string | null } | null> => {
      await slots.take()
      let begun = false
      try {
        const fate = await updateMany(call, [asPatch(entry, how)])
        if (fate.is === 'too many') return noteFull(fate.current)
        if (fate.is !== 'begun') return { said: fate.said }
        begun = true
        slots.noteBegun(fate.left)
        emit({ job: fate.job, keys: [entry.key], kind })
        const job = await waitForJob(fate.job)
        return { said: (typeof job === 'object' ? wholeError(job) : null) ?? errorOf(job, 0, entry.id) }
      } finally {
        slots.release(begun)
      }
    }
    return (await whenJobSlotFree(() => false, send, { said: null })).said
  }

  const noteFull = (current: number | null): null => {
    slots.noteFull(current ?? MOST_JOBS)
    return null
  }

  /**
   * Calls `send` until Zendesk has room for its job. Throws exit 9 after a job deadline without room and without the
   * end of a job of ours.
   */
  async function whenJobSlotFree<T>(stopped: Stopped, send: () => Promise<T | null>, nothing: T): Promise<T> {
    let since = Number.POSITIVE_INFINITY
    for (let tried = 2; ; tried++) {
      const sent = await send()
      if (sent) return sent
      if (stopped()) return nothing
      since = Math.min(since, performance.now())
      if (Math.min(performance.now() - since, slots.idleMs()) > jobDeadline * 1000) break
      await sleep(waitBefore(Math.min(tried, 5), network))
    }
    const what = `for ${jobDeadline} s there were ${MOST_JOBS} jobs in flight already`
    throw new Failure(exit.remote, `Zendesk: ${what}, most of them not ours. Run sync again when they are over`)
  }

  return { changeAlone, noteFull, whenJobSlotFree }
}
