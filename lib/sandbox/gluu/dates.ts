// Times of the two back ends (DateUtil.java): ISO texts of java.time, and generalized time of LDAP.

import type { GluuOptions } from './options.ts'

const MINUTE = 60_000

const ISO_TIME =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:(Z|[+-]\d\d(?::?\d\d){0,2})(\[[^\]]+\])?)?$/i
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)?(\d\d)?(?:[.,](\d{1,3}))?(Z|[+-]\d\d(?:\d\d)?)$/

interface Time {
  /** Whole seconds, as milliseconds of UTC; without a zone, as if it were UTC's. */
  at: number
  /** The digits of the fraction, as they stand. */
  fraction: string
  isZoned: boolean
}

function timeIn(shape: RegExp, text: string): Time | null {
  const [, year, month, day, hour, minute = 0, second = 0, fraction = '', zone] = shape.exec(text) ?? []
  if (year === undefined) return null
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day))
  const isDay = new Date(date).toISOString().startsWith(`${year}-${month}-${day}`)
  if (!isDay || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  const at = date + Number(hour) * 60 * MINUTE + Number(minute) * MINUTE + Number(second) * 1000
  return { at: at - offsetOf(zone) * MINUTE, fraction, isZoned: zone !== undefined }
}

function offsetOf(zone = 'Z'): number {
  if (/z/i.test(zone)) return 0
  const [hours = 0, minutes = 0] = zone.slice(1).replaceAll(':', '').match(/\d\d/g)!.map(Number)
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

const milliseconds = ({ fraction }: Time) => Number(fraction.padEnd(3, '0').slice(0, 3))

/** A timeStamp in milliseconds of UTC; null if it cannot be parsed. */
export function instantOf(text: string, { backEnd = 'ldap', utcOffset = 0 }: Partial<GluuOptions>): number | null {
  const time = timeIn(ISO_TIME, text)
  if (!time) return null
  // SQL compares the text as it stands, among texts of UTC.
  const ahead = time.isZoned || backEnd === 'sql' ? 0 : utcOffset * MINUTE
  return time.at + milliseconds(time) - ahead
}

/** A time as java.time.Instant writes it: without a zero fraction. */
export const instantText = (at: number) => new Date(at).toISOString().replace('.000Z', 'Z')

/** The text of a date as the back end rewrites it; null if it does not parse as a date. */
export function rewriteDate(text: string, { backEnd = 'ldap' }: Partial<GluuOptions>): string | null {
  const time = timeIn(backEnd === 'ldap' ? GENERALIZED_TIME : ISO_TIME, text)
  if (!time) return null
  if (backEnd === 'ldap') return instantText(time.at + milliseconds(time))
  if (!time.isZoned) return text
  const digits = time.fraction.replace(/0+$/, '')
  const fraction = digits === '' ? '' : `.${digits.padEnd(Math.ceil(digits.length / 3) * 3, '0')}`
  return new Date(time.at).toISOString().replace('.000Z', fraction)
}
