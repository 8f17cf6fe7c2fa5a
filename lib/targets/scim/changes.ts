// Updates and removals of SCIM users, one by one: read before, sent, read after; groups once for a batch.

import type { Deletion, Fields, Receipt, Update } from '../../artifacts/records.ts'
import { after, before } from '../../core/readback.ts'
import { batches, inFlight } from '../../http/concurrency.ts'
import { field } from '../../scim/path.ts'
import { orUnknown, UNKNOWN } from '../resend.ts'
import type { Written } from '../target.ts'
import type { Refused, sender } from './change.ts'
import type { memberships } from './groups.ts'
import { AT_ONCE, type Known, type Membership, type Reads } from './reads.ts'

type Change = Update | Deletion
type Emit = (said: Written) => void

/** Users whose groups are read and changed together. */
const BATCH = 100

/** What was sent for an entry, and how its user was before. */
interface Sent {
  entry: Change
  was: Known
  refused: Refused | null
}

/** The changes of one service. */
export function changes(reads: Reads, { send }: ReturnType<typeof sender>, groups: ReturnType<typeof memberships>) {
  return async function* change(entries: Iterable<Change>, stopped = () => false): AsyncGenerator<Written> {
    for (const batch of batches(entries, BATCH)) {
      if (stopped()) return
      yield* changeBatch(batch)
    }
  }

  async function* changeBatch(batch: Change[]): AsyncGenerator<Written> {
    const members = await reads.membership()
    /** Whose groups change too: they are read back when all of these were sent. */
    const waiting: Sent[] = []
    try {
      yield* inFlight<Change, Written>(AT_ONCE, batch, async (entry, emit) => {
        const was = await reads.one(entry.id, members)
        const settled = before(entry, was?.user)
        if (settled) return emit(settled)
        const known = was!
        const refused = await orUnknown(emit, [unknown(entry, known)], () => send(entry, known.resource))
        const sent = { entry, was: known, refused }
        if ('groups' in entry.to) waiting.push(sent)
        else await readBack(sent, members, emit)
      })
    } catch (error) {
      for (const { entry, was } of waiting) yield unknown(entry, was)
      throw error
    }
    if (waiting.length > 0) yield* inGroups(waiting)
  }

  async function* inGroups(sent: Sent[]): AsyncGenerator<Written> {
    const silent = new Set(sent)
    try {
      const taken = sent.filter(({ refused }) => refused === null)
      const refused = await groups.change(
        taken.map(({ entry, was }) => ({
          id: entry.id,
          from: was.user.person.groups,
          to: (entry as Update).to.groups!,
        })),
      )
      const members = await reads.membership()
      yield* inFlight<Sent, Written>(AT_ONCE, sent, async (one, emit) => {
        silent.delete(one)
        await readBack({ ...one, refused: one.refused ?? refused.get(one.entry.id) ?? null }, members, emit)
      })
    } catch (error) {
      for (const { entry, was } of silent) yield unknown(entry, was)
      throw error
    }
  }

  /** A user without an id is called by its sign-in name: once that has changed, by the new one. */
  async function stored(entry: Change, { resource }: Known, members: Membership): Promise<Known | null> {
    const { key } = entry.to as Fields
    const now = await reads.one(entry.id, members)
    return now ?? (key !== undefined && field(resource, 'id') === undefined ? reads.one(key, members) : null)
  }

  /** What the service stored is what counts. */
  async function readBack({ entry, was, refused }: Sent, members: Membership, emit: Emit): Promise<void> {
    const now = await orUnknown(emit, [unknown(entry, was)], () => stored(entry, was, members))
    const receipt = after(entry, now?.user, was.user, refused?.error ?? null)
    const isOutdated = receipt.outcome === 'failed' && refused?.outdated === true
    const isGone = receipt.kind === 'delete' && !now
    if (isOutdated && isGone) return emit({ ...receipt, error: null, outcome: 'unchanged' })
    const isKept = receipt.outcome === 'failed' && refused?.kept === true
    emit(isKept ? { ...receipt, outcome: 'protected' } : isOutdated ? { ...receipt, outcome: 'conflict' } : receipt)
  }
}

const unknown = (entry: Change, { user }: Known): Receipt => after(entry, undefined, user, UNKNOWN)
