// Writes whose answer is lost: how often they are sent again, and their receipts.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Creation, Deletion, Receipt, Update, User } from '../artifacts/records.ts'
import { receiptAfterWrite, receiptOfFailedCreation } from '../core/readback.ts'
import { maskedStart } from '../errors/secrets.ts'
import { type Answer, UnknownFate } from '../http/outcome.ts'
import { type Network, waitBefore } from '../http/retry.ts'
import type { Emit } from './target.ts'

const UNKNOWN = 'it was sent, and could not be read back. Run sync again'

/** The receipt of a creation that was sent and whose fate is unknown. */
export const unknownCreation = (entry: Creation): Receipt =>
  receiptOfFailedCreation(entry, { outcome: 'failed', error: UNKNOWN })

/** The receipt of a change of `was` that was sent and whose fate is unknown. */
export const unknownChange = (entry: Update | Deletion, was: User): Receipt =>
  receiptAfterWrite(entry, { user: undefined, was, error: UNKNOWN })

/** Attempts of a write with a lost answer or a temporary failure (Zendesk, "Database collision"). */
export const MOST_TRIES = 3

/** Returns an `UnknownFate`; throws any other error again. */
export function catchUnknownFate(error: unknown): UnknownFate {
  if (error instanceof UnknownFate) return error
  throw error
}

/** Emits these receipts before an error of `work` goes on: an entry that was sent must never count as `not-sent`. */
export async function reportUnknown<T>(emit: Emit, receipts: Receipt[], work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    for (const receipt of receipts) emit(receipt)
    throw error
  }
}

interface Answered<T> {
  answer: T
  /** Whether an earlier answer was lost: this answer may be about the effect of that request. */
  wasLost: boolean
}

/** A write that is safe to send again. */
interface Write<T, R> {
  network: Network
  send(): Promise<T>
  /** Looks for the effect of a lost request; a result ends the attempts. */
  findSent?(): Promise<R | null>
  /** The receipts to emit if an error follows a lost answer. */
  unknown?: { emit: Emit; receipts: Receipt[] }
}

/** Sends until an answer comes, `findSent` has a result, or the last attempt is lost too. */
export async function sendUntilAnswered<T, R = never>(write: Write<T, R>): Promise<Answered<T> | UnknownFate | R> {
  const { findSent, network, send, unknown } = write
  const reporting = <V>(work: () => Promise<V>) =>
    unknown ? reportUnknown(unknown.emit, unknown.receipts, work) : work()
  for (let tried = 1; ; tried++) {
    const sending = () => send().catch(catchUnknownFate)
    const answer = tried === 1 ? await sending() : await reporting(sending)
    if (!(answer instanceof UnknownFate)) return { answer, wasLost: tried > 1 }
    if (!findSent && tried >= MOST_TRIES) return answer
    await sleep(waitBefore(tried + 1, network))
    const found = findSent ? await reporting(findSent) : null
    if (found !== null) return found
    if (tried >= MOST_TRIES) return answer
  }
}

/** The most characters of an answer in a receipt: known errors fit, anything else is cut. */
const MOST_WORDS = 5_000

/** The answer of a remote as the error of a receipt. `type` is the remote's own word for the kind of error. */
export function answerWords(name: string, { status, body }: Answer, type?: unknown): string {
  const { detail } = (body ?? {}) as { detail?: unknown }
  const told = typeof detail === 'string' && detail !== '' ? [type, detail].filter(Boolean).join(': ') : null
  return `${name} answered ${status}: ${maskedStart(told ?? (body === null ? 'no JSON' : JSON.stringify(body)), MOST_WORDS)}`
}
