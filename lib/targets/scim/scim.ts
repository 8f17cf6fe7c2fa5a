// A SCIM 2.0 service as a target: what the pipeline asks of it, put together from reads and writes.

import { cleanName, toKey } from '../../artifacts/key.ts'
import type { User } from '../../artifacts/records.ts'
import { scimService } from '../../scim/service.ts'
import type { Target, TargetContext } from '../target.ts'
import { addressing, addressOf } from './addressing.ts'
import { fullName } from './bizagi.ts'
import { changeSender } from './change.ts'
import { scimChanges } from './changes.ts'
import { checks } from './checks.ts'
import { scimCreations } from './creations.ts'
import { type Dialect, dialects } from './dialect.ts'
import { memberships } from './groups.ts'
import { scimReads } from './reads.ts'
import type { ScimSettings } from './settings.ts'
import { pathsOf } from './users.ts'

/** The users of a SCIM 2.0 service. */
export function scimTarget(settings: ScimSettings, context: TargetContext): Target {
  const { attributes, url } = settings
  const dialect: Dialect = dialects[settings.dialect]
  const paths = pathsOf(settings)
  const { externalIdFilter: kept } = paths
  const { readScope, tokenScope = dialect.tokenScope } = settings
  const scope = context.write ? tokenScope : (readScope ?? tokenScope)
  const remote = scimService({ ...settings, tokenScope: scope }, context.progress, dialect)
  const addresses = addressing(remote, addressOf(settings, dialect))
  const read = scimReads(remote, settings, { context, addresses })
  const send = changeSender(remote, settings, { paths, addresses })
  const groups = memberships(remote, send, settings)
  const change = scimChanges(read, { sender: send, groups, settings: { addresses, ...settings } })

  return {
    from: url,

    async *organizations() {},

    async *groups() {
      yield* await read.managedGroups()
    },

    async *users() {
      yield* await read.everyone()
    },

    usersById: read.usersById,

    /** By filters; where the service does not take them, by reading everyone. */
    async findUsers({ emails = [], externalIds = [] }) {
      const wanted = new Set(emails.map(toKey))
      const fits = ({ email, externalId, key, otherEmails }: User) =>
        [key, email, ...otherEmails].some((one) => wanted.has(toKey(one))) ||
        (externalId !== null && externalIds.includes(externalId))
      const addresses = [...emails, ...wanted]
      const found = [
        kept === null || externalIds.length === 0 ? [] : await read.findBy(kept, [...externalIds], fits),
        emails.length === 0 ? [] : await read.findBy(paths.keyFilter, addresses, fits),
        emails.length === 0 ? [] : await read.findBy('emails.value', addresses, fits),
      ]
      if (found.includes(null)) return (await read.everyone()).filter(fits)
      return read.usersById([...new Set(found.flatMap((users) => users!.map(({ id }) => id)))])
    },

    create: scimCreations(remote, read, { groups, settings, paths }),
    update: change,
    remove: change,

    /** Nothing goes on after its answer. */
    async awaitJobs() {},

    uncheckable: read.uncheckable,

    checks() {
      const hasPages = dialect.onePage === undefined && settings.paging === 'pages'
      const { hasDiscovery } = dialect
      return checks(remote, read, { settings, addresses, hasPages, protect: context.protect ?? [], hasDiscovery })
    },

    adapt: (contact) =>
      paths.name !== null
        ? contact
        : { ...contact, person: { ...contact.person, name: cleanName(fullName(contact, attributes)) } },

    targetProblem: (contact) => dialect.contactLimit?.(contact, attributes) ?? null,
  }
}
