// What stopped something, for tests that look at its exit code and its words.

import { Failure } from '../../lib/errors/failure.ts'

/** The failure that the work ends with; it has to be one of ours. */
export function refusal(work: () => unknown): Failure {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('it was not refused')
}

/** The same for work that takes its time. */
export async function refusalOf(work: () => Promise<unknown>): Promise<Failure> {
  try {
    await work()
  } catch (error) {
    return refusal(() => {
      throw error
    })
  }
  throw new Error('it was not refused')
}
