// Problems of the row of names of a line file, other than a missing name.

/** The row of names of a line file, as written. */
export interface Columns {
  names: readonly string[]
  separator: string
}

const SEPARATORS: readonly (readonly [sign: string, words: string])[] = [
  ['\t', 'tabs'],
  [',', 'commas'],
  [';', 'semicolons'],
  ['|', 'vertical bars'],
]

const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]/gu

/** The other problem of a row of names in which a wanted name is missing, or null. */
export function headProblem(columns: Columns, wanted: readonly string[]): string | null {
  const lacking = wanted.filter((name) => !columns.names.includes(name))
  return wrongSeparator(columns) ?? spelledOtherwise(columns.names, lacking) ?? noHead(columns.names, wanted)
}

/** One column whose name contains another separator, or runs of blanks. */
function wrongSeparator({ names, separator }: Columns): string | null {
  const [only = '', ...more] = names
  if (more.length > 0) return null
  const expected = SEPARATORS.find(([sign]) => sign === separator)?.[1] ?? JSON.stringify(separator)
  const found = SEPARATORS.find(([sign]) => sign !== separator && only.includes(sign))
  const words = found?.[1] ?? (/\S {2,}\S/.test(only) ? 'blanks' : null)
  if (words === null) return null
  const set = found ? `, or set "separator": ${JSON.stringify(found[0])} for it in the control file` : ''
  return `its names are separated by ${words}, where ${expected} are expected. Separate its cells by ${expected}${set}`
}

/** A name with invisible characters around it or in it. */
function spelledOtherwise(names: readonly string[], lacking: readonly string[]): string | null {
  const words = lacking.flatMap((wanted) => {
    const columnSpelled = (change: (name: string) => string) => names.findIndex((name) => change(name) === wanted)
    const [blank, quoted, signed] = [columnSpelled(trimName), columnSpelled(unquoteName), columnSpelled(visible)]
    if (blank >= 0) return [`its column ${blank + 1} has blanks around its name "${wanted}"`]
    if (quoted >= 0) return [`its column ${quoted + 1} has its name "${wanted}" in quotes, and quotes are not read`]
    return signed < 0 ? [] : [`its column ${signed + 1} has ${oddSignIn(names[signed]!)} in its name "${wanted}"`]
  })
  return words.length === 0 ? null : words.join('; ')
}

const trimName = (name: string) => name.trim()
const unquoteName = (name: string) => name.trim().replace(/^(["'])(.*)\1$/, '$2')
const visible = (name: string) => name.normalize('NFKC').replace(INVISIBLE, '').trim()

/** The first character that is invisible or looks like another one. */
function oddSignIn(name: string): string {
  const sign = [...name].find((one) => visible(one) !== one) ?? ''
  return `U+${sign.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`
}

/** A first line without any expected name is a record, so no message shows it. */
function noHead(names: readonly string[], wanted: readonly string[]): string | null {
  const lower = new Set(names.map((name) => visible(name).toLowerCase()))
  if (wanted.some((name) => lower.has(name.toLowerCase()))) return null
  return 'its first line has none of the names that the control file reads: the row with the names is missing'
}
