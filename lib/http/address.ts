// Where a request goes: to the origin of its service, or nowhere. A service's own words may lead elsewhere.

import { exit, Failure } from '../errors/failure.ts'

/** `%252e` is `%2e`, and that a dot, to a server that decodes twice. */
const MOST_DECODINGS = 4

/**
 * The address of a request to a path, or to an address of the service itself. Throws exit 9 where it would leave the
 * origin of `base`, or would not stay what it is written as: dot segments, `//`, back-slashes, control characters,
 * encoded too.
 */
export function requestUrl(base: string, path: string, name: string): URL {
  const refuse = (why: string) =>
    new Failure(
      exit.remote,
      `${name}: an id or an address of an answer ${why}. The request was not sent. Check the url in the settings`,
    )
  if (/[\p{Cc}\p{Z}\\]/u.test(path)) throw refuse('has a back-slash, a blank or a control character in it')
  if (!URL.canParse(path, base)) throw refuse('is no address')
  const url = new URL(path, base)
  const isElsewhere = url.origin !== new URL(base).origin
  if (isElsewhere || url.username || url.password) throw refuse('leads to another host')
  // one origin has several spellings: capitals, and the port that its scheme has anyway
  const written = path.replace(/^https?:\/\/[^/?#@]+/i, '')
  if (!written.startsWith('/')) throw refuse('is no path of its host')
  const problem = pathProblem(written.split(/[?#]/)[0]!)
  if (problem) throw refuse(problem)
  return url
}

/** An id as one part of a path. Throws exit 9 for an empty one: it would be the path of all. */
export function pathPart(id: string): string {
  if (id !== '') return encodeURIComponent(id)
  throw new Failure(exit.remote, 'an id of an answer is empty. The request was not sent. Check the url in the settings')
}

/** What makes a path lead elsewhere than it seems, or null. */
function pathProblem(path: string): string | null {
  if (path.includes('//')) return 'has // in its path'
  for (const form of decodings(path)) {
    if (/\p{Cc}/u.test(form)) return 'has a control character in its path'
    // to Tomcat `..;x` is `..`
    if (form.split(/[/\\]/).some((part) => /^\.\.?(?:;|$)/.test(part))) return 'has . or .. as a part of its path'
  }
  return null
}

/** A path as it is written, and as servers may read it. */
function* decodings(path: string): Generator<string> {
  let form = path
  for (let n = 0; n <= MOST_DECODINGS; n++) {
    yield form
    const next = form.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    if (next === form) return
    form = next
  }
}
