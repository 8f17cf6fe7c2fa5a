// The url of a request: always at the origin of its service, although answers may have urls of other hosts.

import { exit, Failure } from '../errors/failure.ts'

/** A server that decodes twice reads `%252e` as a dot. */
const MOST_DECODINGS = 4

/**
 * The url of a request, from a path or a url of the service. Throws exit 9 if it leaves the origin of `base`. Throws it
 * also for dot segments, `//`, backslashes and control characters, encoded or not.
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
  // One origin has several spellings: upper case, and the default port.
  const written = path.replace(/^https?:\/\/[^/?#@]+/i, '')
  if (!written.startsWith('/')) throw refuse('is no path of its host')
  const problem = pathProblem(written.split(/[?#]/)[0]!)
  if (problem) throw refuse(problem)
  return url
}

/** An id as one segment of a path. Throws exit 9 for an empty id, because the path would be that of the list. */
export function pathPart(id: string): string {
  if (id !== '') return encodeURIComponent(id)
  throw new Failure(exit.remote, 'an id of an answer is empty. The request was not sent. Check the url in the settings')
}

/** The problem of a path that servers may read differently, or null. */
function pathProblem(path: string): string | null {
  if (path.includes('//')) return 'has // in its path'
  for (const form of decodings(path)) {
    if (/\p{Cc}/u.test(form)) return 'has a control character in its path'
    // to Tomcat `..;x` is `..`
    if (form.split(/[/\\]/).some((part) => /^\.\.?(?:;|$)/.test(part))) return 'has . or .. as a part of its path'
  }
  return null
}

/** A path as written, and its forms after each decoding. */
function* decodings(path: string): Generator<string> {
  let form = path
  for (let n = 0; n <= MOST_DECODINGS; n++) {
    yield form
    const next = form.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    if (next === form) return
    form = next
  }
}
