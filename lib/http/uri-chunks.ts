// Splits values into chunks for one request each, limited by number and by the length of the URI.

/** Salesforce's limit of URI and headers together (Salesforce, API limits); no other remote documents a lower one. */
const MOST_BYTES = 16_384
/** The bytes of the other headers: 171, and a reserve for those of a proxy. */
const OTHER_HEADERS = 512

interface Limits {
  /** Values in one request. */
  maxValues: number
  /** Bytes for the values in the URI (`uriBytesLeft`). */
  bytesLeft: number
  /** The text around every value. */
  overheadPerValue?: string
}

/** Splits `values` into chunks, in order. A value that is too long by itself is a chunk of its own. */
export function* uriChunks(
  values: Iterable<string>,
  { maxValues, bytesLeft, overheadPerValue = '' }: Limits,
): Generator<string[]> {
  let chunk: string[] = []
  let taken = 0
  for (const value of values) {
    const bytes = bytesInQuery(`${value}${overheadPerValue},`)
    if (chunk.length > 0 && (chunk.length === maxValues || taken + bytes > bytesLeft)) {
      yield chunk
      chunk = []
      taken = 0
    }
    chunk.push(value)
    taken += bytes
  }
  if (chunk.length > 0) yield chunk
}

/** The bytes left for values in a request to `url` with this Authorization header. */
export const uriBytesLeft = (url: URL, header: string): number =>
  MOST_BYTES - OTHER_HEADERS - url.pathname.length - url.search.length - url.host.length - header.length

/** The bytes of a text in a query. */
const bytesInQuery = (text: string) => new URLSearchParams({ '': text }).toString().length - 1
