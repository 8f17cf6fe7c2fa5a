// Lists at the other form of their path, with or without a trailing slash.

import { exit, Failure } from '../errors/failure.ts'
import type { Call } from '../http/client.ts'
import { AnsweredFailure } from '../http/outcome.ts'

const withSlash = (path: string) => `${path.replace(/\/+$/, '')}/`
const otherForm = (path: string) => (path.endsWith('/') ? path.slice(0, -1) : withSlash(path))

/** The end of a path for messages: the base may be masked, and an id may be a name. */
const endOf = (path: string): string =>
  /\/(?:Users|Groups)\/[^/]+\/?$/.test(path)
    ? path.replace(/^.*(\/(?:Users|Groups)\/)[^/]+(\/?)$/, '$1<id>$2')
    : path.slice(path.lastIndexOf('/', path.length - 2))

/** The statuses of a missing path. Some frameworks answer 405. */
const NOT_THERE = [404, 405]

/**
 * The error of a list request, or a failure that names the setting: after a redirect, 404 or 405, if the other form of
 * the path works.
 */
export async function slashFailure(call: Call, path: string, error: unknown): Promise<unknown> {
  const failure = redirectFailure(path, error)
  if (failure !== error || !(error instanceof AnsweredFailure)) return failure
  const other = otherForm(path)
  const isElsewhere = isRedirect(error) ? redirectTarget(error)?.pathname === other : NOT_THERE.includes(error.status)
  return isElsewhere && (await isList(call, other)) ? slashSettingFailure(path, error) : error
}

/** The error of a request, or a failure that names the setting: for a redirect to the other form of the path. */
export function redirectFailure(path: string, error: unknown): unknown {
  if (!(error instanceof AnsweredFailure) || !isRedirect(error)) return error
  const to = redirectTarget(error)
  const isOther = to?.origin === new URL(error.url).origin && to.pathname === otherForm(path)
  return isOther ? slashSettingFailure(path, error) : error
}

const isRedirect = ({ status }: AnsweredFailure) => status >= 300 && status < 400

function slashSettingFailure(path: string, { status }: AnsweredFailure): Failure {
  const other = otherForm(path)
  const setting = `"trailingSlash": ${other.endsWith('/')}`
  return new Failure(exit.input, `SCIM: ${endOf(path)} answers ${status}, and ${endOf(other)} is there. Set ${setting}`)
}

/**
 * The target of a redirect on the same host. Behind a proxy it may name http. The client never follows it.
 */
function redirectTarget({ headers, url }: AnsweredFailure): URL | null {
  const location = headers['location'] ?? ''
  if (!URL.canParse(location, url)) return null
  const to = new URL(location, url)
  return to.hostname === new URL(url).hostname ? to : null
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
