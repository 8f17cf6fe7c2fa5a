// JSON with a key twice in one object: JSON.parse silently keeps the last value, so such objects are marked here.

/** The first repeated key of each object that has one. */
const marks = new WeakMap<object, string>()

/** The repeated key of an object from `parseMarked`, or null. */
export const repeatedKeyOf = (value: object): string | null => marks.get(value) ?? null

/** The suffix of a repeated key: both values stay, and no attribute has such a name. */
const AGAIN = ' (again '

/** The key without the suffix. */
export const writtenKey = (key: string): string => key.split(AGAIN)[0]!

/** JSON.parse, which marks every object with a key twice and keeps both values. Throws as JSON.parse does. */
export function parseMarked(text: string): unknown {
  const repeats = repeatsIn(text)
  const value = JSON.parse(renameKeys(text, repeats)) as unknown
  for (const { path, key } of repeats) {
    const found = path.reduce<unknown>((one, part) => (isHolder(one) ? one[part] : undefined), value)
    if (isHolder(found) && !marks.has(found)) marks.set(found, writtenKey(key))
  }
  return value
}

const isHolder = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === 'object' && value !== null

interface Repeat {
  /** Where the object is. */
  path: (string | number)[]
  /** The key with its suffix. */
  key: string
  /** Where the key stands in the text, its quotation marks included. */
  from: number
  to: number
}

/** The text with a unique name for every repeated key. */
function renameKeys(text: string, repeats: readonly Repeat[]): string {
  let from = 0
  let made = ''
  for (const { key, from: start, to } of repeats) {
    made += text.slice(from, start) + JSON.stringify(key)
    from = to
  }
  return made + text.slice(from)
}

/** An object that is open, with the keys it has so far, or a list (`keys` null), and the part that is being read. */
interface OpenValue {
  keys: Set<string> | null
  part: string | number
}

const QUOTE = 34
const COMMA = 44
const BRACKETS = { openList: 91, closeList: 93, openObject: 123, closeObject: 125 }

/** The repeated keys of a text; the result for invalid JSON does not matter. */
function repeatsIn(text: string): Repeat[] {
  const repeats: Repeat[] = []
  const open: OpenValue[] = []
  let isKey = false
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at)
    const inner = open.at(-1)
    if (sign === QUOTE) {
      const end = endOfText(text, at)
      if (isKey && inner?.keys) {
        const key = keyIn(text.slice(at + 1, end))
        const isRepeated = inner.keys.has(key)
        inner.part = isRepeated ? `${key}${AGAIN}${inner.keys.size})` : key
        inner.keys.add(inner.part)
        if (isRepeated) repeats.push({ path: partsOf(open), key: inner.part, from: at, to: end + 1 })
        isKey = false
      }
      at = end
    } else if (sign === BRACKETS.openObject || sign === BRACKETS.openList) {
      isKey = sign === BRACKETS.openObject
      open.push({ keys: isKey ? new Set() : null, part: 0 })
    } else if (sign === BRACKETS.closeObject || sign === BRACKETS.closeList) {
      open.pop()
      isKey = false
    } else if (sign === COMMA && inner) {
      isKey = inner.keys !== null
      if (typeof inner.part === 'number') inner.part++
    }
  }
  return repeats
}

const partsOf = (open: readonly OpenValue[]) => open.slice(0, -1).map(({ part }) => part)

/** The end of the string that begins at a quotation mark, or the end of the text. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text[end - 1 - slashes] === '\\') slashes++
    if (slashes % 2 === 0) return end
  }
  return text.length
}

/** Two spellings of one key, such as `a` and `\u0061`, are one. */
function keyIn(written: string): string {
  if (!written.includes('\\')) return written
  try {
    return JSON.parse(`"${written}"`) as string
  } catch {
    return written
  }
}
