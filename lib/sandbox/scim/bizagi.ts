// What Bizagi refuses that the standard allows (help.bizagi.com, "SCIM user attributes").

import { refused } from './answers.ts'
import { bizagiProperties } from './schemas.ts'
import type { Row } from './values.ts'

/** Characters of user@domain, and of a phone number. */
const LONGEST = { userName: 25, phone: 20 }

/** Throws the first thing that Bizagi would not store. What was so before may stay. */
export function checkBizagi(user: Row, before: Row | null) {
  const old = before && broken(before)
  for (const [n, [isBroken, detail]] of broken(user).entries()) {
    if (isBroken && !old?.[n]?.[0]) throw refused(400, detail, 'invalidValue')
  }
}

function broken(user: Row): [boolean, string][] {
  const userName = String(user['userName'])
  const name = (user['name'] ?? {}) as Row
  const emails = (user['emails'] ?? []) as Row[]
  const phones = (user['phoneNumbers'] ?? []) as Row[]
  const properties = (user[bizagiProperties.id] ?? {}) as Row
  return [
    [!/^[^@\\]+[@\\][^@\\]+$/.test(userName), 'userName: expected user@domain or domain\\user'],
    [userName.length > LONGEST.userName, `userName: more than ${LONGEST.userName} characters`],
    [!name['givenName'] && !name['middleName'] && !name['familyName'], 'name: a part of it is needed'],
    [emails.length > 1, 'emails: only one'],
    [phones.length > 1, 'phoneNumbers: only one'],
    [
      phones.some(({ value }) => String(value).length > LONGEST.phone),
      `phoneNumbers: over ${LONGEST.phone} characters`,
    ],
    [phones.some(({ value }) => !/^\+\d{1,3} \d/.test(String(value))), 'phoneNumbers: expected "+CC number"'],
    [properties['enabledForAssignation'] === undefined, 'enabledForAssignation is needed'],
  ]
}
