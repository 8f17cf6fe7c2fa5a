// Rules of Bizagi that the standard does not have (help.bizagi.com, "SCIM user attributes").

import type { JsonObject } from '../parts/json.ts'
import { scimRefusal } from './answers.ts'
import { bizagiProperties } from './schemas.ts'

/** Characters of user@domain, and of a phone number. */
const BIZAGI_LENGTHS = { userName: 25, phone: 20 }

/** Throws the first broken rule. A rule that the user broke before may stay broken. */
export function assertBizagi(user: JsonObject, before: JsonObject | null) {
  const old = before && rulesOf(before)
  for (const [n, [isBroken, detail]] of rulesOf(user).entries()) {
    if (isBroken && !old?.[n]?.[0]) throw scimRefusal(400, detail, 'invalidValue')
  }
}

function rulesOf(user: JsonObject): [boolean, string][] {
  const userName = String(user['userName'])
  const name = (user['name'] ?? {}) as JsonObject
  const emails = (user['emails'] ?? []) as JsonObject[]
  const phones = (user['phoneNumbers'] ?? []) as JsonObject[]
  const properties = (user[bizagiProperties.id] ?? {}) as JsonObject
  return [
    [!/^[^@\\]+[@\\][^@\\]+$/.test(userName), 'userName: expected user@domain or domain\\user'],
    [userName.length > BIZAGI_LENGTHS.userName, `userName: more than ${BIZAGI_LENGTHS.userName} characters`],
    [!name['givenName'] && !name['middleName'] && !name['familyName'], 'name: a part of it is needed'],
    [emails.length > 1, 'emails: only one'],
    [phones.length > 1, 'phoneNumbers: only one'],
    [
      phones.some(({ value }) => String(value).length > BIZAGI_LENGTHS.phone),
      `phoneNumbers: over ${BIZAGI_LENGTHS.phone} characters`,
    ],
    [phones.some(({ value }) => !/^\+\d{1,3} \d/.test(String(value))), 'phoneNumbers: expected "+CC number"'],
    [properties['enabledForAssignation'] === undefined, 'enabledForAssignation is needed'],
  ]
}
