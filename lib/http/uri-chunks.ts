// Values in chunks that one request can carry: not too many, and not too long for a URI with its headers.

/** What Salesforce takes for URI and headers together (Salesforce, API limits); no remote of ours documents less. */
const MOST_BYTES = 16_384
/** What a request carries beside its first line, host and sign-in: 171 bytes, and room for a proxy's own. */
const OTHER_HEADERS = 512

interface Limits {
  /** Values in one request. */
  maxValues: number
  /** Bytes that the values may take in the URI, as `uriBytesLeft` tells. */
  bytesLeft: number
  /** What stands around every value. */
  overheadPerValue?: string
}

/** Cuts `values` into chunks, in their order. A value that is too long alone is a chunk of its own. */
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

/** How many bytes of a request to `url` with this Authorization header are left for values. */
export const uriBytesLeft = (url: URL, header: string): number =>
  MOST_BYTES - OTHER_HEADERS - url.pathname.length - url.search.length - url.host.length - header.length

/** As a query carries it. */
const bytesInQuery = (text: string) => new URLSearchParams({ '': text }).toString().length - 1
