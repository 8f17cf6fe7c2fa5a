// Times as Gluu writes them, and from when on the next run asks. Pure.

/** ISO 8601 as java.time writes it, without a zone on stores other than LDAP; LDAP's own generalized time. */
const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?(?:\[[^\]]+\])?$/i
const GENERALIZED = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:[.,](\d{1,3})\d*)?Z$/

/** Milliseconds of a time; without a zone it is one of UTC. Null: it is no time. */
export function instantOf(text: string): number | null {
  const [, to, seconds = ':00', fraction = '', zone = 'Z'] = ISO.exec(text) ?? []
  if (to !== undefined) return timeOf(`${to}${seconds}${fraction.slice(0, 4)}${zone.replace(/(\d\d)(\d\d)$/, '$1:$2')}`)
  const [, year, month, day, hour, minute, second, part = '0'] = GENERALIZED.exec(text) ?? []
  return year === undefined ? null : timeOf(`${year}-${month}-${day}T${hour}:${minute}:${second}.${part}Z`)
}

/** Null for a day that the month does not have: a Date would take the next month's. */
function timeOf(text: string): number | null {
  const day = text.slice(0, 10)
  const at = Date.parse(text)
  return Number.isNaN(at) || !new Date(`${day}T00:00Z`).toISOString().startsWith(day) ? null : at
}

/**
 * From when on the next run asks: the newest stamp that was seen, or when the read began where that was earlier,
 * because what changed meanwhile may have been passed; `overlap` milliseconds before that, and never before `last`.
 * Null: nobody has a stamp.
 */
export function watermarkOf(
  newest: number | null,
  { began, last, overlap }: { began: number; last: number | null; overlap: number },
): number | null {
  if (newest === null) return last
  return Math.max(Math.min(newest, began) - overlap, last ?? Number.NEGATIVE_INFINITY)
}
