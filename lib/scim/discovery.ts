// The discovery pages of a service. All are optional, and services refuse them in many ways (RFC 7644, 3.11 and 4).

import { Failure } from '../errors/failure.ts'
import type { Call } from '../http/client.ts'
import { type Answer, AnsweredFailure } from '../http/outcome.ts'
import { field, isObject, isTrue } from './path.ts'

export type OptionalPage = 'ServiceProviderConfig' | 'ResourceTypes' | 'Schemas' | 'Me'

/** Statuses that mean a missing address or a missing resource. */
export const ABSENT = [400, 403, 404, 405, 501]

/** The features that a service states (RFC 7643, 5); sync uses no others. */
export interface ServiceFeatures {
  etag: boolean
  /** Null if the service does not state it. */
  patch: boolean | null
  /** Resources a page. */
  page: number
  /** The most resources per answer; null if the service does not state it. */
  maxResults: number | null
  /** Whether the service pages by cursor (RFC 9865). */
  cursor: boolean
}

/** Reads optional pages. `lacking` has the missing pages, each with the answer. */
export function optionalPages(call: Call, at: (page: OptionalPage) => string) {
  const lacking = new Map<OptionalPage, string>()

  /** The answer, or null for a refusal, no answer or no JSON. Each page is tried twice at most. */
  async function ask(page: OptionalPage, allow: readonly number[] = []): Promise<Answer | null> {
    try {
      const answer = await call('GET', at(page), { optional: true, allow })
      if (isTold(page, answer)) return answer
      lacking.set(page, String(answer.status))
      return null
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      lacking.set(page, error instanceof AnsweredFailure ? String(error.status) : 'no answer')
      return null
    }
  }

  function lacks(page: OptionalPage): 'plainly' | 'oddly' | null {
    const why = lacking.get(page)
    return why === undefined ? null : ABSENT.includes(Number(why)) ? 'plainly' : 'oddly'
  }

  return { ask, lacks, lacking: lacking as ReadonlyMap<OptionalPage, string> }
}

/** Whether an answer has the content of its page: an empty body, null or another list does not. */
function isTold(page: OptionalPage, { body, headers, status }: Answer): boolean {
  if (page === 'ServiceProviderConfig') return isObject(body)
  if (page !== 'Me') return Array.isArray(body) || Array.isArray(field(body, 'Resources'))
  return status < 300 ? (field(body, 'id') ?? null) !== null : headers['location'] !== undefined
}

/** The features in the body of a ServiceProviderConfig, which may be missing. */
export function readFeatures(body: unknown, { most, usual }: { most: number; usual: number }): ServiceFeatures {
  const featureOf = (feature: string, what = 'supported') => field(field(body, feature), what)
  const stated = Number(featureOf('filter', 'maxResults'))
  return {
    etag: isTrue(featureOf('etag')),
    patch: featureOf('patch') === undefined ? null : isTrue(featureOf('patch')),
    page: stated > 0 ? Math.min(stated, most) : usual,
    maxResults: stated > 0 ? stated : null,
    cursor: isTrue(featureOf('pagination', 'cursor')),
  }
}
