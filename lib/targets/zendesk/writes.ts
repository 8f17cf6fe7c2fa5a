// What is written to Zendesk: creations one by one, updates and marks by the hundred as jobs; read before and after.

import pLimit from 'p-limit'
import type { Creation, Deletion, Kind, Receipt, Update, User } from '../../artifacts.ts'
import type { ZendeskSettings } from '../../config.ts'
import { exit, Failure } from '../../exit.ts'
import type { Answer, Call } from '../../http.ts'
import { batches, inFlight } from '../../inflight.ts'
import { after, before, made, unmade } from '../../readback.ts'
import type { Written } from '../target.ts'
import { errorOf, type Job } from './jobs.ts'
import { MANY, type Reads } from './reads.ts'
import { type ApiUser, asPatch, asUser } from './users.ts'

/** Zendesk allows 30 jobs queued or working in an account; the rest is left to others (Zendesk, Job statuses). */
const JOBS = 20
/** Single requests at a time. */
const AT_ONCE = 5

/** Answers that are about the request, not about the remote: their words go into receipts. */
const ABOUT_THE_REQUEST = [400, 404, 409, 413, 422, 429]

type Change = Update | Deletion
type Ended = (job: string) => Promise<Job | null>

/** The writes of one instance; `ended` waits for a job. */
export function writes(call: Call, reads: Reads, ended: Ended, removal: ZendeskSettings['removal']) {
  async function* create(entries: Iterable<Creation>): AsyncGenerator<Written> {
    for (const batch of batches(entries, MANY)) {
      const ours = await reads.shown(
        'external_ids',
        batch.map(({ to }) => to.externalId),
      )
      const byExternalId = new Map(ours.map((user) => [user.externalId, user]))
      yield* inFlight<Creation, Written>(AT_ONCE, batch, async (entry, emit) => {
        const user = byExternalId.get(entry.to.externalId)
        if (user) return emit(made(entry, user, 'unchanged'))
        emit(await orUnknown(emit, [unmade(entry, 'failed', UNKNOWN)], () => createOne(entry)))
      })
    }
  }

  async function createOne(entry: Creation): Promise<Receipt> {
    const send = () => call('POST', '/api/v2/users', { json: { user: asUser(entry) }, allow: ABOUT_THE_REQUEST })
    try {
      return await answered(entry, await send())
    } catch (error) {
      if (isRefused(error)) throw error
      // The answer is lost and the user may be there: never again before both ids have been looked up.
      const standing = await lookedUp(entry)
      if (standing) return standing
      return send().then(
        (answer) => answered(entry, answer),
        (again: Error) => {
          if (isRefused(again)) throw again
          return unmade(entry, 'failed', again.message)
        },
      )
    }
  }

  async function lookedUp(entry: Creation): Promise<Receipt | null> {
    const [ours] = await reads.shown('external_ids', [entry.to.externalId])
    if (ours) return made(entry, ours, 'applied')
    const [owner] = await reads.owners(entry.to.email)
    return owner ? taken(entry, owner) : null
  }

  async function answered(entry: Creation, answer: Answer): Promise<Receipt> {
    if (answer.status === 201) return stored(entry, (answer.body as { user: ApiUser }).user)
    if (isDuplicate(answer.body, 'external_id')) return unmade(entry, 'conflict', OTHER_HOLDER)
    if (!isDuplicate(answer.body, 'email')) return unmade(entry, 'failed', words(answer))
    const [owner] = await reads.owners(entry.to.email)
    if (owner) return taken(entry, owner)
    return unmade(entry, 'conflict', 'the address is taken; search does not know its owner yet')
  }

  async function stored(entry: Creation, user: ApiUser): Promise<Receipt> {
    const now = (await reads.mapper())(user, [])
    return now ? made(entry, now, 'applied') : unmade(entry, 'failed', 'target stored no address', String(user.id))
  }

  /** One batch: read before, sent as a job, every result read, read after. */
  async function change(kind: Kind, entries: Change[], emit: (said: Written) => void): Promise<void> {
    const was = await byId(entries)
    const open = await ready(kind, entries, was, emit)
    if (open.length === 0) return
    const unknown = open.map((entry) => after(entry, undefined, was.get(entry.id)!, UNKNOWN))
    const { said, now } = await orUnknown(emit, unknown, async () => ({
      said: await sent(kind, open, emit),
      now: await byId(open),
    }))
    for (const [index, entry] of open.entries()) {
      emit(after(entry, now.get(entry.id), was.get(entry.id)!, said(index, entry.id)))
    }
  }

  const byId = async (entries: Change[]): Promise<Map<string, User>> => {
    const users = await reads.shown(
      'ids',
      entries.map(({ id }) => id),
    )
    return new Map(users.map((user) => [user.id, user]))
  }

  /** The entries that are still as planned, in their order; the others have their receipt. */
  async function ready(kind: Kind, entries: Change[], was: Map<string, User>, emit: (said: Written) => void) {
    const limit = pLimit(AT_ONCE)
    const verdicts = await Promise.all(
      entries.map(async (entry) => {
        const receipt = before(entry, was.get(entry.id))
        if (receipt) emit(receipt)
        if (receipt || !('organization' in entry.to)) return !receipt
        if (!(await limit(() => reads.severalHomes(entry.id)))) return true
        const error = 'has several organizations: an update of one would drop the others'
        emit({ error, from: null, id: entry.id, key: entry.key, kind, outcome: 'conflict', to: null })
        return false
      }),
    )
    return entries.filter((_, index) => verdicts[index])
  }

  /** Sends a batch and waits for its job; gives what Zendesk says of each entry, null for success. */
  async function sent(kind: Kind, open: Change[], emit: (said: Written) => void) {
    const users = open.map((entry) => asPatch(entry, removal))
    let answer: Answer
    try {
      answer = await call('PUT', '/api/v2/users/update_many', { json: { users }, once: true, allow: ABOUT_THE_REQUEST })
    } catch (error) {
      if (isRefused(error)) throw error
      return () => `no answer: ${(error as Error).message}` // the read-back tells whether it was applied
    }
    const job = (answer.body as { job_status?: Job } | null)?.job_status
    if (!job) return () => words(answer)
    emit({ job: job.id, keys: open.map(({ key }) => key), kind })
    const over = await ended(job.id)
    return (index: number, id: string) => errorOf(over, index, id)
  }

  const changes = (kind: Kind, entries: Iterable<Change>): AsyncIterable<Written> =>
    inFlight(JOBS, batches(entries, MANY), (batch, emit) => change(kind, batch, emit))

  return { create, changes }
}

const UNKNOWN = 'it was sent, and the remote went away before it could be read back. Run sync again'

/** What was sent must not be called not-sent: when the remote goes away, its receipts say so before the error goes on. */
async function orUnknown<T>(emit: (said: Written) => void, receipts: Receipt[], work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isRefused(error)) for (const receipt of receipts) emit(receipt)
    throw error
  }
}

const isRefused = (error: unknown) => error instanceof Failure && error.code === exit.refused

/** An owner is ours only if it carries this very external id. */
const taken = (entry: Creation, owner: User): Receipt =>
  owner.externalId === entry.to.externalId
    ? made(entry, owner, 'unchanged')
    : unmade(entry, 'conflict', `the address belongs to user ${owner.id}`, owner.id)

/** It was looked up before: whoever has it is deleted, or has no address and is nobody the pipeline knows. */
const OTHER_HOLDER = 'its external id belongs to a user without an address'

const isDuplicate = (body: unknown, field: 'email' | 'external_id') =>
  ((body as { details?: Record<string, { error?: string }[]> } | null)?.details?.[field] ?? []).some(
    ({ error }) => error === 'DuplicateValue',
  )

const words = ({ status, body }: Answer) => `Zendesk answered ${status}: ${JSON.stringify(body).slice(0, 300)}`
