// Selects the removals to send: absence is proven, and no refused creation of this plan may be of the same person.

import { toKey } from '../artifacts/key.ts'
import type { Creation, Deletion } from '../artifacts/records.ts'
import { looseForms } from '../core/loose-forms.ts'
import { Failure } from '../errors/failure.ts'
import type { Leaver, Presence } from '../sources/source.ts'
import { findMoved, MOVED } from './moved.ts'
import { presenceByTwoReads } from './two-reads.ts'
import type { Work } from './work.ts'

/** How the error of a removal begins whose absence is not proven. */
export const UNCONFIRMED = 'its absence could not be confirmed'

/**
 * The entries that may be sent; every other one gets its receipt. Where the source or the target fails, none is sent.
 * Without entries, neither is asked.
 */
export async function confirmAbsence(work: Work, entries: readonly Deletion[]): Promise<Deletion[]> {
  if (entries.length === 0) return []
  const { book, unsent } = work
  const shields = shieldsOf(work)
  try {
    const presence = await presenceOf(work, entries)
    const moves = await findMoved(work, entries, presence)
    return entries.filter((entry) => {
      const { id, key } = entry
      const error = shieldOf(entry, shields) ?? errorOfRemoval(presence.get(id), moves.get(id))
      if (error !== null) book.add({ error, from: null, id, key, kind: 'delete', outcome: 'conflict', to: null })
      return error === null
    })
  } catch (error) {
    unsent.set('delete', 'their absence could not be confirmed')
    throw error
  }
}

/**
 * The presence of these people in the source; with `"absence": "two-reads"`, also of people for whom no query exists.
 */
async function presenceOf(work: Work, entries: readonly Deletion[]): Promise<ReadonlyMap<string, Presence>> {
  const { run, source } = work
  const { absence } = run.instance.settings
  const leavers = entries.map((entry) => leaverOf(entry, run.instance.foreign))
  const catchFailure = (error: unknown): ReadonlyMap<string, Presence> => {
    if (absence === 'two-reads' && error instanceof Failure) return new Map()
    throw error
  }
  const found = (await source.findPresent?.(leavers).catch(catchFailure)) ?? new Map<string, Presence>()
  if (absence !== 'two-reads') return found
  const left = leavers.filter(({ id }) => (found.get(id)?.is ?? 'unconfirmed') === 'unconfirmed')
  return new Map([...found, ...(left.length > 0 ? await presenceByTwoReads(run, left) : [])])
}

/** A sign-in name need be none of the addresses. */
function leaverOf(entry: Deletion, foreign: (stored: string) => string | null): Leaver {
  const { email, externalId, foreignId, id, key, otherEmails } = entry
  const names = { externalId: externalId ?? (foreignId === null ? null : foreign(foreignId)) }
  return { id, ...names, emails: [email, ...otherEmails, key] }
}

/** Why a leaver stays, or null where their removal may be sent. `moved`: the account that no organization has. */
function errorOfRemoval(
  presence: Presence = { is: 'unconfirmed', reason: 'the source did not answer for this person' },
  moved?: { account: string; isRemoved: boolean },
): string | null {
  if (presence.is === 'absent' || moved?.isRemoved) return null
  if (presence.is === 'unconfirmed') return `${UNCONFIRMED}: ${presence.reason}`
  return moved ? `${MOVED} ${moved.account}, which no organization has` : 'the source has this person after all'
}

/** Users who may be the people of refused creations. */
interface Shields {
  owners: ReadonlySet<string>
  suspects: ReadonlySet<string>
  names: ReadonlySet<string>
  /** Organizations of refused creations with an unknown owner; null stands for a target without organizations. */
  organizations: ReadonlySet<string | null>
}

function shieldsOf({ book, files }: Work): Shields {
  const refused = [...book.receipts('create', 'conflict')]
  const owners = new Set(refused.flatMap(({ id }) => id ?? []))
  const suspects = new Set(refused.flatMap((receipt) => receipt.suspects ?? []))
  const keys = new Map(refused.map(({ key, suspects }) => [key, suspects?.length === 0]))
  const names = new Set<string>()
  const organizations = new Set<string | null>()
  for (const line of keys.size > 0 ? files.create.lines : []) {
    const isUnknown = keys.get(line.key)
    if (isUnknown === undefined) continue
    const { to } = line.record as Creation
    for (const name of [line.key, to.email]) for (const form of looseForms(name)) names.add(form)
    if (isUnknown) organizations.add(to.organization)
  }
  return { owners, suspects, names, organizations }
}

function shieldOf({ email, from, id, key, otherEmails }: Deletion, shields: Shields): string | null {
  const names = [email, ...otherEmails, key].flatMap((name) => [toKey(name), ...looseForms(name)])
  if (shields.owners.has(id) || names.some((name) => shields.names.has(name)))
    return 'its address refused a creation of this plan'
  if (shields.suspects.has(id)) return 'it may own an address that refused a creation of this plan'
  if (shields.organizations.has(from.organization)) {
    const whose = from.organization === null ? '' : ' of its organization'
    return `a creation${whose} was refused, and the owner of that address is not known`
  }
  return null
}
