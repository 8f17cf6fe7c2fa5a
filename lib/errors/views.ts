// A text as somebody reads it who takes escapes for their signs and folded lines for one: a secret stands there too.

/** A percent sign, encoded as often as somebody liked. */
export const PERCENT = '%(?:25){0,3}'
/** What JSON puts before a sign, itself encoded perhaps. */
export const BACKSLASH = `\\\\|${PERCENT}5[cC]`
export const AMPERSAND = '&(?:amp;){0,3}'

const HEX = '([2-7][0-9a-fA-F])'
const DECIMAL = '0{0,5}(3[3-9]|[4-9]\\d|1[01]\\d|12[0-6])'
/** Signs that HTML has names for beside its five. */
const NAMED: Record<string, string> = { sol: '/', plus: '+', equals: '=', excl: '!', colon: ':', commat: '@' }

/** Any sign of ASCII, escaped although it need not be: by percent, for JSON, for HTML, or as printf shows bytes. */
const ESCAPE = new RegExp(
  `${PERCENT}(?:u00)?${HEX}|(?:${BACKSLASH}){1,8}(?:x|u00|u\\{0{0,4})${HEX}\\}?` +
    `|${AMPERSAND}#(?:${DECIMAL}|[xX]0{0,5}${HEX});?|${AMPERSAND}(${Object.keys(NAMED).join('|')});`,
  'g',
)

/** What folds a line: blanks, breaks as they are or escaped, and invisible characters. */
const FOLD = new RegExp(
  [
    '\\s+',
    '[\\u00ad\\u200b-\\u200d\\u2060]',
    `(?:${BACKSLASH}){1,8}[nrt]`,
    `${PERCENT}0[aAdD]`,
    '<w?br ?/?>',
    '(?<=[0-9a-fA-F]{2}):(?=[0-9a-fA-F]{2})',
  ].join('|'),
  'g',
)

/** A text, and where a part of it stands in the text that it was made of. */
export interface View {
  text: string
  spanOf(from: number, to: number): Span
}

export type Span = [from: number, to: number]

/** The text with every escaped sign as itself; null where it has none. */
export const unescapedView = (text: string): View | null =>
  replaced(text, ESCAPE, ([, percent, json, decimal, hex, name]) =>
    name !== undefined ? NAMED[name]! : sign(percent ?? json ?? hex, decimal),
  )

/** The text without what folds its lines; null where it has none. */
export const unfoldedView = (text: string): View | null => replaced(text, FOLD, () => '')

const sign = (hex: string | undefined, decimal: string | undefined) =>
  String.fromCharCode(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))

function replaced(text: string, what: RegExp, by: (found: RegExpExecArray) => string): View | null {
  // of each character of the view
  const [begins, ends] = [new Int32Array(text.length), new Int32Array(text.length)]
  const pieces: string[] = []
  let length = 0
  let from = 0
  const keep = (until: number) => {
    for (let n = from; n < until; n++, length++) {
      begins[length] = n
      ends[length] = n + 1
    }
    pieces.push(text.slice(from, until))
  }
  for (const found of text.matchAll(what)) {
    keep(found.index)
    from = found.index + found[0].length
    const instead = by(found)
    pieces.push(instead)
    if (instead === '') continue
    begins[length] = found.index
    ends[length++] = from
  }
  if (from === 0) return null
  keep(text.length)
  return { text: pieces.join(''), spanOf: (first, end) => [begins[first]!, ends[end - 1]!] }
}
