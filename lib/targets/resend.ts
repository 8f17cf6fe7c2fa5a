// What targets that write one by one, or batch by batch, do with answers that are lost.

import type { Receipt } from '../artifacts/records.ts'
import { maskedStart } from '../errors/secrets.ts'
import { type Answer, Lost } from '../http/outcome.ts'
import type { Written } from './target.ts'

export const UNKNOWN = 'it was sent, and could not be read back. Run sync again'

/** How often a write is sent whose answer is lost, or which fails for what may pass (Zendesk, "Database collision"). */
export const MOST_TRIES = 3

/** A lost answer as a value; whatever else was thrown goes on. */
export function orLost(error: unknown): Lost {
  if (error instanceof Lost) return error
  throw error
}

/**
 * What was sent must not be called not-sent: when it cannot be read back, its receipts say so before the error goes on.
 */
export async function orUnknown<T>(
  emit: (said: Written) => void,
  receipts: Receipt[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    for (const receipt of receipts) emit(receipt)
    throw error
  }
}

/** Letters of an answer that a receipt keeps: whole for what is known, and an end for what is not. */
const MOST_WORDS = 5_000

/** What a remote answered, in a receipt's words. */
export function words(name: string, { status, body }: Answer): string {
  const { detail, scimType } = (body ?? {}) as { detail?: unknown; scimType?: unknown }
  const told = typeof detail === 'string' && detail !== '' ? [scimType, detail].filter(Boolean).join(': ') : null
  return `${name} answered ${status}: ${maskedStart(told ?? (body === null ? 'no JSON' : JSON.stringify(body)), MOST_WORDS)}`
}
