// JSON with a key twice in one object: JSON.parse keeps the last value and says nothing, so the object is marked here.

/** Objects that had a key twice, and the first such key. */
const marks = new WeakMap<object, string>()

/** The key that an object of `parseMarked` had twice, or null. */
export const repeatedKeyOf = (value: object): string | null => marks.get(value) ?? null

/** JSON.parse, which marks every object with a key twice. Throws as JSON.parse does. */
export function parseMarked(text: string): unknown {
  const value = JSON.parse(text) as unknown
  for (const { path, key } of repeatsIn(text)) {
    const found = path.reduce<unknown>((one, part) => (isHolder(one) ? one[part] : undefined), value)
    if (isHolder(found)) marks.set(found, key)
  }
  return value
}

const isHolder = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === 'object' && value !== null

interface Repeat {
  /** Where the object is. */
  path: (string | number)[]
  key: string
}

/** An object that is open, with the keys it has so far, or a list (`keys` null), and the part that is being read. */
interface Open {
  keys: Set<string> | null
  part: string | number
}

const QUOTE = 34
const COMMA = 44
const BRACKETS = { openList: 91, closeList: 93, openObject: 123, closeObject: 125 }

/** The repeated keys of a text that is known to be JSON, so that its signs alone tell where an object begins. */
function repeatsIn(text: string): Repeat[] {
  const repeats: Repeat[] = []
  const open: Open[] = []
  let isKey = false
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at)
    const inner = open.at(-1)
    if (sign === QUOTE) {
      const end = endOfText(text, at)
      if (isKey && inner?.keys) {
        const key = keyIn(text.slice(at + 1, end))
        if (inner.keys.has(key)) repeats.push({ path: open.slice(0, -1).map(({ part }) => part), key })
        inner.keys.add(key)
        inner.part = key
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

/** Where the text that begins at a quotation mark ends. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text[end - 1 - slashes] === '\\') slashes++
    if (slashes % 2 === 0) return end
  }
}

/** Two spellings of one key, such as `a` and `\u0061`, are one. */
const keyIn = (written: string): string => (written.includes('\\') ? (JSON.parse(`"${written}"`) as string) : written)
