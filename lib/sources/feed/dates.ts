// Dates in the formats of Java's SimpleDateFormat, as in Haplo's `dateFormat`. Stricter: 31 February is no date.

type Field = 'y' | 'M' | 'd' | 'H' | 'h' | 'a' | 'm' | 's' | 'S' | 'Z' | 'X' | 'E'
type Parts = Partial<Record<Field, string>>

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAY_NAMES = '(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?'
const SPRING = 'Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?'
const AUTUMN = 'July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?'
const MONTH_NAMES = `(?:${SPRING}|${AUTUMN})`
const FIELDS = 'yMdHhamsSZXE'
const PIECES = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/g

/** The problem of a format, or null. */
export function formProblem(form: string): string | null {
  const letters = lettersOf(form)
  const unknown = letters.find((letter) => !FIELDS.includes(letter))
  if (form.replace(PIECES, '') !== '') return 'a quote in it is not closed'
  if (unknown !== undefined) return `the letter ${unknown} is not read; ${FIELDS} are, as in yyyy-MM-dd`
  if (new Set(letters).size < letters.length) return 'one letter stands in two places'
  if (!letters.includes('y')) return 'it has no year (yyyy)'
  return letters.includes('h') === letters.includes('a') ? null : 'h and a go together; else it is H'
}

/**
 * Makes the reader of dates in a valid format. It returns `2017-09-23`, with `T10:00:00` if the format has a time, and
 * with `Z` if it has a zone; null for any other text. `yy` is a year between 80 years ago and 20 years from now.
 */
export function dateReader(form: string, thisYear = new Date().getFullYear()): (text: string) => string | null {
  const pieces = [...form.matchAll(PIECES)].map(([piece, quoted, letter]) => ({ piece, quoted, letter }))
  const parts = pieces.map(({ piece, quoted, letter }, index) => {
    if (letter === undefined)
      return escapeForRegExp(quoted === undefined ? piece : quoted === '' ? "'" : quoted.replaceAll("''", "'"))
    const isNext = isNumber(pieces[index + 1]) || isNumber(pieces[index - 1])
    return `(?<${letter}>${pattern(letter as Field, piece.length, isNext)})`
  })
  const whole = new RegExp(`^${parts.join('')}$`, 'i')
  const hasTime = /[HhmsS]/.test(lettersOf(form).join(''))
  const yearDigits = pieces.find(({ letter }) => letter === 'y')?.piece.length ?? 4
  return (text) => {
    const found = whole.exec(text.trim())
    return found ? dateOf({ ...found.groups } as Parts, { hasTime, yearDigits, thisYear }) : null
  }
}

const lettersOf = (form: string) => [...form.matchAll(PIECES)].flatMap(([, , letter]) => letter ?? [])

const isNumber = (piece: { piece: string; letter: string | undefined } | undefined) =>
  piece?.letter !== undefined && 'yMdHhmsS'.includes(piece.letter) && !(piece.letter === 'M' && piece.piece.length > 2)

const escapeForRegExp = (text: string) => text.replace(/[$()*+./?[\\\]^{|}-]/g, '\\$&')

/** Adjacent numbers have as many digits as their letters; others may have fewer (SimpleDateFormat). */
function pattern(letter: Field, length: number, isNext: boolean): string {
  if (letter === 'y') return length === 2 ? '\\d{2}' : '\\d{4}'
  if (letter === 'M' && length > 2) return MONTH_NAMES
  if (letter === 'E') return DAY_NAMES
  if (letter === 'a') return '[ap]m'
  if (letter === 'Z') return '[+-]\\d{4}'
  if (letter === 'X') return 'z|[+-]\\d{2}(?::?\\d{2})?'
  return isNext ? `\\d{${length}}` : letter === 'S' ? '\\d{1,3}' : '\\d{1,2}'
}

interface Form {
  hasTime: boolean
  yearDigits: number
  thisYear: number
}

function dateOf({ y, M = '1', d = '1', H, h, a, m = '0', s = '0', S = '0', Z, X }: Parts, form: Form): string | null {
  const year = form.yearDigits === 2 ? nearYear(Number(y), form.thisYear) : Number(y)
  const month = Number.isNaN(Number(M)) ? MONTHS.indexOf(M.slice(0, 3).toLowerCase()) + 1 : Number(M)
  const hour = h === undefined ? Number(H ?? 0) : (Number(h) % 12) + (a?.toLowerCase() === 'pm' ? 12 : 0)
  if (h !== undefined && (Number(h) < 1 || Number(h) > 12)) return null
  const wanted = [year, month, Number(d), hour, Number(m), Number(s)] as const
  const date = new Date(Date.UTC(year, month - 1, ...wanted.slice(2), Number(S)))
  date.setUTCFullYear(year, month - 1, Number(d)) // Date.UTC takes the year 17 for 1917
  const made = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
  if ([...made, ...time].some((part, index) => part !== wanted[index])) return null
  const zone = Z ?? X
  const text = new Date(date.getTime() - minutes(zone) * 60_000).toISOString()
  return form.hasTime ? text.replace(/(?:\.000)?Z$/, zone === undefined ? '' : 'Z') : date.toISOString().slice(0, 10)
}

const nearYear = (two: number, thisYear: number) => thisYear - 79 + ((((two - thisYear + 79) % 100) + 100) % 100)

function minutes(zone: string | undefined): number {
  const [, sign, hours = '0', rest = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '') ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(rest))
}
