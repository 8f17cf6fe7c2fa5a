// A SCIM 2.0 service as a target: what the pipeline asks of it, put together from reads and writes.

import { cleanName, toKey } from '../../artifacts/key.ts'
import type { User } from '../../artifacts/records.ts'
import { service } from '../../scim/service.ts'
import type { Target, TargetContext } from '../target.ts'
import { addressing, addressOf } from './addressing.ts'
import { fullName } from './bizagi.ts'
import { sender } from './change.ts'
import { changes } from './changes.ts'
import { looks } from './checks.ts'
import { creations } from './creations.ts'
import { type Dialect, dialects } from './dialect.ts'
import { memberships } from './groups.ts'
import { reads } from './reads.ts'
import type { ScimSettings } from './settings.ts'
import { pathsOf } from './users.ts'

/** The users of a SCIM 2.0 service. */
export function scim(settings: ScimSettings, context: TargetContext): Target {
  const { attributes, url } = settings
  const dialect: Dialect = dialects[settings.dialect]
  const paths = pathsOf(settings)
  const { externalIdFilter: kept } = paths
  const { readScope, tokenScope = dialect.tokenScope } = settings
  const scope = context.write ? tokenScope : (readScope ?? tokenScope)
  const remote = service({ ...settings, tokenScope: scope }, context.progress, dialect)
  const addresses = addressing(remote, addressOf(settings, dialect))
  const read = reads(remote, settings, context, addresses)
  const send = sender(remote, settings, paths, addresses)
  const groups = memberships(remote, send, settings)
  const change = changes(read, send, groups, { addresses, ...settings })

  return {
    from: url,

    async *organizations() {},

    async *groups() {
      yield* await read.managed()
    },

    async *users() {
      yield* await read.everyone()
    },

    usersById: read.several,

    /** By filters; where the service does not take them, by reading everyone. */
    async findUsers({ emails = [], externalIds = [] }) {
      const wanted = new Set(emails.map(toKey))
      const fits = ({ email, externalId, key, otherEmails }: User) =>
        [key, email, ...otherEmails].some((one) => wanted.has(toKey(one))) ||
        (externalId !== null && externalIds.includes(externalId))
      const addresses = [...emails, ...wanted]
      const found = [
        kept === null || externalIds.length === 0 ? [] : await read.having(kept, [...externalIds], fits),
        emails.length === 0 ? [] : await read.having(paths.keyFilter, addresses, fits),
        emails.length === 0 ? [] : await read.having('emails.value', addresses, fits),
      ]
      if (found.includes(null)) return (await read.everyone()).filter(fits)
      return read.several([...new Set(found.flatMap((users) => users!.map(({ id }) => id)))])
    },

    create: creations(remote, read, groups, settings, paths),
    update: change,
    remove: change,

    /** Nothing goes on after its answer. */
    async awaitJobs() {},

    uncheckable: read.uncheckable,

    checks() {
      const hasPages = dialect.onePage === undefined && settings.paging === 'pages'
      const { speaks } = dialect
      return looks(remote, read, settings, { addresses, hasPages, protect: context.protect ?? [], speaks })
    },

    adapt: (contact) =>
      paths.name !== null
        ? contact
        : { ...contact, person: { ...contact.person, name: cleanName(fullName(contact, attributes)) } },

    targetProblem: (contact) => dialect.limit?.(contact, attributes) ?? null,
  }
}
