// Leavers of Gluu, each asked for alone: by inum, or by the names that SCIM can filter by.

import type { Progress } from '../../connector/progress.ts'
import { isUnreadable } from '../../connector/read-value.ts'
import { aloneIn } from '../../scim/find-alone.ts'
import type { Service } from '../../scim/service.ts'
import { anyOf, askEach, namesOf, unconfirmed } from '../leavers.ts'
import type { Leaver, Presence } from '../source.ts'
import { type Mapped, mapping, OURS } from './contact.ts'
import { type Entry, entryOfUser, valuesOf } from './entry.ts'
import type { GluuSettings } from './settings.ts'

/**
 * What SCIM's filters call two attributes of the store; the others stand in an extension that a server names itself.
 */
const FILTERS = { 'emails.value': 'mail', userName: 'uid' }

/** Makes the question after single leavers; `entries` is everybody, by the list. */
export function absence(
  service: Service,
  settings: GluuSettings,
  { entries, progress }: { entries: readonly Entry[]; progress: Progress },
) {
  const read = mapping(settings)
  const known = entries.map((entry) => ({
    id: entry.inum,
    names: Object.fromEntries(Object.entries(FILTERS).map(([filter, name]) => [filter, nameOf(entry, name)])),
  }))
  const alone = aloneIn(
    service,
    (user) => {
      const entry = entryOfUser(user)
      const mapped = read(entry)
      return { ...mapped, id: entry.inum, names: [...mapped.names, nameOf(entry, 'uid') ?? ''] }
    },
    known,
  )
  const attributes = settings.key === 'uid' ? Object.keys(FILTERS) : ['emails.value']

  async function askOne(leaver: Leaver): Promise<Presence> {
    const { externalId } = leaver
    const names = namesOf(leaver)
    const isOurs = externalId?.startsWith(OURS) === true && externalId.length > OURS.length
    if (!isOurs && names.length === 0) return unconfirmed('it has no name to ask for')
    const answer = isOurs ? await alone.byId(externalId.slice(OURS.length)) : await alone.byNames(attributes, names)
    return 'reason' in answer ? unconfirmed(answer.reason) : anyOf(answer.found, presenceOf)
  }

  return {
    ask: (leavers: readonly Leaver[]) => askEach(leavers, askOne, { name: 'Gluu', progress }),
    ways: () => alone.ways(attributes),
  }
}

async function presenceOf({ contact, unreadable }: Mapped): Promise<Presence> {
  if (unreadable !== null) return unconfirmed(unreadable)
  return contact.person.active ? { is: 'present', account: contact.account } : { is: 'absent' }
}

function nameOf(entry: Entry, name: string): string | null {
  const values = valuesOf(entry, name)
  return isUnreadable(values) ? null : (values[0] ?? null)
}
