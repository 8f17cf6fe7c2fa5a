// Every form in which a text may repeat a secret, as patterns.

import { AMPERSAND, BACKSLASH, PERCENT, unfoldedView } from './views.ts'

/** A shorter secret is part of ordinary words. */
export const SHORTEST_SECRET = 8

export interface Pattern {
  find: RegExp
  /** What every text has, in small letters, where the pattern can match: it is far faster to look for. */
  needle: string
  /** A run of base64 belongs to a match in it whole; a name is looked for where lines are as they are. */
  kind: 'secret' | 'base64' | 'name'
}

const pattern = (
  kind: Pattern['kind'],
  source: string,
  { of, flags = 'gu' }: { of: string; flags?: string },
): Pattern => ({
  find: new RegExp(source, flags),
  kind,
  needle: needleOf(of),
})

/** The longest run of letters and digits of ASCII: `spelled` lets each of these stand for itself alone. */
const needleOf = (text: string) =>
  lowercase(text.split(/[^A-Za-z0-9]+/).reduce((longest, run) => (run.length > longest.length ? run : longest)))

/** Small letters; two signs beyond ASCII mean `k` and `s` to a pattern in either case (Unicode, Case Folding). */
export const lowercase = (text: string) => text.toLowerCase().replaceAll('\u017f', 's')

/** A longer secret is a token or a key, and travels in no pair. */
const LONGEST_IN_PAIR = 200

/** The patterns of a secret. RFC 6749, 2.3.1: a client encodes its secret before it makes the pair. */
export function formsOf(text: string): Pattern[] {
  const encoded = text.length > LONGEST_IN_PAIR ? [] : [encodeURIComponent(text), formEncoded(text)]
  const cores = new Set([text, ...encoded].flatMap(coresOf))
  const unfolded = unfoldedView(text)?.text ?? ''
  const bytes = Buffer.from(text)
  return [
    pattern('secret', spellings(text), { of: text, flags: 'giu' }),
    ...(unfolded.length < SHORTEST_SECRET
      ? []
      : [pattern('secret', spellings(unfolded), { of: unfolded, flags: 'giu' })]),
    pattern('secret', bytes.toString('hex'), { of: bytes.toString('hex'), flags: 'gi' }),
    pattern('secret', `(?<!\\d)${[...bytes].join('\\s*,\\s*')}(?!\\d)`, { of: [...bytes].join() }), // a Buffer in JSON
    ...[...cores].map((core) => pattern('base64', spellings(core, { isBase64: true }), { of: core })),
  ]
}

const formEncoded = (text: string) => new URLSearchParams({ '': text }).toString().slice(1)

/** The pattern of a name: the whole word, and no part of a longer one. */
export function nameForm(text: string): Pattern {
  const before = /^[\p{L}\p{N}]/u.test(text) ? '(?<![\\p{L}\\p{N}_-]|[\\p{L}\\p{N}]\\.)' : ''
  const after = /[\p{L}\p{N}]$/u.test(text) ? '(?![\\p{L}\\p{N}_-]|\\.[\\p{L}\\p{N}])' : ''
  return pattern('name', before + spellings(text) + after, { of: text })
}

/** The text as it is, URL-encoded, escaped for JSON or HTML, or several of these, one after the other. */
function spellings(text: string, { isBase64 = false } = {}): string {
  const pieces = text.match(/\s+|\\+|[^\s\\]/gu) ?? []
  return pieces.map((piece) => pieceOf(piece, isBase64)).join('')
}

/** Escapes come first: the raw sign may be the beginning of one. */
function pieceOf(piece: string, isBase64: boolean): string {
  if (/^\s/.test(piece)) return `(?:${BLANK}){1,${piece.length + 4}}`
  if (piece.startsWith('\\')) return `(?:\\\\|${escapesOf('\\')}){1,${piece.length * 8}}`
  if (/^[A-Za-z0-9]$/.test(piece)) return piece
  const also = isBase64 ? { '+': '-', '/': '_' }[piece] : undefined
  const forms = [piece, ...(also ? [also] : [])].flatMap((one) => [escapesOf(one), unicode(one)])
  return `(?:${BACKSLASH}){0,7}(?:${forms.join('|')})`
}

const unicode = (text: string) => [...text].map((one) => `\\u{${one.codePointAt(0)!.toString(16)}}`).join('')

/** Hex digits in either case. */
const hex = (digits: string) => digits.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)

const NAMED: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' }

/** One character, escaped: by percent (RFC 3986), for JSON (RFC 8259) or for HTML. */
function escapesOf(character: string): string {
  const bytes = [...Buffer.from(character)].map((byte) => PERCENT + hex(byte.toString(16).padStart(2, '0')))
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
  const json = units.map((unit) => `\\\\{1,8}u${hex(unit.toString(16).padStart(4, '0'))}`)
  const point = character.codePointAt(0)!
  const html = `${AMPERSAND}#(?:0{0,5}${point}|[xX]0{0,5}${hex(point.toString(16))});`
  const named = character in NAMED ? [`${AMPERSAND}${NAMED[character]};`] : []
  return [bytes.join(''), json.join(''), html, ...named].join('|')
}

/** White space of any length, because a quoted text may be folded. */
const BLANK = `\\s|\\+|${PERCENT}(?:20|0[9aAdD])|\\\\{1,8}(?:[nrt]|u00(?:20|0[9aAdD]))|${AMPERSAND}#(?:32|9|10|13);`

/** Base64 of the text at each of the three places where it can begin, without the ends that its neighbors share. */
function coresOf(text: string): string[] {
  const bytes = Buffer.from(text)
  return [0, 1, 2].map((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    return whole.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
  })
}
