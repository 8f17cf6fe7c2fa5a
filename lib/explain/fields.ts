// The compared fields of one person on both sides. Pure.

import stringify from 'fast-json-stable-stringify'
import { attributeOf, type Contact, type User } from '../artifacts/records.ts'
import type { Rules } from '../core/decision.ts'
import { isAddressCompared, newAddress } from '../core/differences.ts'
import type { Match } from '../core/match.ts'

/** A field with the value of the source and that of the target; undefined if one side is missing. */
export interface Field {
  field: string
  contact: unknown
  user: unknown
  /** Null if one side is missing. For `email`: whether the user has the contact's address. */
  same: boolean | null
}

/** All compared fields. The sign-in name, if the target can change it, and the addresses come first. */
export function compareFields(
  contact: Contact | undefined,
  user: User | undefined,
  { by, rules }: { by: Match['by']; rules: Pick<Rules, 'emailChange'> },
): Field[] {
  const [wanted, known] = [contact?.person, user?.person]
  const isPair = contact !== undefined && user !== undefined
  const comparedField = (field: string, a: unknown, b: unknown): Field => ({
    field,
    contact: a,
    user: b,
    same: isPair ? stringify(a) === stringify(b) : null,
  })
  const missing = isPair && isAddressCompared(by, rules) ? newAddress(user, contact) : {}
  const email: Field = {
    field: 'email',
    contact: contact?.email,
    user: user && [user.email, ...user.otherEmails],
    same: isPair ? missing.email === undefined : null,
  }
  const key: Field = {
    field: 'key',
    contact: contact?.key,
    user: user?.key,
    same: isPair ? missing.key === undefined : null,
  }
  const names = [wanted, known].flatMap((person) => Object.keys(person?.attributes ?? {}))
  return [
    ...(rules.emailChange === 'update' ? [key] : []),
    email,
    ...(['active', 'name', 'organization', 'groups'] as const).map((name) =>
      comparedField(name, wanted?.[name], known?.[name]),
    ),
    ...[...new Set(names)]
      .sort()
      .map((name) =>
        comparedField(
          `attributes.${name}`,
          wanted && attributeOf(wanted.attributes, name),
          known && attributeOf(known.attributes, name),
        ),
      ),
  ]
}
