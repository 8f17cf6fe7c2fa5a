// The health checks of a SCIM target.

import type { HealthCheck } from '../../connector/check.ts'
import { isAddressRule } from '../../core/protection.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { commonChecks, SAMPLE_USERS } from '../../scim/checks.ts'
import { pageOf } from '../../scim/page.ts'
import type { Resource } from '../../scim/path.ts'
import { hiddenIn } from '../../scim/schemas.ts'
import type { ScimService } from '../../scim/service.ts'
import type { Addressing } from './addressing.ts'
import { type ScimReads, showsAddresses, showsTags } from './reads.ts'
import type { ScimSettings } from './settings.ts'
import { writeProblems } from './writable.ts'

interface CheckTools {
  addresses: Addressing
  hasPages: boolean
  protect: readonly string[]
  hasDiscovery: boolean
}

/** The checks of one service. */
export function checks(
  service: ScimService,
  reads: ScimReads,
  { settings, addresses, hasPages, protect, hasDiscovery }: CheckTools & { settings: ScimSettings },
): HealthCheck[] {
  const { attributes, groups, update } = settings
  const rules = [
    { named: protect.filter((rule) => rule.startsWith('tag:')), ...TAG_RULES },
    { named: protect.filter(isAddressRule), ...ADDRESS_RULES },
  ]
  const common = commonChecks(service, 'target', {
    attributes,
    groups: Object.keys(groups).length > 0,
    asksWhoAmI: hasDiscovery,
  })
  return [
    common.signIn,
    { name: 'scopes', run: async () => scopeWords(settings) },
    {
      name: 'features',
      run: async () => {
        const { etag, page, patch } = await service.features()
        if (patch === false && update === 'patch') {
          throw new Failure(exit.input, 'it takes no PATCH. Set target.update to "replace"')
        }
        const taken = patch === null ? 'not told' : patch ? 'taken' : 'not taken'
        return `${etag ? 'with' : 'without'} ETag, ${page} users a page, PATCH ${taken}`
      },
    },
    common.resources,
    common.mapped,
    {
      name: 'writable',
      run: async () => {
        const schemas = await service.describe('Schemas')
        if (schemas === null) return 'it shows no schemas to hold it against'
        const problems = writeProblems(schemas, settings)
        if (problems.length === 0) return 'all that is written'
        throw new Failure(exit.input, problems.join('; '))
      },
    },
    ...(update === 'replace' ? [replaceCheck(service)] : []),
    ...(hasPages ? [common.paging] : []),
    singleUserCheck(service, reads, addresses),
    ...(rules.some(({ named }) => named.length > 0) ? [protectCheck(service, { kinds: rules, hasDiscovery })] : []),
    { name: 'users', run: async () => (await common.users()).toLocaleString('en') },
    {
      name: 'groups',
      run: async () => (await reads.managedGroups()).map(({ name }) => name).join(', ') || 'none are managed',
    },
    common.optional,
    common.clock,
  ]
}

/** Whether a listed user is readable alone: otherwise the user counts as gone in a sync. */
const singleUserCheck = ({ page }: ScimService, { mapper }: ScimReads, { get }: Addressing): HealthCheck => ({
  name: 'one user',
  run: async () => {
    const [row] = pageOf('users', await page('Users', { query: { startIndex: 1, count: 1 } })).rows
    const user = row && (await mapper())(row.resource, [])
    if (!user) return 'there is nobody to ask for'
    if (await get(user.id, user.key)) return 'is shown alone too'
    const what = 'it lists a user whom it does not show alone (404), so that nobody could be changed'
    throw new Failure(exit.input, `${what}. Check target.address, and whether it shows users by id at all`)
  },
})

/** The scopes of reading scripts and of sync: SCIM itself defines no scopes. */
function scopeWords({ readScope, token, tokenScope }: ScimSettings): string {
  if (token !== undefined) return 'those of the token, whichever the script is'
  if (readScope !== undefined) return `${readScope}; ${tokenScope ?? 'what is granted'} is asked for by sync alone`
  return 'every script signs in as sync does, and its token may write; target.readScope names a scope to read'
}

/** Attributes that a PUT may clear: it carries only the attributes that a read shows. */
const replaceCheck = (service: ScimService): HealthCheck => ({
  name: 'replace',
  run: async () => {
    const hidden = hiddenIn((await service.describe('Schemas')) ?? [])
    const what = 'a PUT carries all that a read shows'
    return hidden.length === 0 ? what : `${what}; not shown, so that it may be cleared: ${hidden.join(', ')}`
  },
})

/** A kind of protect rules. */
interface RuleKind {
  isShown(user: Resource, schemas: readonly unknown[] | null): boolean
  /** The missing data in words, and the attributes to request. */
  what: string
  attributes: string
  otherwise: string
}

const TAG_RULES: RuleKind = {
  isShown: showsTags,
  what: 'no roles and no userType',
  attributes: 'roles,userType',
  otherwise: 'by address or name:',
}

const ADDRESS_RULES: RuleKind = {
  isShown: showsAddresses,
  what: 'no addresses',
  attributes: 'emails',
  otherwise: 'by name: or tag:',
}

interface ProtectRules {
  kinds: readonly (RuleKind & { named: readonly string[] })[]
  /** Whether the service has schemas. */
  hasDiscovery: boolean
}

/** Whether the service shows the attributes that the rules of `protect` need. */
const protectCheck = ({ at, call, describe }: ScimService, { kinds, hasDiscovery }: ProtectRules): HealthCheck => ({
  name: 'protect',
  run: async () => {
    const readSample = async (more: Record<string, string>) => {
      const query = { startIndex: 1, count: SAMPLE_USERS, ...more }
      return pageOf('users', await call('GET', at('Users'), { query })).rows
    }
    const rows = await readSample({})
    const schemas = hasDiscovery ? await describe('Schemas') : null
    for (const { named, isShown, what, attributes, otherwise } of kinds) {
      const isFine = named.length === 0 || rows.length === 0 || rows.some(({ resource }) => isShown(resource, schemas))
      if (isFine) continue
      const asked = await readSample({ attributes: `userName,${attributes}` })
      const how = asked.some(({ resource }) => isShown(resource, schemas))
        ? `It shows them for attributes=${attributes} alone: have it return them by default`
        : `Have it show them (attributes=${attributes}), or protect ${otherwise} instead`
      const problem = `the protect rule ${named[0]} cannot be checked: the service shows ${what}`
      throw new Failure(exit.input, `${problem}. ${how}. Removals wait until then`)
    }
    return `${kinds.flatMap(({ named }) => named).join(', ')} can be checked`
  },
})
