// Names with one loose form, told on bytes: most names.

/** The kinds of bytes in such a name; only those from HYPHEN on need a second look. */
const [LETTER, DIGIT, HYPHEN, DOT, AT] = [1, 2, 3, 4, 5] as const

const KINDS = new Uint8Array(256)
for (const letter of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_+') KINDS[letter.charCodeAt(0)] = LETTER
for (const digit of '0123456789') KINDS[digit.charCodeAt(0)] = DIGIT
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
    if (kind === LETTER || kind === DIGIT) continue
    if (kind === 0 || (kind === AT && isAddress)) return false
    if (kind === HYPHEN) {
      if (at - part === 3 && isPunycode(bytes, part)) return false
      continue
    }
    if (at === part) return false // two signs in a row, or one at the beginning
    if (kind === AT) isAddress = true
    part = at + 1
  }
  return part < to && (!isAddress || KINDS[bytes[part]!] !== DIGIT)
}

/** Whether a part begins with `xn--`, in capitals or not. */
const isPunycode = (bytes: Uint8Array, at: number): boolean =>
  (bytes[at]! | 32) === 120 && (bytes[at + 1]! | 32) === 110 && KINDS[bytes[at + 2]!] === HYPHEN
