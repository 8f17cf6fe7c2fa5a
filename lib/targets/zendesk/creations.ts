// The creations of a run: in jobs where the account allows it, otherwise one by one. No user is created twice.

import pLimit from 'p-limit'
import type { Creation } from '../../artifacts/records.ts'
import { receiptOfCreation } from '../../core/readback.ts'
import type { Call } from '../../http/client.ts'
import { batches, runConcurrently } from '../../http/concurrency.ts'
import type { Emit, Written } from '../target.ts'
import { type CreationTools, creationJobs } from './create-many.ts'
import { singleCreations } from './create-one.ts'
import { MOST_JOBS } from './job-slots.ts'
import type { ZendeskReads } from './reads.ts'
import { USERS_A_CALL } from './shown-users.ts'

/** Concurrent requests. */
const CREATIONS_AT_ONCE = 5

/** The creations of one instance. */
export function zendeskCreations(call: Call, reads: ZendeskReads, tools: CreationTools) {
  const { assertReady, bulk, kept } = tools
  const single = singleCreations(call, reads, tools)
  const createInJob = creationJobs(call, single, tools)
  /** Batches whose users are created one by one wait for each other. */
  const inTurn = pLimit(1)

  async function createEach(batch: Creation[], emit: Emit): Promise<void> {
    const ours = new Map((await single.byExternalId(batch)).map((user) => [user.externalId, user]))
    const written = runConcurrently<Creation, Written>(CREATIONS_AT_ONCE, batch, async (entry, say) => {
      const user = ours.get(entry.to.externalId)
      if (user) return say(receiptOfCreation(entry, user, 'unchanged'))
      say(await single.createOne(entry, say))
      kept.assertKept('more comes')
    })
    for await (const line of written) emit(line)
    bulk.keepRefusal()
  }

  return async function* create(entries: Iterable<Creation>, stopped = () => false): AsyncGenerator<Written> {
    let isFailed = false
    const isOver = () => isFailed || stopped()

    async function createBatch(batch: Creation[], emit: Emit): Promise<void> {
      if (isOver()) return
      await assertReady()
      const isInJob = await bulk.isOpen(batch.length)
      try {
        const alone = isInJob ? await createInJob(batch, { emit, stopped: isOver, tried: 1 }) : batch
        const inPlace = inTurn(async () => {
          if (alone.length > 0 && !isOver()) await createEach(alone, emit)
        })
        if (isInJob) bulk.endTrial() // the batches that waited for it come behind it
        await inPlace
      } finally {
        if (isInJob) bulk.endTrial()
      }
    }

    yield* runConcurrently<Creation[], Written>(MOST_JOBS, batches(entries, USERS_A_CALL), (batch, emit) =>
      createBatch(batch, emit).catch((error: unknown) => {
        isFailed = true
        throw error
      }),
    )
    kept.assertKept('end')
  }
}
