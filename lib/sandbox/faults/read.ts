// A fault as a test or a user writes it, and the check of its fields.

export interface Fault {
  kind: string
  /** Only requests with this method. */
  method?: string
  /** Only requests to this path; * stands for any characters, and the path may end in .json. */
  path?: string
  /** The number of matching requests that pass first. */
  skip?: number
  /** Then every n-th matching request is hit; 1: each. */
  every?: number
  /** It happens so often, or always. */
  count?: number | 'always'
  /** The Retry-After of a response that has this header, in seconds. */
  retryAfter?: number
}

const isWholeFrom = (least: number) => (value: unknown) => Number.isInteger(value) && Number(value) >= least
const isFilledText = (value: unknown) => typeof value === 'string' && value !== ''

const keys: Record<keyof Fault, [fits: (value: unknown) => boolean, expected: string]> = {
  kind: [isFilledText, 'a text'],
  method: [isFilledText, 'a text such as GET'],
  path: [isFilledText, 'a text such as */users'],
  skip: [isWholeFrom(0), 'a whole number from 0'],
  every: [isWholeFrom(1), 'a whole number from 1'],
  count: [(value) => value === 'always' || isWholeFrom(1)(value), "a whole number from 1, or 'always'"],
  retryAfter: [isWholeFrom(1), 'a whole number of seconds from 1'],
}

/** Reads a fault or an array of faults. Throws with the allowed values. */
export function readFaults(json: unknown, kinds: string[]): Fault[] {
  return [json].flat().map((fault) => {
    if (typeof fault !== 'object' || fault === null) throw new Error('a fault is an object with a kind')
    for (const [key, value] of Object.entries(fault)) {
      const known = keys[key as keyof Fault]
      if (!known) throw new Error(`"${key}" is no key of a fault: ${Object.keys(keys).join(', ')}`)
      if (!known[0](value)) throw new Error(`${key}: expected ${known[1]}`)
    }
    const { kind } = fault as Fault
    if (!kinds.includes(kind)) throw new Error(`"${kind}" is no kind of fault here: ${kinds.join(', ')}`)
    return { ...(fault as Fault) }
  })
}
