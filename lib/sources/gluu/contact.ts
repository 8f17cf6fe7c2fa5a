// From what the store has of a person to a contact, as the settings map it. Pure.

import { clean, keyed, usable } from '../../artifacts/key.ts'
import type { SourceContact } from '../../artifacts/records.ts'
import { attributesOf } from '../../connector/attributes.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { Asked } from '../source.ts'
import type { Entry } from './entry.ts'
import type { GluuSettings } from './settings.ts'

export const OURS = 'gluu:'

/** Makes contacts of entries. Of whoever is not active nothing else needs to be right. */
export function mapping(settings: GluuSettings): (entry: Entry) => SourceContact {
  const read = attributesOf<Entry>(settings.attributes, (place) => {
    const name = place.replace('[]', '')
    return name === place ? (entry) => valuesOf(entry, name)[0] ?? null : (entry) => [...valuesOf(entry, name)]
  })

  return (entry) => {
    const externalId = OURS + entry.inum
    const of = (name: string) => valuesOf(entry, name)
    const [email = null] = of('mail')
    const keys = of(settings.key)
    const accounts = settings.account === undefined ? [] : of(settings.account).map((one) => one.trim())
    const [said] = [...of('displayName'), ...of('cn'), [...of('givenName'), ...of('sn')].join(' ')]
    const name = clean(said ?? '')
    const wrong = [
      email !== null && !usable(email) && 'no usable address',
      name === '' && 'no usable name',
      settings.key !== 'mail' && keys.length > 1 && `several values of ${settings.key}`,
      accounts.length > 1 && `several values of ${settings.account}: ${accounts.join(', ')}`,
    ].find((one) => one !== false)
    return {
      account: accounts.length > 1 ? null : (accounts[0] ?? null),
      email,
      externalId,
      key: keys[0] === undefined ? `?${externalId}` : keyed(keys[0]),
      person: { active: entry.active, attributes: read(entry), groups: [], name, organization: null },
      problem: (entry.active && wrong) || null,
    }
  }
}

const valuesOf = ({ attributes }: Entry, name: string) =>
  (Object.hasOwn(attributes, name) ? attributes[name] : undefined) ?? []

/** A contact whom a target with organizations cannot place, because nothing says where they belong, has a problem. */
export function homeless(contact: SourceContact, { accounts }: Asked, settings: GluuSettings): SourceContact {
  const isPlaced = accounts.length === 0 || contact.account !== null || !contact.person.active
  return isPlaced ? contact : { ...contact, problem: contact.problem ?? `it has no ${settings.account}` }
}

/** So many people say something about the settings, and not about themselves. */
const MANY = 20

/** Throws exit 7 where nobody of many has an attribute that the settings name: it would be taken from everybody. */
export function told(entries: readonly Entry[], { account, attributes, key }: GluuSettings): void {
  const places = Object.values(attributes).flatMap((place) =>
    typeof place === 'string' ? [place.replace('[]', '')] : [],
  )
  const lacking = [key, ...(account === undefined ? [] : [account]), ...places].find((name) =>
    entries.every((entry) => valuesOf(entry, name).length === 0),
  )
  if (lacking === undefined || entries.length < MANY) return
  throw new Failure(exit.input, `Gluu: nobody of ${entries.length} people has ${lacking}. Check what source names`)
}
