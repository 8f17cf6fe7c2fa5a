// The absence check of Gluu: each leaver is looked up by inum, or by the names that SCIM can filter.

import type { Progress } from '../../connector/progress.ts'
import { isUnreadable } from '../../connector/read-value.ts'
import { singleLookups } from '../../scim/find-alone.ts'
import type { ScimService } from '../../scim/service.ts'
import { anyOf, askEach, namesOf, unconfirmedPresence } from '../leavers.ts'
import type { Leaver, Presence } from '../source.ts'
import { GLUU_ID_PREFIX, type Mapped, mapping } from './contact.ts'
import { entryOfUser, type GluuEntry, valuesOf } from './entry.ts'
import type { GluuSettings } from './settings.ts'

/**
 * Two attributes of the store by their names in SCIM filters. The others are in an extension with a name per server.
 */
const FILTERS = { 'emails.value': 'mail', userName: 'uid' }

/** Makes the lookup of single leavers; `entries` has every person of the list. */
export function absence(
  service: ScimService,
  settings: GluuSettings,
  { entries, progress }: { entries: readonly GluuEntry[]; progress: Progress },
) {
  const read = mapping(settings)
  const known = entries.map((entry) => ({
    id: entry.inum,
    names: Object.fromEntries(Object.entries(FILTERS).map(([filter, name]) => [filter, firstName(entry, name)])),
  }))
  const alone = singleLookups(
    service,
    (user) => {
      const entry = entryOfUser(user)
      const mapped = read(entry)
      return { ...mapped, id: entry.inum, names: [...mapped.names, firstName(entry, 'uid') ?? ''] }
    },
    known,
  )
  const attributes = settings.key === 'uid' ? Object.keys(FILTERS) : ['emails.value']

  async function askOne(leaver: Leaver): Promise<Presence> {
    const { externalId } = leaver
    const names = namesOf(leaver)
    const isOurs = externalId?.startsWith(GLUU_ID_PREFIX) === true && externalId.length > GLUU_ID_PREFIX.length
    if (!isOurs && names.length === 0) return unconfirmedPresence('it has no name to ask for')
    const answer = isOurs
      ? await alone.byId(externalId.slice(GLUU_ID_PREFIX.length))
      : await alone.byNames(attributes, names)
    return 'reason' in answer ? unconfirmedPresence(answer.reason) : anyOf(answer.found, presenceOf)
  }

  return {
    ask: (leavers: readonly Leaver[]) => askEach(leavers, askOne, { name: 'Gluu', progress }),
    ways: () => alone.ways(attributes),
  }
}

async function presenceOf({ contact, unreadable }: Mapped): Promise<Presence> {
  if (unreadable !== null) return unconfirmedPresence(unreadable)
  return contact.person.active ? { is: 'present', account: contact.account } : { is: 'absent' }
}

function firstName(entry: GluuEntry, name: string): string | null {
  const values = valuesOf(entry, name)
  return isUnreadable(values) ? null : (values[0] ?? null)
}
