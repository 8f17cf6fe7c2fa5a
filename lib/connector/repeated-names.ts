// Repeated names in one JSON object: JSON.parse keeps only the last value (RFC 8259, 4).

/** The tokens of JSON: strings, brackets, commas, colons, and other values. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^"{}[\],:\s]+/gs

/** An open object or list: its names so far, by lower case, and the position in it. */
interface OpenContainer {
  names: Map<string, string> | null
  name: string
  index: number
}

/**
 * The first repeated name in valid JSON, with its path, also if it differs only in case; null if there is none. The
 * text has no values.
 */
export function repeatedName(json: string): string | null {
  const open: OpenContainer[] = []
  let before = ''
  for (const [token] of json.matchAll(TOKENS)) {
    const inner = open.at(-1)
    if (token === '{' || token === '[') open.push({ names: token === '{' ? new Map() : null, name: '', index: 0 })
    else if (token === '}' || token === ']') open.pop()
    else if (token === ',' && inner) inner.index++
    else if (token === ':' && inner?.names) {
      const words = noteName(open, inner.names, JSON.parse(before) as string)
      if (words !== null) return words
    }
    before = token
  }
  return null
}

/** The number of cached shapes; the records of one file have few. */
const MOST_SHAPES = 1_000

/** Returns a test whether all names differ, without regard to case; it caches its results. */
export function distinctNames(): (names: readonly string[]) => boolean {
  const shapes = new Map<string, boolean>()
  return (names) => {
    const shape = names.join('\0')
    const known = shapes.get(shape)
    if (known !== undefined) return known
    const distinct = new Set(names.map((name) => name.toLowerCase())).size === names.length
    if (shapes.size < MOST_SHAPES) shapes.set(shape, distinct)
    return distinct
  }
}

/**
 * The same for many records of one shape, without a walk through each. It compares the number of names in the text with
 * the number that JSON.parse kept.
 */
export function repeatedNames() {
  const isDistinct = distinctNames()

  /** The number of names in a value; NaN if two of one object differ only in case. */
  function countOf(value: unknown): number {
    if (typeof value !== 'object' || value === null) return 0
    if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + countOf(one), 0)
    const names = Object.keys(value)
    if (!isDistinct(names)) return Number.NaN
    let sum = names.length
    for (const one of Object.values(value)) if (typeof one === 'object') sum += countOf(one)
    return sum
  }

  return (json: string, parsed: unknown, names: number): string | null =>
    countOf(parsed) === names ? null : repeatedName(json)
}

/** Notes the name in the innermost object; returns the message if the object has it already. */
function noteName(open: OpenContainer[], names: Map<string, string>, name: string): string | null {
  const other = names.get(name.toLowerCase())
  const around = pathOfOpen(open.slice(0, -1))
  if (other === name) return `the field ${around}${name} twice`
  if (other !== undefined) return `the field ${around}${other} as ${name} too`
  names.set(name.toLowerCase(), name)
  open.at(-1)!.name = name
  return null
}

const pathOfOpen = (open: readonly OpenContainer[]): string =>
  open.map(({ index, name, names }) => (names === null ? `[${index}]` : name)).reduce(joinPath, '')

const joinPath = (path: string, part: string): string => {
  const isIndex = part.startsWith('[')
  return `${path.replace(/\.$/, '')}${path === '' || isIndex ? '' : '.'}${part}.`
}

/** Every string and number of JSON, also those that JSON.parse drops because their name is repeated. */
export function* textsOf(json: string): Generator<string> {
  for (const [token] of json.matchAll(TOKENS)) {
    if (token.startsWith('"')) yield JSON.parse(token) as string
    else if (/^[\d-]/.test(token)) yield token // As written: it may have more digits than a number can hold.
  }
}
