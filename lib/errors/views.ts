// Views of a text: without escapes, and without folds of lines. Secrets are found in them too.

/** A percent sign, encoded up to three times. */
export const PERCENT = '%(?:25){0,3}'
/** The backslash of JSON, encoded or not. */
export const BACKSLASH = `\\\\|${PERCENT}5[cC]`
export const AMPERSAND = '&(?:amp;){0,3}'

const HEX = '([2-7][0-9a-fA-F])'
const DECIMAL = '0{0,5}(3[3-9]|[4-9]\\d|1[01]\\d|12[0-6])'
/** Signs of ASCII that HTML has names for beside its five (HTML, Named character references). */
const NAMED: Record<string, string> = Object.fromEntries(
  (
    'sol/ plus+ equals= excl! colon: commat@ num# dollar$ percnt% lpar( rpar) ast* midast* comma, period. semi; ' +
    'quest? lsqb[ lbrack[ bsol\\ rsqb] rbrack] Hat^ lowbar_ UnderBar_ grave` lcub{ lbrace{ verbar| vert| rcub} ' +
    'rbrace} hyphen- dash- tilde~'
  )
    .split(' ')
    .map((pair) => [pair.slice(0, -1), pair.slice(-1)]),
)

/** Any sign of ASCII, escaped although it need not be: by percent, for JSON, for HTML, or as printf shows bytes. */
const ESCAPE = new RegExp(
  `${PERCENT}(?:u00)?${HEX}|(?:${BACKSLASH}){1,8}(?:x|u00|u\\{0{0,4})${HEX}\\}?` +
    `|${AMPERSAND}#(?:${DECIMAL}(?!\\d)|[xX]0{0,5}${HEX}(?![0-9a-fA-F]));?` +
    `|${AMPERSAND}(${Object.keys(NAMED).join('|')});`,
  'g',
)

/** Blanks and invisible signs, by their names or numbers in HTML. */
const HIDDEN = [
  'nbsp|shy|ZeroWidthSpace|zwn?j|Tab|NewLine',
  '#0{0,5}(?:9|10|13|32|160|173|820[3-7])',
  '#[xX]0{0,5}(?:[9aAdD]|20|[aA][0dD]|200[b-fB-F])',
]

/** Signs that fold a line: breaks, escaped or not, tags, and invisible signs. A text of UTF-16 has zeros in it. */
const FOLD = new RegExp(
  [
    '\\u001b\\[[0-9;]*[A-Za-z]',
    '\\\\\\s+',
    '[\\s\\u0000-\\u001f\\u007f-\\u009f]+',
    '[\\u00ad\\u200b-\\u200f\\u2060\\ufffd]',
    `${AMPERSAND}(?:${HIDDEN.join('|')});`,
    `(?:${BACKSLASH}){1,8}[nrt]`,
    `${PERCENT}0[aAdD]`,
    '</?[A-Za-z][^<>]{0,200}>',
    '(?<=[0-9a-fA-F]{2}):(?=[0-9a-fA-F]{2})',
  ].join('|'),
  'g',
)

/** A view of a text, and the spans of its parts in the original. */
export interface View {
  text: string
  spanOf(from: number, to: number): Span
}

export type Span = [from: number, to: number]

/** The text with every escaped sign as itself; null where it has none. */
export const unescapedView = (text: string): View | null =>
  viewReplacing(text, ESCAPE, ([, percent, json, decimal, hex, name]) =>
    name !== undefined ? NAMED[name]! : characterOf(percent ?? json ?? hex, decimal),
  )

/** The text without folds; null if it has none. */
export const unfoldedView = (text: string): View | null => viewReplacing(text, FOLD, () => '')

const characterOf = (hex: string | undefined, decimal: string | undefined) =>
  String.fromCharCode(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))

function viewReplacing(text: string, what: RegExp, by: (found: RegExpExecArray) => string): View | null {
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
