// The change of one user by PATCH, PUT or DELETE, with the version of the read, and the outcome of its answer.

import stringify from 'fast-json-stable-stringify'
import type { Deletion, Fields, Update } from '../../artifacts/records.ts'
import { isUnreadable } from '../../connector/read-value.ts'
import { hiddenSign } from '../../core/loose-forms.ts'
import { type Answer, UnknownFate } from '../../http/outcome.ts'
import { field, type Resource } from '../../scim/path.ts'
import { readAttribute, readEmails } from '../../scim/people.ts'
import type { ScimService } from '../../scim/service.ts'
import { sendUntilAnswered } from '../resend.ts'
import type { Addressing } from './addressing.ts'
import { type Dialect, dialects } from './dialect.ts'
import { patchBody, patchOperations } from './patch.ts'
import type { ScimSettings } from './settings.ts'
import { activeValue, type Paths, USER, type WantedValue, wantedValues, withValues } from './users.ts'
import { scimWords } from './words.ts'

/** The statuses of a refused request: their text goes into the receipt. */
export const ABOUT_THE_REQUEST = [400, 403, 404, 405, 409, 412, 413, 422, 423, 428, 501]

/** The statuses of an outdated plan: the user changed in the meantime. */
const OUTDATED = [404, 409, 412]

/**
 * The refusal of a change, with the error for its receipt. `outdated`: the plan no longer fits. `unsure`: after a lost
 * answer, the refusal may be about the effect of our own request.
 */
export interface Refusal {
  error: string
  outdated: boolean
  unsure: boolean
  /** Whether a rule of the service protects the user from removal. */
  kept: boolean
  /** Whether the service does not know the method. */
  isUnknown?: boolean
}

/** The next step for an unknown method. */
const OTHERWISE = {
  PATCH: 'Set "update": "replace" in the target if the service takes PUT',
  PUT: 'Set "update": "patch" in the target if the service takes PATCH',
}

const withOtherMethod = (refused: Refusal | null, method: keyof typeof OTHERWISE): Refusal | null =>
  refused?.isUnknown ? { ...refused, error: `${refused.error}. ${OTHERWISE[method]}` } : refused

/** Sends changes of users to one service; the result is a refusal, or null. */
export function changeSender(
  service: ScimService,
  { dialect, removal, update, network }: ScimSettings,
  { paths, addresses: { get, part } }: { paths: Paths; addresses: Addressing },
) {
  const { at, call } = service
  const way: Dialect = dialects[dialect]

  /**
   * Sends one change. `active` is sent alone, because some services drop a whole PATCH for one operation (seen: for a
   * path with a filter).
   */
  async function send(entry: Update | Deletion, user: Resource): Promise<Refusal | null> {
    const { id } = entry
    if (entry.reason === 'absent' && removal === 'delete') return deleteUser(id, user)
    const { active, ...to } = entry.to as Fields
    const steps = [active === undefined ? [] : [activeValue(active)], wantedValues(user, to, paths)]
    // the read before a second PUT could lag
    const all = (update === 'replace' ? [steps.flat()] : steps).filter((values) => values.length > 0)
    let now = user
    for (const [index, values] of all.entries()) {
      const { method, body, written } = requestFor(now, values)
      const sign = findHiddenSign(written)
      if (sign !== null) return { error: writeBackError(sign), outdated: true, unsure: false, kept: false }
      const refused = withOtherMethod(await ask(method, at('Users', part(id)), { json: body, user: now }), method)
      if (refused && !refused.unsure) return refused
      if (!refused && index === all.length - 1) return null
      now = (await get(id, null)) ?? now
      if (refused && !values.every((one) => isIn(now, one))) return refused
    }
    return null
  }

  /** The request for these values; `written` has them by attribute. */
  function requestFor(now: Resource, values: readonly WantedValue[]) {
    if (update === 'replace') {
      const user = putBody(withValues(now, values))
      return { method: 'PUT' as const, body: user, written: user }
    }
    const all = patchOperations(now, values, dialect)
    const written = Object.fromEntries(all.map(({ path, value }) => [path, value]))
    return { method: 'PATCH' as const, body: patchBody(all), written }
  }

  async function deleteUser(id: string, user: Resource): Promise<Refusal | null> {
    const refused = await ask('DELETE', at('Users', part(id)), { json: undefined, user })
    return refused?.unsure && (await get(id, null)) === null ? null : refused
  }

  const isIn = (user: Resource, { path, value }: WantedValue) =>
    stringify(readAttribute(user, path, way.isEntra)) === stringify(value)

  /** Sends a request; each of these is safe to repeat after a lost answer. */
  async function ask(
    method: 'DELETE' | 'PATCH' | 'PUT',
    path: string,
    { json, user }: { json: unknown; user: Resource },
  ) {
    let version = await versionOf(user, method)
    let isDemanded = false
    let isResent = false
    const resend = (other: string | null) => {
      version = other
      isResent = true
      return send()
    }
    const send = async (): Promise<Answer> => {
      const shown = path.replace(/\/[^/]+$/, '/...') // ids of Bizagi may be names
      const headers = version === null ? {} : { headers: { 'if-match': version } }
      const request = { shown, ...headers, ...(json !== undefined && { json }), once: true, allow: ABOUT_THE_REQUEST }
      const answer = await call(method, path, request)
      if (isDemanded) return answer
      if (await isVersionMisread(answer, path, version)) return resend(null)
      if (answer.status !== 428 || service.etagOf(user) === null) return answer
      isDemanded = true // a service may demand a version without stating ETag support (RFC 6585, 3)
      return resend(service.etagOf(user))
    }
    const sent = await sendUntilAnswered({ network, send })
    if (sent instanceof UnknownFate) return { error: sent.message, outdated: false, unsure: true, kept: false }
    return changeRefusal(sent.answer, sent.wasLost || isResent, method === 'DELETE' ? (way.refusalsToRemove ?? []) : [])
  }

  /** The version for a change. Without ETag support, a service may still check the version of a PUT. */
  async function versionOf(user: Resource, method: string): Promise<string | null> {
    const isOffered = (await service.features()).etag
    if (!isOffered && method !== 'PUT') return null
    const offered = isOffered ? field(field(user, 'meta'), 'version') : undefined
    return typeof offered === 'string' ? offered : service.etagOf(user)
  }

  /**
   * Whether a 412 is wrong because a read still shows this version: some servers never match a weak ETag (RFC 9110,
   * 13.1.1).
   */
  async function isVersionMisread({ status }: Answer, path: string, version: string | null): Promise<boolean> {
    if (status !== 412 || version === null || (await service.features()).etag) return false
    const { headers } = await call('GET', path, { allow: [404], shown: path.replace(/\/[^/]+$/, '/...') })
    return headers['etag'] === version
  }

  return { send, ask }
}

/** The first invisible sign in the sign-in name or an address of a body, which a write would send back. */
function findHiddenSign(written: Resource): string | null {
  const emails = readEmails(written)
  const addresses = emails === null || isUnreadable(emails) ? [] : emails.map(({ raw }) => rawText(raw))
  const names = [rawText(field(written, 'userName')), ...addresses].filter((name) => name !== null)
  return names.map(hiddenSign).find((sign) => sign !== null) ?? null
}

/** A text as received, untrimmed. */
const rawText = (raw: unknown): string | null => {
  const text = typeof raw === 'string' ? raw : field(raw, 'value')
  return typeof text === 'string' ? text : null
}

const writeBackError = (sign: string) =>
  `the service shows a name of this user with ${sign}, which would be written back. Fix it there`

function changeRefusal(answer: Answer, isLate: boolean, keeps: readonly number[]): Refusal | null {
  if (answer.status < 300) return null
  const outdated = OUTDATED.includes(answer.status)
  const error = scimWords(answer)
  // the same status means a key without the right to delete
  const kept = keeps.includes(answer.status) && !/\b(key|scope|token|bearer)\b/i.test(error)
  return { error, outdated, unsure: isLate && outdated, kept, isUnknown: [405, 501].includes(answer.status) }
}

/** The body of a PUT, without read-only attributes (RFC 7644, 3.5.1) and with every extension named (RFC 7643, 3). */
function putBody(user: Resource): Resource {
  const { meta: _, groups: __, ...rest } = user
  const schemas = Array.isArray(rest['schemas']) ? rest['schemas'] : [USER]
  const extensions = Object.keys(rest).filter((name) => name.startsWith('urn:'))
  return { ...rest, schemas: [...new Set([...schemas, ...extensions])] }
}
