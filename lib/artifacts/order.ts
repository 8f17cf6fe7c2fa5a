// The order of records: that of the UTF-8 bytes of their keys, which a walk on bytes can check. Pure.

/** Only texts with a code unit from U+D800 on sort otherwise in UTF-16 than in UTF-8. */
const HIGH_UNIT = /[\ud800-\uffff]/
const HIGH_UNITS = /[\ud800-\udbff][\udc00-\udfff]|[\ud800-\uffff]/g

/**
 * A text that sorts by code units as `text` sorts by UTF-8 bytes. Most texts are returned as they are. In UTF-8, the
 * characters of surrogate pairs come after U+FFFF (Unicode, 2.5); a lone surrogate comes between U+D7FF and U+E000.
 */
export const toByteOrder = (text: string): string =>
  HIGH_UNIT.test(text) ? text.replace(HIGH_UNITS, toLowerUnits) : text

/** A pair begins with U+FC00 or more, then, and a unit from U+E000 on with U+DC00 or more. */
function toLowerUnits(character: string): string {
  const unit = character.charCodeAt(0)
  if (character.length === 2) return String.fromCharCode(unit + 0x2400, character.charCodeAt(1))
  return unit < 0xe000 ? `\ud800${character}` : String.fromCharCode(unit - 0x400)
}

/** Compares two texts by their UTF-8 bytes: negative, zero or positive. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0
  return toByteOrder(a) < toByteOrder(b) ? -1 : 1
}

/** Half of a surrogate pair. */
const LONE = /\p{Surrogate}/u

/** Bytes in the order of the text: its UTF-8, and for half a surrogate pair what UTF-8 would have for its number. */
export const bytesInOrder = (text: string): Buffer =>
  LONE.test(text) ? Buffer.concat(Array.from(text, bytesOfSign)) : Buffer.from(text)

function bytesOfSign(sign: string): Buffer {
  const code = sign.codePointAt(0)!
  return LONE.test(sign)
    ? Buffer.from([0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)])
    : Buffer.from(sign)
}
