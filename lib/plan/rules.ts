// The rules of compare, from the settings of an instance and its snapshots.

import { isUnread } from '../artifacts/key.ts'
import type { Line } from '../artifacts/record-line.ts'
import type { Contact, Organization, User } from '../artifacts/records.ts'
import type { Run } from '../cli/stage.ts'
import type { LastSync, Rules } from '../core/decision.ts'
import { contactsWithHiddenAddress } from '../core/hidden.ts'
import { removable } from '../core/protection.ts'
import { refusalReader } from './refused.ts'

/** The ids of the organizations with a known account, and of those whose account could not be read. */
function organizationsOf(organizations: Iterable<Organization>) {
  const [linked, unread] = [new Set<string>(), new Set<string>()]
  for (const one of organizations) (isUnread(one) ? unread : linked).add(one.id)
  return { linked, unread }
}

/** The records that the rules depend on: those of equal pairs may be left out. */
interface ReadSides {
  organizations: { records: Iterable<Organization> }
  users: { head: { from: string }; lines: Iterable<Line<User>> }
  contacts: { foot: { complete: boolean }; lines: Iterable<Line<Contact>> }
}

/**
 * The rules of compare, from the settings, the known organizations, the completeness of the contacts and earlier
 * refusals. `but`: a plan whose own refusals do not count.
 */
export function rulesOf(
  instance: Run['instance'],
  from: ReadSides,
  { lastSync, but = null }: { lastSync?: LastSync | undefined; but?: string | null } = {},
): Rules & Required<Pick<Rules, 'hidden'>> {
  const { emailChange, foreign, leaving, settings } = instance
  const { linked, unread } = organizationsOf(from.organizations.records)
  const { duplicates, scope } = settings
  const { complete } = from.contacts.foot
  const hidden = contactsWithHiddenAddress({
    contacts: from.contacts.lines,
    users: from.users.lines,
    organizations: from.organizations.records,
    foreign,
  })
  const reach = { removable: removable(scope, linked, unread), unread, hidden }
  const refused = refusalReader(instance, from.users.head.from, but)
  return { emailChange, duplicates, complete, foreign, ...reach, leaving, lastSync, refused }
}
