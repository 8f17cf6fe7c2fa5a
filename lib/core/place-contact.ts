// From a contact of the source to a record of contacts.json: organization, groups, problem. Pure.

import { toKey } from '../artifacts/key.ts'
import type { Contact, Group, Organization, SourceContact } from '../artifacts/records.ts'
import { isMasked } from './hidden.ts'
import { hasMaskSigns, isNoValue, MASKED, NO_NAME_PROBLEM } from './masks.ts'
import { addressProtection } from './protection.ts'
import { similarNamesOf, spellingProblem, withSpelling } from './spelling.ts'

interface Surroundings {
  organizations: Iterable<Organization>
  groups: Iterable<Group>
  hasOrganizations: boolean
  protect: readonly string[]
  /** The contact as the target can hold it. */
  adapt?: ((contact: Contact) => Contact) | undefined
  /** A limit of the target that a contact breaks, or null. */
  targetProblem: (contact: Contact) => string | null
}

/**
 * Turns a contact of the source into one of contacts.json, or null if its account has no organization in the target. A
 * contact with an unreadable name is never dropped, because it may be any user. The first problem counts: that of the
 * source, then spelling, organization, groups, address, limits.
 */
export function contactPlacer({
  organizations,
  groups,
  hasOrganizations,
  protect,
  adapt = asItIs,
  targetProblem,
}: Surroundings) {
  const byAccount = groupByKey(organizations)
  const byName = new Map([...groups].map(({ key, id }) => [key, id]))
  const protecting = addressProtection(protect)
  const ruleOf = (name: string | null) => (name ? protecting(name) : null)

  /** The ids of these groups, each once: two names may mean one. */
  const groupIds = (names: readonly string[]) =>
    names.length === 0 ? [] : [...new Set(names.flatMap((name) => byName.get(name) ?? []))].sort()

  return (shown: SourceContact): Contact | null => {
    const contact = withSimilarNames(withoutMask(shown), shown.otherNames)
    const { account, email, person } = adapt(contact)
    const spelling = person.active
      ? spellingProblem(person === contact.person ? contact : { ...contact, person })
      : null
    const own = withSpelling(contact, spelling)
    const homes = hasOrganizations && account !== null ? (byAccount.get(account) ?? []) : []
    // a problem of its own may be why, or that somebody has left: such a contact still says that somebody is there, or
    // is not
    const isHomeless = hasOrganizations && homes.length === 0
    const isKnown = spelling === null && !isMasked(contact)
    if (isHomeless && isKnown && (account !== null || (own === null && person.active))) return null
    const unmapped = person.groups.find((name) => !byName.has(name))
    const { active, attributes, name } = person
    const organization = homes[0]?.id ?? null
    const settled: Contact = {
      ...contact,
      person: { active, attributes, groups: groupIds(person.groups), name, organization },
    }
    const guarded = ruleOf(email) ?? (contact.key === email ? null : ruleOf(contact.key))
    const protection = guarded === null ? null : `its own address is protected by the rule ${guarded}`
    if (!active) return { ...settled, problem: contact.problem ?? protection } // nothing else needs to be right
    const problem =
      own ??
      (contact.key.startsWith('?') ? 'no usable sign-in name' : null) ??
      (homes.length > 1 ? `organization ambiguous: ${homes.map(({ id }) => id).join(', ')} carry one account` : null) ??
      (unmapped === undefined ? null : `group ${unmapped} is not among the groups of the target`) ??
      protection ??
      targetProblem(settled)
    return problem === settled.problem ? settled : { ...settled, problem }
  }
}

/** The contact as it is written, without `otherNames`. Field by field: a copy by spread takes longer than the rest. */
function withSimilarNames(
  { account, email, externalId, key, person, problem }: SourceContact,
  otherNames: SourceContact['otherNames'],
): Contact {
  const similarNames = similarNamesOf({ email, key, otherNames })
  return { account, email, externalId, key, person, problem, similarNames }
}

/** Mask signs are no name, and neither are words for no value: several may show the same. */
function withoutMask<T extends Contact | SourceContact>(shown: T): T {
  const { email, externalId, key, person, problem } = shown
  if (!person.active) return shown
  const isNameless = key.startsWith('?')
  const isHidden = email !== null && hasMaskSigns(email)
  const isKeyHidden = !isNameless && (key === email ? isHidden : hasMaskSigns(key))
  const isKeyLost = !isNameless && isNoValue(key)
  if (!isHidden && !isKeyHidden && !isKeyLost) return shown
  const isKey = isKeyHidden || isKeyLost || key === toKey(email ?? '')
  const reason = isHidden || isKeyHidden ? MASKED : NO_NAME_PROBLEM
  return {
    ...shown,
    email: isHidden || (email !== null && isNoValue(email)) ? null : email,
    key: isKey ? `?${externalId}` : key,
    problem: isMasked({ problem }) ? problem : reason,
  }
}

const asItIs = (contact: Contact) => contact

function groupByKey(organizations: Iterable<Organization>): Map<string, Organization[]> {
  const map = new Map<string, Organization[]>()
  for (const one of organizations) map.set(one.key, [...(map.get(one.key) ?? []), one])
  return map
}
