// What targets that write one by one, or batch by batch, do with answers that are lost.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Creation, Deletion, Receipt, Update, User } from '../artifacts/records.ts'
import { receiptAfterWrite, receiptOfFailedCreation } from '../core/readback.ts'
import { maskedStart } from '../errors/secrets.ts'
import { type Answer, UnknownFate } from '../http/outcome.ts'
import { type Network, waitBefore } from '../http/retry.ts'
import type { Emit } from './target.ts'

const UNKNOWN = 'it was sent, and could not be read back. Run sync again'

/** The receipt of a creation that was sent, and nobody knows what became of it. */
export const unknownCreation = (entry: Creation): Receipt => receiptOfFailedCreation(entry, 'failed', UNKNOWN)

/** The same of a change of this user. */
export const unknownChange = (entry: Update | Deletion, was: User): Receipt =>
  receiptAfterWrite(entry, undefined, was, UNKNOWN)

/** How often a write is sent whose answer is lost, or which fails for what may pass (Zendesk, "Database collision"). */
export const MOST_TRIES = 3

/** A lost answer as a value; whatever else was thrown goes on. */
export function catchUnknownFate(error: unknown): UnknownFate {
  if (error instanceof UnknownFate) return error
  throw error
}

/**
 * What was sent must not be called not-sent: when it cannot be read back, its receipts say so before the error goes on.
 */
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
  /** An earlier answer was lost: this one may be about what that request did. */
  wasLost: boolean
}

/** A write that may be sent again. */
interface Write<T, R> {
  network: Network
  send(): Promise<T>
  /** Looks for what a lost request did; what it finds ends the tries. */
  findSent?(): Promise<R | null>
  /** Said before an error goes on that comes after a lost answer. */
  unknown?: { emit: Emit; receipts: Receipt[] }
}

/** Sends until there is an answer, `findSent` finds something, or the last of the tries is lost too. */
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

/** Letters of an answer that a receipt keeps: whole for what is known, and an end for what is not. */
const MOST_WORDS = 5_000

/** What a remote answered, in a receipt's words; `type` is its own word for the kind of error. */
export function answerWords(name: string, { status, body }: Answer, type?: unknown): string {
  const { detail } = (body ?? {}) as { detail?: unknown }
  const told = typeof detail === 'string' && detail !== '' ? [type, detail].filter(Boolean).join(': ') : null
  return `${name} answered ${status}: ${maskedStart(told ?? (body === null ? 'no JSON' : JSON.stringify(body)), MOST_WORDS)}`
}
