// A service whose lists lie under the other form of their path, with or without a slash at the end.

import { exit, Failure } from '../errors/failure.ts'
import type { Call } from '../http/client.ts'
import { AnsweredFailure } from '../http/outcome.ts'

const withSlash = (path: string) => `${path.replace(/\/+$/, '')}/`
const otherForm = (path: string) => (path.endsWith('/') ? path.slice(0, -1) : withSlash(path))

/** What follows the base, which is the settings' and may be masked. */
const endOf = (path: string) => path.slice(path.lastIndexOf('/', path.length - 2))

/**
 * What ended the request for a list, or the failure that names the setting: a redirect or a 404, where the other form
 * works.
 */
export async function slashFailure(call: Call, path: string, error: unknown): Promise<unknown> {
  if (!(error instanceof AnsweredFailure)) return error
  const other = otherForm(path)
  const isRedirect = error.status >= 300 && error.status < 400
  if (isRedirect ? pathIn(error) !== other : error.status !== 404 || !(await isList(call, other))) return error
  const setting = `"trailingSlash": ${other.endsWith('/')}`
  const what = `${endOf(path)} answers ${error.status}, and ${endOf(other)} is there`
  return new Failure(exit.input, `SCIM: ${what}. Set ${setting}`)
}

/** The path that a redirect of the same origin leads to; the client sends nothing there. */
function pathIn({ headers, url }: AnsweredFailure): string | null {
  const location = headers['location'] ?? ''
  if (!URL.canParse(location, url)) return null
  const to = new URL(location, url)
  return to.origin === new URL(url).origin ? to.pathname : null
}

async function isList(call: Call, path: string): Promise<boolean> {
  try {
    const { body } = await call('GET', path, { query: { startIndex: 1, count: 1 }, optional: true })
    return typeof body === 'object' && body !== null
  } catch (error) {
    if (error instanceof Failure) return false
    throw error
  }
}
