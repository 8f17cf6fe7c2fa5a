// The request for a list, and the paging of a service.

import type { Answer } from '../http/outcome.ts'
import type { Resource } from './path.ts'

/** A page by index (from 1) or by cursor, with its count; empty for everything in one answer. */
export interface PageQuery {
  startIndex?: number
  cursor?: string
  count?: number
}

/** How a service pages. */
export interface Paging {
  /** `single`: one page of at most `page` rows. `none`: everything in one answer, as the settings state. */
  way: 'index' | 'cursor' | 'single' | 'none'
  /** Rows per page. */
  page: number
  /** The most rows per answer; null if the service does not state it. */
  maxResults: number | null
}

export interface ListRequest<T> {
  what: string
  ask(query: PageQuery): Promise<Answer>
  /** Maps a resource as it is read, so that memory does not hold the whole list as received. */
  keep(resource: Resource): T
  onRows(n: number): void
  paging: Paging
  /** Whether the list has to prove absence. A search for some people has another proof. */
  isProof: boolean
}
