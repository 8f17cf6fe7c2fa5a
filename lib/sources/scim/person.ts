// A SCIM user as a contact, by the settings: first its own fields, then its groups. Pure.

import { cleanName, toKey } from '../../artifacts/key.ts'
import type { SourceContact } from '../../artifacts/records.ts'
import { isUnreadable, recordReader, Unreadable } from '../../connector/read-value.ts'
import { addressProblem, signInProblem, signProblem } from '../../core/loose-forms.ts'
import { faultOf, textsUnder } from '../../scim/faults.ts'
import { unprovenRead } from '../../scim/page.ts'
import { type Path, parsePath, type Resource } from '../../scim/path.ts'
import {
  readActive,
  readAddresses,
  readAttribute,
  readGroups,
  readName,
  readOwnId,
  readTextAt,
} from '../../scim/people.ts'
import { type StatusSettings, statusReader } from '../status.ts'
import type { ScimSourceSettings } from './settings.ts'

export const SCIM_ID_PREFIX = 'scim:'

/** A user by its own fields, before its groups are known. */
export interface Person {
  id: string
  /** Without groups, and without an account by groups. */
  contact: SourceContact
  /** Sign-in name and all addresses, as written. */
  names: readonly string[]
  /** The ids of the groups that the user shows. */
  groups: readonly string[]
  /** Whether the user shows any groups at all. */
  showsGroups: boolean
  /** The unreadable value, or null. */
  unreadable: string | null
}

/**
 * Makes the reader of users. An unreadable user is active, with a problem: it proves no absence.
 */
export function personOf(settings: ScimSourceSettings): (user: Resource) => Person {
  const key = parsePath(settings.key)
  const account = typeof settings.account === 'string' ? parsePath(settings.account) : null
  const mapped = Object.entries(settings.attributes).map(([name, place]) => ({ name, place: attributePlace(place) }))
  const status = settings.status && statusOf(settings.status)

  return (user) => {
    const id = readIdOf(user)
    const externalId = SCIM_ID_PREFIX + id
    const notes = recordReader()
    notes.take(faultOf(user))
    const active = notes.take(readActive(user))
    const written = notes.take(readTextAt(user, key))
    const addresses = notes.take(readAddresses(user)) ?? []
    const name = notes.take(readName(user)) ?? ''
    const home = account && notes.take(readTextAt(user, account))
    const attributes = Object.fromEntries(
      mapped.map(({ name, place }) => [
        name,
        'path' in place ? notes.take(readAttribute(user, place.path)) : place.value,
      ]),
    )
    const groups = notes.take(readGroups(user))
    const said = status ? notes.take(status(user, active)) : null
    const [email = null] = addresses
    const unreadable = notes.problem
    const wrong =
      said?.problem ??
      (email !== null ? addressProblem(email) : null) ??
      (written !== null && written !== email ? signInProblem(written) : null) ??
      signProblem(name)
    const otherNames = unreadable === null ? [] : textsUnder(user, [key.schema ?? key.attribute, 'userName', 'emails'])
    const isActive = unreadable !== null || (said?.active ?? active ?? true) || said?.problem != null
    return {
      id,
      names: [...(written === null ? [] : [written]), ...addresses, ...otherNames],
      groups: (groups ?? []).map((group) => group.id),
      showsGroups: groups !== null,
      unreadable,
      contact: {
        account: home,
        email,
        externalId,
        key: written === null ? `?${externalId}` : toKey(written),
        ...(otherNames.length > 0 && { otherNames }),
        person: { active: isActive, attributes, groups: [], name: cleanName(name), organization: null },
        problem: unreadable ?? (isActive ? wrong : null), // of whoever has left nothing else needs to be right
      },
    }
  }
}

type AttributePlace = { path: Path } | { value: string | number | boolean }

const attributePlace = (place: ScimSourceSettings['attributes'][string]): AttributePlace =>
  typeof place === 'string' ? { path: parsePath(place) } : place

function statusOf(settings: StatusSettings) {
  const path = parsePath(settings.attribute)
  const read = statusReader(settings)
  return (user: Resource, active: boolean | null) => {
    const word = readTextOrBoolean(user, path)
    return isUnreadable(word) ? word : read(word === null ? [] : [word], active)
  }
}

function readTextOrBoolean(user: Resource, path: Path): string | null | Unreadable {
  const value = readAttribute(user, path)
  if (value === null || isUnreadable(value)) return value
  return Array.isArray(value) ? new Unreadable(path.attribute, `a list of ${value.length}`) : String(value)
}

/** Throws exit 9 without a readable id, because ids keep people apart. */
function readIdOf(user: Resource): string {
  const id = readOwnId(user)
  if (isUnreadable(id)) throw unprovenRead('users', `the id of somebody is ${id.shape}`)
  if (id === null) throw unprovenRead('users', 'somebody has no id')
  return id
}
