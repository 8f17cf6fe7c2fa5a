// Names with one loose form: the bytes show it for most names.

/** What a byte is in such a name. Only bytes that are not plain need a second look. */
const PLAIN = 0
const HYPHEN = 1
const DOT = 2
const AT = 3
const OTHER = 4

const KINDS = new Uint8Array(256).fill(OTHER)
for (const sign of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+') KINDS[sign.charCodeAt(0)] = PLAIN
KINDS['-'.charCodeAt(0)] = HYPHEN
KINDS['.'.charCodeAt(0)] = DOT
KINDS['@'.charCodeAt(0)] = AT

/**
 * Whether a sign-in name or an address surely has one loose form (`isUnambiguous` in core/loose-forms.ts). Its bytes
 * are letters, digits, `_`, `+` and `-`, parted by single dots, with one `@` at most. No part begins with `xn--`, and
 * the last part of an address does not begin with a digit: a host parser rewrites such domains (WHATWG URL).
 */
export function isPlainName(bytes: Uint8Array, from: number, to: number): boolean {
  let isAddress = false
  let part = from
  for (let at = from; at < to; at++) {
    const kind = KINDS[bytes[at]!]!
    if (kind === PLAIN) continue
    if (kind === HYPHEN && (at - part !== 3 || !isPunycode(bytes, part))) continue
    if (kind !== DOT && (kind !== AT || isAddress)) return false
    if (at === part) return false // two signs in a row, or one at the beginning
    if (kind === AT) isAddress = true
    part = at + 1
  }
  return part < to && (!isAddress || !isDigit(bytes[part]!))
}

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57

/** Whether a part begins with `xn--`, in capitals or not. */
const isPunycode = (bytes: Uint8Array, at: number): boolean =>
  (bytes[at]! | 32) === 120 && (bytes[at + 1]! | 32) === 110 && bytes[at + 2] === 45

/** Characters of an address that needs no second look. */
const MOST_ORDINARY = 64
const [PLUS, SMALL_X] = [43, 120]
/** The bit of small letters. */
const CASE = 32

/**
 * Whether a text surely is an address that mail takes, with one loose form and without mask signs (core/loose-forms.ts
 * and core/masks.ts decide about all others). Its parts are as in `isPlainName`. It has one `@`, at most 64 characters,
 * and no two hyphens and no two `x` in a row.
 */
export function isOrdinaryAddress(text: string): boolean {
  if (text.length > MOST_ORDINARY) return false
  let isDomain = false
  let part = 0
  let before = 0
  for (let n = 0; n < text.length; n++) {
    const code = text.charCodeAt(n)
    const kind = code < KINDS.length ? KINDS[code]! : OTHER
    if (kind === DOT || kind === AT) {
      if (n === part || (kind === AT && isDomain)) return false
      if (kind === AT) isDomain = true
      part = n + 1
    } else if (kind === OTHER || (isDomain && code === PLUS)) return false
    const letter = code | CASE
    if (letter === before && (kind === HYPHEN || letter === SMALL_X)) return false
    before = letter
  }
  return isDomain && part < text.length && !isDigit(text.charCodeAt(part))
}
