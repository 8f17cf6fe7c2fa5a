// Times in Gluu's forms, and the time from which the next run reads changes. Pure.

/** ISO 8601 as java.time writes it, without a zone on stores other than LDAP; or LDAP's generalized time. */
const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?(?:\[[^\]]+\])?$/i
const GENERALIZED = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:[.,](\d{1,3})\d*)?Z$/

/** The milliseconds of a time, or null for any other text. A time without a zone is UTC. */
export function instantOf(text: string): number | null {
  const [, to, seconds = ':00', fraction = '', zone = 'Z'] = ISO.exec(text) ?? []
  if (to !== undefined) return timeOf(`${to}${seconds}${fraction.slice(0, 4)}${zone.replace(/(\d\d)(\d\d)$/, '$1:$2')}`)
  const [, year, month, day, hour, minute, second, part = '0'] = GENERALIZED.exec(text) ?? []
  return year === undefined ? null : timeOf(`${year}-${month}-${day}T${hour}:${minute}:${second}.${part}Z`)
}

/** Null for a day that the month does not have: a Date would continue in the next month. */
function timeOf(text: string): number | null {
  const day = text.slice(0, 10)
  const at = Date.parse(text)
  return Number.isNaN(at) || !new Date(`${day}T00:00Z`).toISOString().startsWith(day) ? null : at
}

/**
 * The time from which the next run reads: the newest stamp, or the start of the read if that was earlier, because a
 * change during the read may be missing. `overlap` milliseconds are subtracted, and the result is never before `last`.
 * Null: nobody has a stamp.
 */
export function watermarkOf(
  newest: number | null,
  { began, last, overlap }: { began: number; last: number | null; overlap: number },
): number | null {
  if (newest === null) return last
  return Math.max(Math.min(newest, began) - overlap, last ?? Number.NEGATIVE_INFINITY)
}
