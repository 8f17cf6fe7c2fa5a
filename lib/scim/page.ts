// One answer of a list: its rows by id, its total, its next cursor. Whatever else it is, is refused.

import { isUnreadable, readField, readId, readText, shapeOf } from '../connector/read-value.ts'
import { exit, Failure } from '../errors/failure.ts'
import type { Answer } from '../http/outcome.ts'
import { faultOfNames } from './faults.ts'
import { isObject, type Resource } from './path.ts'

export interface Row {
  id: string
  resource: Resource
}

export interface Page {
  rows: Row[]
  /** Null: not told, which cursor paging allows alone (RFC 9865). */
  total: number | null
  /** What asks for the page behind this one, or null (RFC 9865). */
  nextCursor: string | null
}

/**
 * Reads an answer; `Resources` may be absent where there are none (RFC 7644, 3.4.2). Throws exit 9 with path and shape.
 */
export function pageOf(what: string, { body }: Answer): Page {
  if (!isObject(body)) throw unproven(what, `an answer is ${shapeOf(body)}`)
  const fault = faultOfNames(body)
  if (fault) throw unproven(what, `${fault.path} is ${fault.shape} in an answer`)
  const total = readField(body, 'totalResults')
  const rows = readField(body, 'Resources') ?? []
  const next = readText(readField(body, 'nextCursor'), 'nextCursor')
  if (isUnreadable(next)) throw unproven(what, `${next.path} is ${next.shape}`)
  const isCounted = typeof total === 'number' && Number.isSafeInteger(total) && total >= 0
  const isUncounted = (total === undefined || total === null) && next !== null
  if (!isCounted && !isUncounted) throw unproven(what, `totalResults is ${shapeOf(total)}`)
  if (!Array.isArray(rows)) throw unproven(what, `Resources is ${shapeOf(rows)}`)
  return { rows: rows.map((row, index) => rowOf(what, row, index)), total: isCounted ? total : null, nextCursor: next }
}

/** Bizagi's pages do not say whether users have an id; the sign-in name stands for it. */
function rowOf(what: string, row: unknown, index: number): Row {
  const at = `Resources[${index}]`
  if (!isObject(row)) throw unproven(what, `${at} is ${shapeOf(row)}`)
  const own = readId(readField(row, 'id', `${at}.id`), `SCIM: ${what}: ${at}.id`)
  const id = own ?? readText(readField(row, 'userName'), `${at}.userName`)
  if (isUnreadable(id)) throw unproven(what, `${id.path.replace(/^SCIM: \w+: /, '')} is ${id.shape}`)
  if (id === null) throw unproven(what, `${at} is ${shapeOf(row)}, without an id`)
  return { id, resource: row }
}

export const unproven = (what: string, why: string) =>
  new Failure(exit.remote, `SCIM: ${what}: ${why}; the read is not proven whole. Run the stage again`)
