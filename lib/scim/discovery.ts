// What a service says of itself: optional, whatever it answers where it does not (RFC 7644, 3.11 and 4).

import { Failure } from '../errors/failure.ts'
import type { Call } from '../http/client.ts'
import { type Answer, AnsweredFailure } from '../http/outcome.ts'
import { field, isObject, isTrue } from './path.ts'

export type OptionalPage = 'ServiceProviderConfig' | 'ResourceTypes' | 'Schemas' | 'Me'

/** Statuses by which services say that there is no such address, or no such resource. */
export const ABSENT = [400, 403, 404, 405, 501]

/** What a service says of itself (RFC 7643, 5); what it does not say is not used. */
export interface ServiceFeatures {
  etag: boolean
  /** Null: it does not say. */
  patch: boolean | null
  /** Resources a page. */
  page: number
  /** The most resources of an answer; null: it does not say. */
  maxResults: number | null
  /** Whether it pages by cursor (RFC 9865). */
  cursor: boolean
}

/** Asks for pages that a service may lack; `lacking` says which were not had, and what was answered. */
export function optionalPages(call: Call, at: (page: OptionalPage) => string) {
  const lacking = new Map<OptionalPage, string>()

  /** The answer; null where there is none, no JSON, or a refusal. Each page is tried twice at most. */
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

/** Whether an answer says what its page is for: empty bodies, nulls and other lists say nothing. */
function isTold(page: OptionalPage, { body, headers, status }: Answer): boolean {
  if (page === 'ServiceProviderConfig') return isObject(body)
  if (page !== 'Me') return Array.isArray(body) || Array.isArray(field(body, 'Resources'))
  return status < 300 ? (field(body, 'id') ?? null) !== null : headers['location'] !== undefined
}

/** What a ServiceProviderConfig says; null: there is none. */
export function readFeatures(body: unknown, { most, usual }: { most: number; usual: number }): ServiceFeatures {
  const said = (feature: string, what = 'supported') => field(field(body, feature), what)
  const told = Number(said('filter', 'maxResults'))
  return {
    etag: isTrue(said('etag')),
    patch: said('patch') === undefined ? null : isTrue(said('patch')),
    page: told > 0 ? Math.min(told, most) : usual,
    maxResults: told > 0 ? told : null,
    cursor: isTrue(said('pagination', 'cursor')),
  }
}
