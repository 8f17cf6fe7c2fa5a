// Signs that programs write in place of typed ones: quotes and dashes of word processors, and codes for an `@`. Pure.

/** Punctuation and symbols that no keyboard for addresses has; none of them is in the local part of an address. */
export const OTHER_SIGN = /(?!\p{ASCII})[\p{P}\p{S}]/u

const TYPOGRAPHIC: readonly (readonly [signs: RegExp, typed: string])[] = [
  [/[\p{Pd}\u2212]/gu, '-'],
  [/[\u2018-\u201b\u2032\u02b9\u02bb\u02bc\u00b4`]/gu, "'"],
  [/[\u201c-\u201f\u2033]/gu, '"'],
]

/** The text with the signs of a keyboard in the place of typographic ones. */
export const toTypedSigns = (text: string): string =>
  TYPOGRAPHIC.reduce((all, [signs, one]) => all.replace(signs, one), text)

/** An `@` in an address of the web, in HTML, in JSON, and spelled so that no robot collects it. */
const ENCODED_AT = /%40|&#0*64;|&#x0*40;|&commat;|\\u0040|\s*[([{<]\s*at\s*[)\]}>]\s*/i

export const hasEncodedAt = (text: string): boolean => ENCODED_AT.test(text)

const ENCODED_DOT = /%2e|&#0*46;|&#x0*2e;|&period;|\\u002e|\s*[([{<]\s*dot\s*[)\]}>]\s*/gi

/** The text with `@` and dots in place of their codes; unchanged if it has no code for an `@`. */
export const decode = (text: string): string =>
  hasEncodedAt(text) ? text.replace(new RegExp(ENCODED_AT.source, 'gi'), '@').replace(ENCODED_DOT, '.') : text
