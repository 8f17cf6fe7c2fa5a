// Updates and removals of SCIM users, one by one: read before, sent, read after. Groups change once per batch.

import type { Change, Fields, Update } from '../../artifacts/records.ts'
import { receiptAfterWrite, receiptBeforeWrite } from '../../core/readback.ts'
import { batches, runConcurrently } from '../../http/concurrency.ts'
import { reportUnknown, unknownChange } from '../resend.ts'
import { firstThenAnew, readUntil } from '../settle.ts'
import type { Emit, Written } from '../target.ts'
import type { Addressing } from './addressing.ts'
import type { changeSender, Refusal } from './change.ts'
import type { memberships } from './groups.ts'
import { type UnstoredChanges, unstoredChanges, unstoredPart } from './not-stored.ts'
import { type KnownUser, type Membership, SCIM_USERS_AT_ONCE, type ScimReads } from './reads.ts'
import type { ScimSettings } from './settings.ts'

/** Users per change of groups. */
const BATCH = 100

/** An entry that was sent, with its user before the write and the refusal. */
interface SentChange {
  entry: Change
  was: KnownUser
  refused: Refusal | null
}

/** The changes of one service. */
export function scimChanges(
  reads: ScimReads,
  {
    sender: { send },
    groups,
    settings: { addresses, ...settings },
  }: {
    sender: ReturnType<typeof changeSender>
    groups: ReturnType<typeof memberships>
    settings: ScimSettings & { addresses: Addressing }
  },
) {
  return async function* change(entries: Iterable<Change>, stopped = () => false): AsyncGenerator<Written> {
    const unstored = unstoredChanges()
    for (const batch of batches(entries, BATCH)) {
      if (stopped() || unstored.stop() !== null) break
      yield* changeBatch(batch, unstored)
    }
    const stop = unstored.stop()
    if (stop !== null) yield { stop }
  }

  async function* changeBatch(batch: Change[], unstored: UnstoredChanges): AsyncGenerator<Written> {
    const members = await reads.membership()
    /** Entries with changed groups: they are read back after the whole batch was sent. */
    const waiting: SentChange[] = []
    const going = whileFalse(() => unstored.stop() !== null, batch)
    try {
      yield* runConcurrently<Change, Written>(SCIM_USERS_AT_ONCE, going, async (entry, emit) => {
        const was = await reads.one(entry.id, members, currentSignInName(entry))
        const settled = receiptBeforeWrite(entry, was?.user)
        if (settled) return emit(settled)
        const known = was!
        const refused = await reportUnknown(emit, [unknownChange(entry, known.user)], () => send(entry, known.resource))
        const sent = { entry, was: known, refused }
        if ('groups' in entry.to) waiting.push(sent)
        else await readBack(sent, { members: async () => members, emit, unstored })
      })
    } catch (error) {
      for (const { entry, was } of waiting) yield unknownChange(entry, was.user)
      throw error
    }
    if (waiting.length > 0) yield* changeGroups(waiting, unstored)
  }

  async function* changeGroups(sent: SentChange[], unstored: UnstoredChanges): AsyncGenerator<Written> {
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
      const first = await reads.membership()
      yield* runConcurrently<SentChange, Written>(SCIM_USERS_AT_ONCE, sent, async (one, emit) => {
        silent.delete(one)
        const members = firstThenAnew(first, reads.membership)
        await readBack(
          { ...one, refused: one.refused ?? refused.get(one.entry.id) ?? null },
          { members, emit, unstored },
        )
      })
    } catch (error) {
      for (const { entry, was } of silent) yield unknownChange(entry, was.user)
      throw error
    }
  }

  /** Reads the user of an entry, by its new sign-in name if the name is the address and has changed. */
  async function readStored(entry: Change, { resource }: KnownUser, members: Membership): Promise<KnownUser | null> {
    const { key } = entry.to as Fields
    const now = await reads.one(entry.id, members, key ?? entry.key)
    return now ?? (key !== undefined && addresses.isByName(entry.id, resource) ? reads.one(key, members) : null)
  }

  /** Reads a user back until the service shows the change; `members` is read again for each attempt. */
  async function readBack(
    sent: SentChange,
    { members, emit, unstored }: { members: () => Promise<Membership>; emit: Emit; unstored: UnstoredChanges },
  ): Promise<void> {
    const { entry, was, refused } = sent
    const isLate = 'groups' in entry.to && unstored.stop() !== null // all groups were changed before the first was read
    const isSettled = (refused !== null && !refused.unsure) || isLate
    const patience = isSettled ? { ...settings, settle: 0 } : settings
    const { now, receipt } = await reportUnknown(emit, [unknownChange(entry, was.user)], () =>
      readUntil(
        patience,
        async () => {
          const now = await readStored(entry, was, await members())
          return {
            now,
            receipt: receiptAfterWrite(entry, { user: now?.user, was: was.user, error: refused?.error ?? null }),
          }
        },
        ({ receipt }) => receipt.outcome !== 'failed',
      ),
    )
    const part = receipt.outcome === 'failed' && refused === null ? unstoredPart(entry, receipt, settings) : null
    if (part !== null) return emit(unstored.note(part, receipt))
    const isOutdated = receipt.outcome === 'failed' && refused?.outdated === true
    const isGone = receipt.kind === 'delete' && !now
    if (isOutdated && isGone) return emit({ ...receipt, error: null, outcome: 'unchanged' })
    const isKept = receipt.outcome === 'failed' && refused?.kept === true
    emit(isKept ? { ...receipt, outcome: 'protected' } : isOutdated ? { ...receipt, outcome: 'conflict' } : receipt)
  }
}

/** The sign-in name of a user before the change. */
const currentSignInName = (entry: Change): string => (entry.from as Fields).key ?? entry.key

/** Yields items until `isOver`. */
function* whileFalse<T>(isOver: () => boolean, items: Iterable<T>): Generator<T> {
  for (const item of items) {
    if (isOver()) return
    yield item
  }
}
