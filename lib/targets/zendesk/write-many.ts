// The requests that change or create up to 99 users, and their outcome.

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
  | { is: 'lost' | 'refused' | 'not allowed'; said: string }

export const updateMany = (call: Call, users: readonly object[]): Promise<Fate> =>
  writeMany(call, users, { method: 'PUT', path: '/api/v2/users/update_many', allow: ABOUT_THE_REQUEST })

/** As `updateMany`. 'not allowed': Zendesk opens bulk imports on request, and answers 403 before (Zendesk, Users). */
export const createMany = (call: Call, users: readonly object[]): Promise<Fate> =>
  writeMany(call, users, { method: 'POST', path: '/api/v2/users/create_many', allow: [...ABOUT_THE_REQUEST, 403] })

async function writeMany(
  call: Call,
  users: readonly object[],
  { allow, method, path }: { method: 'POST' | 'PUT'; path: string; allow: readonly number[] },
): Promise<Fate> {
  const request = { json: { users }, once: true, allow, answers: (body: unknown) => isTooMany(body) }
  const answer = await call(method, path, request).catch(catchUnknownFate)
  if (answer instanceof UnknownFate) return { is: 'lost', said: answer.message }
  const { body, headers } = answer
  if (isTooMany(body)) return { is: 'too many', current: currentJobs(body) }
  const job = readJob(readField(body, 'job_status'))
  if (job) return { is: 'begun', job: job.id, left: jobsLeft(headers) }
  // a job with an unknown id may be at work
  if (answer.status < 300) return { is: 'lost', said: 'Zendesk took it, and names no job that can be read' }
  return { is: answer.status === 403 ? 'not allowed' : 'refused', said: answerWords('Zendesk', answer) }
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
