// Changes answers on their way: what was asked is asked again at the same sandbox, and its answer is changed over real
// HTTP.

import type { RemoteRequest, RemoteResponse } from '../../../../lib/sandbox/http/remote.ts'
import type { SystemName } from '../../../../lib/sandbox/systems.ts'
import type { Place } from '../../../kit/pipeline.ts'
import { operationOf } from '../../../kit/zeenea-target.ts'
import type { Script } from '../line.ts'

/** What a request is of, whoever it is about: `GET /Users?filter`. */
export function kindOf(asked: RemoteRequest): string {
  const { method, path, query } = asked
  const operation = operationOf(asked)
  if (operation) return operation
  const parts = path
    .replace(/^\/(api\/)?(scim\/v2|v2|services\/data)/, '')
    .replace(/^\/identity\/restv1\/scim(\/v2)?/, '')
    .split('/')
    .map((part) => (/\d/.test(part) ? ':id' : part))
  const filter = query.has('filter') ? '?filter' : ''
  return `${method} ${parts.join('/')}${filter}`
}

/** Sign-in and discovery of it: a token says nothing about anybody. */
const isSignIn = (path: string) => /token|oauth|\.well-known|\/login/.test(path)

const THROUGH = 'x-through'
const HOP_BY_HOP = /^(host|connection|content-length|transfer-encoding|accept-encoding|keep-alive|date|expect)$/

export interface Heard {
  script: Script
  kind: string
  asked: RemoteRequest
}

export interface Watch {
  /** The stage that runs now. */
  script: Script
  /** Called before a stage runs. */
  entered?: (script: Script) => void
}

/** Shows every answer of a system to `change`, as text; what it gives is answered in its place. */
export function changing(
  here: Place,
  system: SystemName,
  watch: Watch,
  change: (heard: Heard, text: string) => string | null,
): void {
  here.interfere(async (which, asked) => {
    if (which !== system || asked.headers[THROUGH] !== undefined || isSignIn(asked.path)) return undefined
    const heard = { script: watch.script, kind: kindOf(asked), asked }
    const { status, headers, text } = await passed(asked)
    const changed = status >= 300 || text === '' ? null : change(heard, text)
    return { status, headers, body: changed ?? text } satisfies RemoteResponse
  })
}

/** Asks the same of the same server. */
async function passed({ method, origin, path, query, headers, body }: RemoteRequest) {
  const kept = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.test(name)) as [string, string][]
  const search = query.size > 0 ? `?${query}` : ''
  const response = await fetch(`${origin}${path}${search}`, {
    method,
    headers: { ...Object.fromEntries(kept), [THROUGH]: 'yes' },
    redirect: 'manual',
    ...(body !== null && { body: JSON.stringify(body) }),
  })
  const answered = Object.fromEntries([...response.headers].filter(([name]) => !HOP_BY_HOP.test(name)))
  return { status: response.status, headers: answered, text: await response.text() }
}
