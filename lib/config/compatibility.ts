// The check that the settings of a source and a target fit together. Pure.

import type { Scope } from '../core/protection.ts'

/** The attribute of the feed's setting `profile`. */
const PROFILE = Symbol('profile')

interface Pair {
  scope: Scope
  source: { use: string; attributes: object; profile?: string | undefined }
  target: { use: string; attributes: object }
  /** The setting of the source for the account of a person, and whether the source has groups. */
  accountSetting: string
  knowsGroups: boolean
  /** The abilities of the target: organizations, managed groups, external ids. */
  hasOrganizations: boolean
  hasGroups: boolean
  storesExternalId: boolean
}

interface Mismatch {
  path: string[]
  message: string
}

/** All mismatches of two sides, each with its path in the instance. */
export function mismatches(pair: Pair): Mismatch[] {
  const { accountSetting, hasGroups, hasOrganizations, storesExternalId, knowsGroups, scope, source, target } = pair
  const { profile } = source
  const given = { ...source.attributes, ...(profile !== undefined && { [profile]: PROFILE }) }
  const found: Mismatch[] = [
    ...namesOfOneSide('source', given, target.attributes),
    ...namesOfOneSide('target', target.attributes, given),
  ]
  const wrong = (path: string[], message: string) => found.push({ path, message })
  if (hasOrganizations && Reflect.get(source, accountSetting) === undefined)
    wrong(['source', accountSetting], `${target.use} has organizations: expected where a person's account is`)
  if (hasGroups && !knowsGroups)
    wrong(['target'], `${source.use} has no groups: all people would leave the mapped groups`)
  if (scope === 'linked' && !hasOrganizations)
    wrong(['scope'], `${target.use} has no organizations: expected ${storesExternalId ? 'managed or ' : ''}end-users`)
  if (scope === 'managed' && !storesExternalId)
    wrong(
      ['scope'],
      `${target.use} does not store which users this sync created, and no user would be removed: ` +
        `expected ${hasOrganizations ? 'linked or ' : ''}end-users`,
    )
  return found
}

/** The first attribute that only one side maps. */
function namesOfOneSide(side: 'source' | 'target', mapped: object, other: object): Mismatch[] {
  const name = Object.keys(mapped).find((one) => !Object.hasOwn(other, one))
  const message = 'is mapped on this side alone: it would never be compared'
  const path =
    (mapped as Record<string, unknown>)[name ?? ''] === PROFILE ? [side, 'profile'] : [side, 'attributes', name ?? '']
  return name === undefined ? [] : [{ path, message }]
}
