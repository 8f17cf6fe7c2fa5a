// The creation of one user by a request of its own, and the receipt of its answer. No user is created twice.

import type { Creation, Receipt, User } from '../../artifacts/records.ts'
import { readField } from '../../connector/read-value.ts'
import { receiptOfCreation, receiptOfFailedCreation } from '../../core/readback.ts'
import type { Call } from '../../http/client.ts'
import { type Answer, UnknownFate } from '../../http/outcome.ts'
import { answerWords, reportUnknown, sendUntilAnswered, unknownCreation } from '../resend.ts'
import type { Emit } from '../target.ts'
import { ABOUT_THE_REQUEST } from './answers.ts'
import { readUser } from './api-user.ts'
import { noIdentities } from './identities.ts'
import type { KeptFields } from './kept-fields.ts'
import type { ZendeskReads } from './reads.ts'
import type { ZendeskSettings } from './settings.ts'
import { receiptOfHiddenHolder, withOtherName } from './standing.ts'
import { asUser } from './users.ts'

export type SingleCreations = ReturnType<typeof singleCreations>

/** Creations of single users in one instance. */
export function singleCreations(
  call: Call,
  reads: ZendeskReads,
  { settings, kept }: { settings: ZendeskSettings; kept: KeptFields },
) {
  const { externalId, network } = settings
  const carriesId = externalId !== false

  /** Users with the external ids of these entries; none if the settings write no external ids. */
  async function byExternalId(entries: readonly Creation[]): Promise<User[]> {
    if (!carriesId) return []
    return reads.usersBy(
      'external_ids',
      entries.map(({ to }) => to.externalId),
    )
  }

  /** Creates one user. After a lost answer, the user is looked up by external id and address before each attempt. */
  async function createOne(entry: Creation, emit: Emit): Promise<Receipt> {
    const receipts = [unknownCreation(entry)]
    const request = { json: { user: asUser(entry, settings) }, once: true, allow: ABOUT_THE_REQUEST }
    const sent = await sendUntilAnswered({
      network,
      send: () => call('POST', '/api/v2/users', request),
      findSent: () => findCreated(entry),
      unknown: { emit, receipts },
    })
    if (sent instanceof UnknownFate) return receiptOfFailedCreation(entry, { outcome: 'failed', error: sent.message })
    if (!('answer' in sent)) return sent
    return reportUnknown(emit, receipts, () => receiptOfAnswer(entry, sent.answer))
  }

  async function findCreated(entry: Creation): Promise<Receipt | null> {
    const [ours] = await byExternalId([entry])
    if (ours) return receiptOfCreation(entry, ours, 'applied')
    return findTaken(entry)
  }

  async function receiptOfAnswer(entry: Creation, answer: Answer): Promise<Receipt> {
    const row = readField(answer.body, 'user')
    const isTaken = answer.status < 300
    if (isTaken && (answer.status === 201 || readField(row, 'id') !== undefined)) return receiptOfStored(entry, row)
    if (isTaken)
      return (
        (await findCreated(entry)) ??
        receiptOfFailedCreation(entry, { outcome: 'failed', error: answerWords('Zendesk', answer) })
      )
    const isHeld = isDuplicate(answer.body, 'external_id')
    if (!isHeld && !isDuplicate(answer.body, 'email'))
      return (
        (isAnyDuplicate(answer.body) && (await receiptOfObstacle(entry))) ||
        receiptOfFailedCreation(entry, { outcome: 'failed', error: answerWords('Zendesk', answer) })
      )
    // a request of a killed run may have taken effect after the lookup
    const [ours] = await byExternalId([entry])
    if (ours) return receiptOfCreation(entry, ours, 'unchanged')
    if (isHeld) return receiptOfHeldId(entry)
    const { owners, suspects } = await reads.usersByAddress(entry.to.email)
    if (owners[0]) return receiptOfTaken(entry, owners[0], carriesId)
    const found = suspects.length === 0 ? '' : `; it finds user ${suspects.join(' and ')}, who shows other addresses`
    return {
      ...receiptOfFailedCreation(entry, {
        outcome: 'conflict',
        error: `the address is taken; search does not know its owner yet${found}`,
      }),
      suspects,
    }
  }

  /** The receipt for a duplicate in a field that is neither address nor external id. */
  async function receiptOfObstacle(entry: Creation): Promise<Receipt | null> {
    const found = await findCreated(entry)
    if (found || !carriesId) return found
    return (await reads.holderOf(entry.to.externalId)) && receiptOfHeldId(entry)
  }

  /** The receipt for an external id of a user who is deleted or has no address. */
  async function receiptOfHeldId(entry: Creation): Promise<Receipt> {
    const holder = await reads.holderOf(entry.to.externalId)
    if (holder && !holder.isDeleted)
      return receiptOfFailedCreation(entry, { outcome: 'conflict', error: OTHER_HOLDER, id: holder.id })
    return receiptOfHiddenHolder(receiptOfFailedCreation(entry, { outcome: 'conflict', error: '' }), holder?.id ?? null)
  }

  /** The receipt for the body of a 201: it has the stored user, without identities. */
  async function receiptOfStored(entry: Creation, row: unknown): Promise<Receipt> {
    const user = readUser(row, 'user')
    const { email, id } = user
    if (email === null)
      return receiptOfFailedCreation(entry, { outcome: 'failed', error: 'target stored no address', id })
    const addresses = typeof email === 'string' ? [email] : []
    const now = (await reads.mapper())(user, { ...noIdentities(), addresses })
    if (!now) return receiptOfFailedCreation(entry, { outcome: 'failed', error: 'target stored no address', id })
    return receiptOfCreated(entry, now)
  }

  /** The receipt of a creation, from the user that Zendesk stored for it. */
  function receiptOfCreated(entry: Creation, now: User): Receipt {
    kept.add({ attributes: entry.to.attributes }, receiptOfCreation(entry, now, 'applied'))
    return withOtherName(receiptOfCreation(carriesId ? entry : withoutId(entry), now, 'applied'), entry.to)
  }

  /** The receipt for an owner of the address of an entry, or null if search finds none. */
  async function findTaken(entry: Creation): Promise<Receipt | null> {
    const [owner] = (await reads.usersByAddress(entry.to.email)).owners
    return owner ? receiptOfTaken(entry, owner, carriesId) : null
  }

  return { byExternalId, createOne, findTaken, receiptOfCreated }
}

/** The entry without external id, for users who carry none. */
const withoutId = ({ to, ...entry }: Creation) => ({ ...entry, to: { ...to, externalId: null } })

/** The receipt for an owner of the address: ours by its external id, or without one if it is exactly as planned. */
function receiptOfTaken(entry: Creation, owner: User, carriesId: boolean): Receipt {
  if (owner.externalId === entry.to.externalId) return receiptOfCreation(entry, owner, 'unchanged')
  const asPlanned =
    carriesId || owner.foreignId !== null ? null : receiptOfCreation(withoutId(entry), owner, 'unchanged')
  if (asPlanned?.outcome === 'unchanged') return asPlanned
  return receiptOfFailedCreation(entry, {
    outcome: 'conflict',
    error: `the address belongs to user ${owner.id}`,
    id: owner.id,
  })
}

/** For a holder that the lookup by external id does not show as a user of the pipeline. */
const OTHER_HOLDER = 'its external id belongs to a user without an address'

/** Whether the body has a duplicate in any field. */
function isAnyDuplicate(body: unknown): boolean {
  const details = readField(body, 'details')
  const all = typeof details === 'object' && details !== null ? Object.values(details).flat() : []
  return all.some((one) => readField(one, 'error') === 'DuplicateValue')
}

function isDuplicate(body: unknown, field: 'email' | 'external_id'): boolean {
  const found = readField(readField(body, 'details'), field)
  return [found].flat().some((one) => readField(one, 'error') === 'DuplicateValue')
}
