// One answer of a list: its rows by id, its total, its next cursor. Any other answer is refused.

import { isUnreadable, readField, readId, readText, shapeOf } from '../connector/read-value.ts'
import { exit, Failure } from '../errors/failure.ts'
import type { Answer } from '../http/outcome.ts'
import { faultOfNames } from './faults.ts'
import { isObject, type Resource } from './path.ts'

export interface ScimRow {
  id: string
  resource: Resource
}

export interface ScimPage {
  rows: ScimRow[]
  /** Null if missing, which only cursor paging allows (RFC 9865). */
  total: number | null
  /** The cursor of the next page, or null (RFC 9865). */
  nextCursor: string | null
}

/**
 * Reads an answer; `Resources` may be absent where there are none (RFC 7644, 3.4.2). Throws exit 9 with path and shape.
 */
export function pageOf(what: string, { body }: Answer): ScimPage {
  if (!isObject(body)) throw unprovenRead(what, `an answer is ${shapeOf(body)}`)
  const fault = faultOfNames(body)
  if (fault) throw unprovenRead(what, `${fault.path} is ${fault.shape} in an answer`)
  const total = readField(body, 'totalResults')
  const rows = readField(body, 'Resources') ?? []
  const next = readText(readField(body, 'nextCursor'), 'nextCursor')
  if (isUnreadable(next)) throw unprovenRead(what, `${next.path} is ${next.shape}`)
  const isCounted = typeof total === 'number' && Number.isSafeInteger(total) && total >= 0
  const isUncounted = (total === undefined || total === null) && next !== null
  if (!isCounted && !isUncounted) throw unprovenRead(what, `totalResults is ${shapeOf(total)}`)
  if (!Array.isArray(rows)) throw unprovenRead(what, `Resources is ${shapeOf(rows)}`)
  return {
    rows: rows.map((row, index) => readRow(what, row, index)),
    total: isCounted ? total : null,
    nextCursor: next,
  }
}

/** Without an id, the sign-in name is the id: Bizagi does not document ids in its lists. */
function readRow(what: string, row: unknown, index: number): ScimRow {
  const at = `Resources[${index}]`
  if (!isObject(row)) throw unprovenRead(what, `${at} is ${shapeOf(row)}`)
  const own = readId(readField(row, 'id', `${at}.id`), `SCIM: ${what}: ${at}.id`)
  const id = own ?? readText(readField(row, 'userName'), `${at}.userName`)
  if (isUnreadable(id)) throw unprovenRead(what, `${id.path.replace(/^SCIM: \w+: /, '')} is ${id.shape}`)
  if (id === null) throw unprovenRead(what, `${at} is ${shapeOf(row)}, without an id`)
  return { id, resource: row }
}

export const unprovenRead = (what: string, why: string) =>
  new Failure(exit.remote, `SCIM: ${what}: ${why}; the read is not proven whole. Run the stage again`)
