// A person of the store as a contact, by the settings. Pure.

import { cleanName, toKey } from '../../artifacts/key.ts'
import type { SourceContact } from '../../artifacts/records.ts'
import { attributeReader } from '../../connector/attributes.ts'
import { isUnreadable, recordReader } from '../../connector/read-value.ts'
import { addressProblem, signInProblem, signProblem } from '../../core/loose-forms.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { Query } from '../source.ts'
import { type Status, statusReader } from '../status.ts'
import { type GluuEntry, valuesOf } from './entry.ts'
import type { GluuSettings } from './settings.ts'

export const GLUU_ID_PREFIX = 'gluu:'

/** The status values of Gluu and Janssen (oxCore, GluuStatus.java). */
const OWN_STATUS = { attribute: 'gluuStatus', active: ['active'], inactive: ['inactive', 'expired', 'register'] }

/** A person of the store as a contact. */
export interface Mapped {
  contact: SourceContact
  /** The unreadable value, or null. An unreadable person proves no absence. */
  unreadable: string | null
  /** Sign-in name and all addresses, as written. */
  names: readonly string[]
}

/** Maps entries to contacts. An inactive person has no other problem. */
export function mapping(settings: GluuSettings): (entry: GluuEntry) => Mapped {
  type Noted = { entry: GluuEntry; of(name: string): readonly string[] }
  const read = attributeReader<Noted>(settings.attributes, (place) => {
    const name = place.replace('[]', '')
    return name === place ? ({ of }) => of(name)[0] ?? null : ({ of }) => [...of(name)]
  })
  const ownStatus = statusReader(OWN_STATUS)
  const other = settings.status && { read: statusReader(settings.status), name: settings.status.attribute }

  return (entry) => {
    const notes = recordReader()
    notes.take(entry.fault)
    const externalId = GLUU_ID_PREFIX + entry.inum
    const of = (name: string) => notes.take(valuesOf(entry, name)) ?? []
    const isTold = notes.take(entry.active)
    const own = ownStatus(notes.take(entry.status) ?? [], isTold)
    const status = other && own.problem === null ? other.read(of(other.name), knownOf(own, isTold, entry)) : own
    const mails = of('mail')
    const [email = null] = mails
    const keys = of(settings.key)
    const accounts = settings.account === undefined ? [] : of(settings.account).map((one) => one.trim())
    const [name = ''] = [...of('displayName'), ...of('cn'), [...of('givenName'), ...of('sn')].join(' ')]
    const attributes = read({ entry, of })
    const unreadable = notes.problem
    const wrong =
      status.problem ??
      (email !== null ? addressProblem(email) : null) ??
      (keys[0] !== undefined && keys[0] !== email ? signInProblem(keys[0]) : null) ??
      signProblem(name) ??
      (settings.key !== 'mail' && keys.length > 1 ? `several values of ${settings.key}` : null) ??
      (accounts.length > 1 ? `several values of ${settings.account}: ${accounts.join(', ')}` : null)
    const active = unreadable !== null || status.active
    const { otherNames } = entry
    return {
      names: [...keys, ...mails, ...otherNames],
      unreadable,
      contact: {
        account: accounts.length > 1 ? null : (accounts[0] ?? null),
        email,
        externalId,
        key: keys[0] === undefined ? `?${externalId}` : toKey(keys[0]),
        ...(otherNames.length > 0 && { otherNames: [...otherNames] }),
        person: { active, attributes, groups: [], name: cleanName(name), organization: null },
        problem: unreadable ?? (active ? wrong : null),
      },
    }
  }
}

/** The presence besides another status: null if neither SCIM nor the store states it. */
const knownOf = (own: Status, isTold: boolean | null, { status }: GluuEntry): boolean | null =>
  isTold === null && !isUnreadable(status) && status.length === 0 ? null : own.active

/** Adds a problem to a contact without account, if the target has organizations. */
export function withAccountProblem(contact: SourceContact, { accounts }: Query, settings: GluuSettings): SourceContact {
  const isPlaced = accounts.length === 0 || contact.account !== null || !contact.person.active
  return isPlaced ? contact : { ...contact, problem: contact.problem ?? `it has no ${settings.account}` }
}

/** After this many people without a value, the settings are at fault, not the people. */
const MANY_PEOPLE = 20

/** Throws exit 7 if no person of many has an attribute of the settings: sync would clear it for everybody. */
export function assertAttributesKnown(entries: readonly GluuEntry[], { account, attributes, key }: GluuSettings): void {
  const places = Object.values(attributes).flatMap((place) =>
    typeof place === 'string' ? [place.replace('[]', '')] : [],
  )
  const lacking = [key, ...(account === undefined ? [] : [account]), ...places].find((name) =>
    entries.every((entry) => {
      const values = valuesOf(entry, name)
      return !isUnreadable(values) && values.length === 0
    }),
  )
  if (lacking === undefined || entries.length < MANY_PEOPLE) return
  throw new Failure(exit.input, `Gluu: nobody of ${entries.length} people has ${lacking}. Check what source names`)
}
