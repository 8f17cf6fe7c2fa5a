// What a SCIM request says of a user, and what becomes of a rule that forbids it.

import type { Asked } from '../http/remote.ts'
import { refused } from '../scim/answers.ts'
import type { Row } from '../scim/values.ts'
import type { Refusal, Said } from './people.ts'

/** "The Content-Type parameter must be specified in request headers." */
export function typed({ headers }: Asked) {
  const type = headers['content-type'] ?? 'none'
  if (!type.startsWith('application/scim+json')) throw refused(415, `content-type: ${type} is not supported`)
}

/** The first of several values. */
export const valueIn = (values: unknown) => ((values as Row[] | undefined) ?? [])[0]?.['value']

/** What a resource says of a user. */
export function saidIn(resource: Row): Omit<Said, 'email'> {
  const { givenName = '', familyName = '' } = (resource['name'] ?? {}) as Row
  const phone = valueIn(resource['phones'])
  return { firstName: String(givenName), lastName: String(familyName), phone: phone ? String(phone) : undefined }
}

const statusOf: Record<Refusal, Parameters<typeof refused>> = {
  CONTACT_EXISTS: [409, '', 'uniqueness'],
  USER_EXISTS: [409, '', 'uniqueness'],
  INVALID_INPUT: [400, '', 'invalidValue'],
  NOT_ALLOWED: [403, ''],
  NOT_FOUND: [404, ''],
}

/** Turns what a rule refuses into a SCIM error; the statuses are not confirmed. */
export function ruled<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    const { code, message } = error as Error & { code?: Refusal }
    if (!code) throw error
    const [status, , scimType] = statusOf[code]
    throw refused(status, message, scimType)
  }
}
