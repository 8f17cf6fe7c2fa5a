// What a list is asked for, and how a service pages.

import type { Answer } from '../http/outcome.ts'
import type { Resource } from './path.ts'

/** What is asked for: a place counted from 1, or a cursor, and how many rows; nothing: everything at once. */
export interface PageQuery {
  startIndex?: number
  cursor?: string
  count?: number
}

/** How a service pages. */
export interface Paging {
  /** `single`: one page of at most `page` rows; `none`: everything at once, on the word of the settings. */
  way: 'index' | 'cursor' | 'single' | 'none'
  /** Rows that a page is asked for. */
  page: number
  /** The most rows of an answer, as the service says; null: it does not. */
  maxResults: number | null
}

export interface ListRequest<T> {
  what: string
  ask(query: PageQuery): Promise<Answer>
  /** What is kept of a resource, so that no large list is held as it came. */
  keep(resource: Resource): T
  onRows(n: number): void
  paging: Paging
  /** Whether the list may prove that somebody is not there; a search for some people has another proof. */
  isProof: boolean
}
