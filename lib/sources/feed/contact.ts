// From a record to a contact, by the settings. Pure.

import { attributeReader } from '../../connector/attributes.ts'
import type { Query, ReceivedContact } from '../source.ts'
import type { FeedRecord } from './people.ts'
import type { FeedSettings } from './settings.ts'

export const FEED_ID_PREFIX = 'feed:'

/** The places that the settings read. */
export const placesIn = ({ account, attributes }: FeedSettings): string[] => [
  ...(account === undefined ? [] : [account]),
  ...Object.values(attributes).filter((place) => typeof place === 'string'),
]

/** The places whose loss puts a feed in doubt: those of the settings, and the managed groups. */
export const watchedPlaces = (settings: FeedSettings): string[] => [
  ...placesIn(settings),
  ...settings.groups.map(({ code }) => GROUP + code),
]

const GROUP = 'user/groups: '

export const hasPlace = (record: FeedRecord, place: string): boolean =>
  place.startsWith(GROUP)
    ? record.person.groups.includes(place.slice(GROUP.length))
    : valueOfPlace(record, place) !== null

const OF_USER: Record<string, string> = { title: 'title', first: 'nameFirst', last: 'nameLast', email: 'email' }

/** The same place by its name in the control file. */
export const placeInControl = (place: string) => (Object.hasOwn(OF_USER, place) ? `user/${OF_USER[place]}` : place)

/** Makes contacts of records. `isAnother`: an earlier record has the same user name. */
export function mapping(settings: FeedSettings) {
  const { account, groups: managed, profile } = settings
  const attributes = attributeReader<FeedRecord>(
    settings.attributes,
    (place) => (record) => valueOfPlace(record, place),
  )

  return (record: FeedRecord, { accounts, groups }: Query, isAnother: boolean): ReceivedContact => {
    const { key, notes, person, place, problem, received, surplus } = record
    const at = `${place.file}#${place.record}`
    const known = new Set(groups.map((group) => group.key))
    const home = account === undefined ? null : valueOfPlace(record, account)
    const lacking = accounts.length > 0 && (typeof home !== 'string' || home.trim() === '')
    const type = managed.findLast(({ active, code }) => active !== undefined && person.groups.includes(code))?.active
    return {
      account: typeof home === 'string' && !lacking ? home.trim() : null,
      email: person.email,
      externalId: FEED_ID_PREFIX + (key === null ? at : isAnother ? `${key}#${at}` : key),
      key: key ?? `?${FEED_ID_PREFIX}${at}`,
      person: {
        active: true,
        attributes: { ...attributes(record), ...(profile !== undefined && { [profile]: type ?? null }) },
        groups: person.groups.filter((code) => known.has(code)),
        name: person.name,
        organization: null,
      },
      // the field with the right value is unknown, so each of these texts may be the name of the person
      ...(surplus.length > 0 && { otherNames: [...new Set(surplus)] }),
      problem: problem ?? (lacking ? `it has no ${account}` : null),
      received: { notes, place: `${place.file}, record ${place.record}`, record: received },
    }
  }
}

/** The value of a record at a place of the settings. */
function valueOfPlace({ person }: FeedRecord, place: string) {
  if (place === 'title' || place === 'first' || place === 'last' || place === 'email') return person[place]
  return Object.hasOwn(person.attributes, place) ? (person.attributes[place] ?? null) : null
}
