// The change of a user that a SCIM request describes, and the SCIM error of a broken rule.

import type { RemoteRequest } from '../http/remote.ts'
import type { JsonObject } from '../parts/json.ts'
import { scimRefusal } from '../scim/answers.ts'
import type { RuleCode, UserChange } from './people.ts'

/** "The Content-Type parameter must be specified in request headers." */
export function assertContentType({ headers }: RemoteRequest) {
  const type = headers['content-type'] ?? 'none'
  if (!type.startsWith('application/scim+json')) throw scimRefusal(415, `content-type: ${type} is not supported`)
}

/** The first of several values. */
export const valueIn = (values: unknown) => ((values as JsonObject[] | undefined) ?? [])[0]?.['value']

/** The fields of a user in a resource. */
export function userChangeIn(resource: JsonObject): Omit<UserChange, 'email'> {
  const { givenName = '', familyName = '' } = (resource['name'] ?? {}) as JsonObject
  const phone = valueIn(resource['phones'])
  return { firstName: String(givenName), lastName: String(familyName), phone: phone ? String(phone) : undefined }
}

const statusOf: Record<RuleCode, Parameters<typeof scimRefusal>> = {
  CONTACT_EXISTS: [409, '', 'uniqueness'],
  USER_EXISTS: [409, '', 'uniqueness'],
  INVALID_INPUT: [400, '', 'invalidValue'],
  NOT_ALLOWED: [403, ''],
  NOT_FOUND: [404, ''],
}

/** Turns the error of a broken rule into a SCIM error; the statuses are not confirmed. */
export function withScimErrors<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    const { code, message } = error as Error & { code?: RuleCode }
    if (!code) throw error
    const [status, , scimType] = statusOf[code]
    throw scimRefusal(status, message, scimType)
  }
}
