// Names that come twice in one JSON object. JSON.parse keeps the last value alone, so what it gives may be nobody (RFC
// 8259, 4).

/** The pieces of JSON: texts, brackets, commas, colons, and all else between them. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^"{}[\],:\s]+/gs

/** An object or a list that is open: the names that were seen, by lower case, and where the walk is in it. */
interface OpenContainer {
  names: Map<string, string> | null
  name: string
  index: number
}

/**
 * The first name that an object of valid JSON has twice, or that differs from another one by case alone, with its path;
 * null: there is none. Nothing of the values is in it.
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

/** Shapes that are remembered: records of one file have few. */
const MOST_SHAPES = 1_000

/** Tells whether names are each another one, whatever their case; it remembers the lists that it was asked about. */
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
 * Makes the same for many records of one shape, without a walk through each: it compares the number of names in the
 * text, as its reader counted them, with the number that JSON.parse kept.
 */
export function repeatedNames() {
  const isDistinct = distinctNames()

  /** How many names are in a value; NaN where two of one object differ by case alone. */
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

/** Notes the name in the innermost object; says what is wrong where it was seen before. */
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

/** Every text and number of JSON, also those that JSON.parse drops for a name that comes twice. */
export function* textsOf(json: string): Generator<string> {
  for (const [token] of json.matchAll(TOKENS)) {
    if (token.startsWith('"')) yield JSON.parse(token) as string
    else if (/^[\d-]/.test(token)) yield token // as it is written: it may have more digits than a number holds
  }
}
