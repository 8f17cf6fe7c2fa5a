// Places in an answer: every value in it, by the record that it belongs to, and the same value in another answer.

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
export type Row = { [name: string]: Json }
type Step = string | number

export const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What names a record in the answers of the systems. */
const IDS = ['id', 'Id', 'inum', 'username']

export interface Place {
  /** Of the record in its list; null: the place is in the envelope of the answer. */
  record: { name: string; value: Json } | null
  /** From the record, or from the whole answer. */
  path: Step[]
  /** The path without numbers and without the record: `emails.*.value`. */
  kind: string
}

const nameIn = (value: Json): string | undefined =>
  isRow(value) ? IDS.find((name) => ['string', 'number'].includes(typeof alone(value[name]))) : undefined

/** A value, or the only one of a list: Gluu's store has lists alone. */
const alone = (value: Json | undefined) => (Array.isArray(value) && value.length === 1 ? value[0] : value)

/** Every place of an answer; the outermost record that is in a list owns what is in it. */
export function placesIn(answer: Json): Place[] {
  const found: Place[] = []
  const visit = (value: Json, path: Step[], record: Place['record'], isInList: boolean) => {
    const name = record === null && (isInList || path.length === 0) ? nameIn(value) : undefined
    if (name !== undefined) {
      found.push({ record, path, kind: kindOf(path) })
      const own = { name, value: (value as Row)[name]! }
      for (const [key, inner] of Object.entries(value as Row)) visit(inner, [key], own, false)
      return
    }
    if (path.length > 0) found.push({ record, path, kind: `${record ? 'record.' : ''}${kindOf(path)}` })
    if (Array.isArray(value)) value.forEach((inner, index) => void visit(inner, [...path, index], record, true))
    else if (isRow(value)) for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key], record, false)
  }
  visit(answer, [], null, false)
  return found
}

const kindOf = (path: readonly Step[]) => path.map((step) => (typeof step === 'number' ? '*' : step)).join('.')

/** A value with what holds it. */
export interface Spot {
  holder: Row | Json[]
  key: Step
}

/** Where a place is in an answer: once, more often, or not at all. `wide`: in every record of the answer. */
export function spotsOf(answer: Json, { record, path }: Place, isWide: boolean): Spot[] {
  const roots = record === null ? [answer] : recordsIn(answer, isWide ? null : record)
  return roots.flatMap((root) => spotAt(root, path))
}

function spotAt(root: Json, path: readonly Step[]): Spot[] {
  let holder: Json | undefined = root
  for (const step of path.slice(0, -1)) holder = (holder as Row | undefined)?.[step as string]
  const key = path.at(-1)
  const isThere = key !== undefined && typeof holder === 'object' && holder !== null && Object.hasOwn(holder, key)
  return isThere ? [{ holder: holder as Row, key }] : []
}

/** The records in an answer: all, or those that a name tells. */
function recordsIn(answer: Json, wanted: Place['record']): Row[] {
  const found: Row[] = []
  const visit = (value: Json) => {
    const name = nameIn(value)
    if (name !== undefined) {
      if (!wanted || String((value as Row)[wanted.name]) === String(wanted.value)) found.push(value as Row)
      return
    }
    if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) visit(inner)
  }
  visit(answer)
  return found
}

export const at = ({ holder, key }: Spot): Json => (holder as Row)[key as string]!

export function put({ holder, key }: Spot, value: Json): void {
  ;(holder as Row)[key as string] = value
}

export function remove({ holder, key }: Spot): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
}

/** Puts entries in the place of one of an object, in its order. */
export function replaceEntry({ holder, key }: Spot, entries: [string, Json][]): void {
  const all = Object.entries(holder as Row).flatMap((entry) => (entry[0] === key ? entries : [entry]))
  for (const name of Object.keys(holder)) delete (holder as Row)[name]
  for (const [name, value] of all) (holder as Row)[name] = value
}
