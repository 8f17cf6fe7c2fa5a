// Patterns of LIKE that match every spelling for which looseForms gives the same name, and more; rows are compared
// afterwards. Pure.

/**
 * Signs that a pattern leaves out: other signs may replace them (ß for ss, a Turkish ı for i), or they end the text of
 * a query.
 */
const UNSURE = /ss|i|[^a-z0-9]/gi

/**
 * `%z%o%e%@%` for `zoe@acme.test`: blanks, zero-width signs, quotes and words may stand between and around the letters.
 * The domain may have any spelling. A name without `@` is a pattern of its letters alone.
 */
export function patternOf(name: string): string {
  const at = name.lastIndexOf('@')
  const letters = (at < 0 ? name : name.slice(0, at)).replace(UNSURE, '')
  return `%${[...letters].map((letter) => `${letter}%`).join('')}${at < 0 ? '' : '@%'}`
}

/** A plain domain, which needs no escape in a query. */
const PLAIN_DOMAIN = /^[a-z0-9.-]+$/

/** `____acme.test` for `zoe@acme.test`: full-width and other signs may replace its letters, one for one. */
export function lengthPatternOf(name: string): string | null {
  const at = name.lastIndexOf('@')
  const domain = name.slice(at + 1)
  return at > 0 && PLAIN_DOMAIN.test(domain) ? '_'.repeat([...name.slice(0, at)].length + 1) + domain : null
}

/** A name with its letters in the other case. */
export const inOtherCase = (name: string): string =>
  [...name].map((letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())).join('')
