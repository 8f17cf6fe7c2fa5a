// The request that changes up to a hundred users, and its outcome.

import { readField } from '../../connector/read-value.ts'
import type { Call } from '../../http/client.ts'
import { UnknownFate } from '../../http/outcome.ts'
import { answerWords, catchUnknownFate } from '../resend.ts'
import { ABOUT_THE_REQUEST } from './answers.ts'
import { jobsLeft } from './headers.ts'
import { readJob } from './jobs.ts'

/** The fate of the request: a job began, there are too many jobs, a refusal, or a lost answer. */
type Fate =
  | { is: 'begun'; job: string; left: number | null }
  | { is: 'too many'; current: number | null }
  | { is: 'lost' | 'refused'; said: string }

export async function updateMany(call: Call, users: readonly Record<string, unknown>[]): Promise<Fate> {
  const request = { json: { users }, once: true, allow: ABOUT_THE_REQUEST, answers: (body: unknown) => isTooMany(body) }
  const answer = await call('PUT', '/api/v2/users/update_many', request).catch(catchUnknownFate)
  if (answer instanceof UnknownFate) return { is: 'lost', said: answer.message }
  const { body, headers } = answer
  if (isTooMany(body)) return { is: 'too many', current: currentJobs(body) }
  const job = readJob(readField(body, 'job_status'))
  if (job) return { is: 'begun', job: job.id, left: jobsLeft(headers) }
  // a job with an unknown id may be at work
  if (answer.status < 300) return { is: 'lost', said: 'Zendesk took it, and names no job that can be read' }
  return { is: 'refused', said: answerWords('Zendesk', answer) }
}

const TOO_MANY = 'TooManyJobs'

/** The deepest level of a body that is searched. */
const DEEPEST = 3

/** Whether a body has the word anywhere: its status is not documented (Zendesk, Rate limits). */
function isTooMany(body: unknown, depth = 0): boolean {
  if (typeof body === 'string') return body.trim() === TOO_MANY
  if (typeof body !== 'object' || body === null || depth > DEEPEST) return false
  return Object.values(body).some((one) => isTooMany(one, depth + 1))
}

/** The number of jobs in flight, of all integrations; null if not stated. */
function currentJobs(body: unknown): number | null {
  const ids = readField(body, 'current_job_ids')
  return Array.isArray(ids) ? ids.length : null
}
