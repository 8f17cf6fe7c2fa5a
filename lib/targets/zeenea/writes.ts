// The writes of Zeenea users, one by one: read before, sent, read after.

import { toKey } from '../../artifacts/key.ts'
import type { Creation, Deletion, Receipt, Update, User } from '../../artifacts/records.ts'
import { readField } from '../../connector/read-value.ts'
import { hiddenSign } from '../../core/loose-forms.ts'
import {
  receiptAfterWrite,
  receiptBeforeWrite,
  receiptOfCreation,
  receiptOfFailedCreation,
  withoutExternalId,
} from '../../core/readback.ts'
import { batches, runConcurrently } from '../../http/concurrency.ts'
import { UnknownFate } from '../../http/outcome.ts'
import { reportUnknown, sendUntilAnswered, unknownChange, unknownCreation } from '../resend.ts'
import type { Emit, Stopped, Written } from '../target.ts'
import { type Graphql, type GraphqlError, isRule, type OperationResult, wordsOf } from './graphql.ts'
import { isAddressId, ZEENEA_USERS_AT_ONCE, type ZeeneaReads } from './reads.ts'
import type { ZeeneaSettings } from './settings.ts'
import { inputOf, type ZeeneaUser } from './users.ts'

/** The action of an upsert of an existing user (assumed: no published sample has it). */
const UPDATED = 'UPDATED'

const MEANWHILE =
  'somebody else made a user with this address right before, whom the creation has changed. Look at them'

/** Entries between two checks whether the run has to stop. */
const ENTRIES_PER_STOP_CHECK = 50

/** The writes of one instance. */
export function zeeneaWrites(graphql: Graphql, reads: ZeeneaReads, { attributes, network }: ZeeneaSettings) {
  const inBatches = <T>(work: (entry: T, emit: Emit) => Promise<void>) =>
    async function* (entries: Iterable<T>, stopped: Stopped = () => false): AsyncGenerator<Written> {
      for (const batch of batches(entries, ENTRIES_PER_STOP_CHECK)) {
        if (stopped()) return
        yield* runConcurrently<T, Written>(ZEENEA_USERS_AT_ONCE, batch, work)
      }
    }

  /** Each operation is safe to send twice: an upsert of the same values, a deletion of an absent user. */
  async function send(
    name: 'upsertUser' | 'deleteUserById' | 'deleteUserByEmail',
    variables: Record<string, unknown>,
  ): Promise<(OperationResult<unknown> & { wasLost: boolean }) | UnknownFate> {
    const sent = await sendUntilAnswered({ network, send: () => graphql.ask<unknown>(name, variables, { once: true }) })
    return sent instanceof UnknownFate ? sent : { ...sent.answer, wasLost: sent.wasLost }
  }

  /**
   * Creates a user. An upsert would overwrite an existing user, so the address is looked up right before it.
   */
  async function create(entry: Creation, emit: Emit): Promise<void> {
    const { to } = entry
    const there = await reads.byEmail(to.email)
    if (there) return emit(receiptOf(entry, reads.toUser(there), 'unchanged'))
    const nobody: ZeeneaUser = {
      id: '',
      email: to.email,
      firstName: '',
      lastName: '',
      phone: '',
      set: null,
      problem: null,
    }
    const given = await send('upsertUser', inputOf(nobody, to, attributes))
    const now = await reportUnknown(emit, [unknownCreation(entry)], () => reads.byEmail(to.email))
    const errors = 'errors' in given ? given.errors : []
    const isOther = 'data' in given && readField(given.data, 'action') === UPDATED && !given.wasLost
    if (now && isOther) return emit(receiptOfFailedCreation(entry, { outcome: 'failed', error: MEANWHILE, id: now.id }))
    if (now) return emit(receiptOf(entry, reads.toUser(now), errors.length > 0 ? 'unchanged' : 'applied'))
    if (given instanceof UnknownFate)
      return emit(receiptOfFailedCreation(entry, { outcome: 'failed', error: given.message }))
    if (errors.length === 0)
      return emit(receiptOfFailedCreation(entry, { outcome: 'failed', error: 'Zeenea shows nobody whom it made' }))
    const error = wordsOf(errors)
    const isContact = errors.some((one) => isOfContact(one, to.email))
    const what =
      'the address belongs to a contact (Zeenea keeps one of everybody who was deleted): an admin has to invite them'
    emit(
      isContact
        ? receiptOfFailedCreation(entry, { outcome: 'conflict', error: `${what}. ${error}` })
        : receiptOfFailedCreation(entry, { outcome: 'failed', error }),
    )
  }

  async function update(entry: Update, emit: Emit): Promise<void> {
    const was = await reads.byId(entry.id)
    const user = was && reads.toUser(was)
    const settled = receiptBeforeWrite(entry, user ?? undefined)
    if (settled) return emit(settled)
    const sign = hiddenSign(was!.email) // an upsert carries the address that was read
    if (sign !== null) return emit(changedReceipt(entry, user!, `its address has ${sign}`))
    const given = await send('upsertUser', inputOf(was!, entry.to, attributes))
    await readBack(entry, { was: user!, given, emit })
  }

  async function remove(entry: Deletion, emit: Emit): Promise<void> {
    const was = await reads.byId(entry.id)
    const user = was && reads.toUser(was)
    const settled = receiptBeforeWrite(entry, user ?? undefined)
    if (settled) return emit(settled)
    const given = isAddressId(entry.id)
      ? await send('deleteUserByEmail', { email: entry.id })
      : await send('deleteUserById', { id: entry.id })
    await readBack(entry, { was: user!, given, emit })
  }

  /** Reads the user back. Zeenea refuses to delete the own user, the last Super Admin or a curator (Managing users). */
  async function readBack(
    entry: Update | Deletion,
    { was, given, emit }: { was: User; given: OperationResult<unknown> | UnknownFate; emit: Emit },
  ): Promise<void> {
    const now = await reportUnknown(emit, [unknownChange(entry, was)], () => reads.byId(entry.id))
    const said = given instanceof UnknownFate ? given.message : 'errors' in given ? wordsOf(given.errors) : null
    // after a lost first answer, the second one reports an absent user
    const error = entry.reason === 'absent' && !now ? null : said
    const receipt = receiptAfterWrite(entry, { user: now ? reads.toUser(now) : undefined, was, error })
    const isForbidden = !(given instanceof UnknownFate) && 'errors' in given && given.errors.every(isRule)
    const isKept = receipt.outcome === 'failed' && entry.reason === 'absent' && isForbidden
    emit(isKept ? { ...receipt, outcome: 'protected' } : receipt)
  }

  /** Zeenea stores no external id: a user with the address and the planned fields counts as created by us. */
  const receiptOf = (entry: Creation, user: User, outcome: 'applied' | 'unchanged'): Receipt =>
    receiptOfCreation(withoutExternalId(entry), user, outcome)

  return { create: inBatches(create), update: inBatches(update), remove: inBatches(remove) }
}

/** The receipt of an update that is not sent, because the user differs from the plan. */
const changedReceipt = (entry: Update, user: User, what: string): Receipt => ({
  ...receiptAfterWrite(entry, { user, was: user, error: `changed since it was read: ${what}` }),
  outcome: 'conflict',
  to: null,
})

/** Whether an error is about a contact; the word in the address itself does not count. */
const isOfContact = ({ message }: GraphqlError, email: string) =>
  /\bcontacts?\b/i.test(toKey(message).replaceAll(toKey(email), ''))
