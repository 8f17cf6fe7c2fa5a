// A Zeenea user as the pipeline sees it, from the export and from a single read, and what is sent of one. Pure.

import { clean, keyed } from '../../artifacts/key.ts'
import { attributeOf, type Fields, type Person, type User } from '../../artifacts/records.ts'
import type { TargetContext } from '../target.ts'
import { SUPER_ADMIN } from './permission-sets.ts'
import { PLACES, type ZeeneaPlace, type ZeeneaSettings } from './settings.ts'

/** What both reads tell of a user. */
export interface Known {
  id: string
  email: string
  firstName: string
  lastName: string
  phone: string
  /** What a single read tells beside the phone: nobody's to change, and lost where it is not sent again. */
  others?: { key: string; value: string }[]
  /** The first of its sets: the export and a single read show no other (Zeenea, users export). */
  set: { id: string; name: string } | null
}

/** A user as `loadUserById` has it. */
export interface ApiUser {
  id: string
  email: string
  contact: {
    firstName: string | null
    lastName: string | null
    contactInformation: { key: string; value: string }[] | null
  } | null
  permissionSet: { id: string; name: string } | null
}

export const known = ({ id, email, contact, permissionSet }: ApiUser): Known => ({
  id,
  email,
  firstName: contact?.firstName ?? '',
  lastName: contact?.lastName ?? '',
  phone: contact?.contactInformation?.find(({ key }) => key === 'phone')?.value ?? '',
  others: contact?.contactInformation?.filter(({ key }) => key !== 'phone') ?? [],
  set: permissionSet,
})

type Deciding = Pick<ZeeneaSettings, 'attributes' | 'permissionSets'>

/** How Zeenea's users become ours: whoever is listed is active, nobody carries an external id. */
export function mapping({ attributes, permissionSets }: Deciding, { protection }: Pick<TargetContext, 'protection'>) {
  const isGiven = ({ id, name }: { id: string; name: string }) =>
    permissionSets.some(({ set }) => set === id || set === name)

  return (user: Known): User => {
    const { email, id, set } = user
    return {
      email,
      externalId: null,
      foreignId: null,
      id,
      key: keyed(email),
      otherEmails: [],
      person: {
        active: true,
        attributes: Object.fromEntries(
          Object.entries(attributes).map(([name, place]) => [name, user[place as ZeeneaPlace] || null]),
        ),
        groups: set === null ? [] : [set.id],
        name: clean(`${user.firstName} ${user.lastName}`),
        organization: null,
      },
      protected: protection({
        self: false,
        staff: set?.name === SUPER_ADMIN && !isGiven(set) ? SUPER_ADMIN : null,
        blocked: null,
        addresses: [email],
        tags: set === null ? [] : [set.name],
        ours: false,
      }),
    }
  }
}

/** The name that is made of the parts: Zeenea keeps no display name. */
export function fullName({ attributes: values }: Person, attributes: Deciding['attributes']): string {
  const part = (place: ZeeneaPlace) => Object.keys(attributes).find((name) => attributes[name] === place)
  return clean(
    ['firstName', 'lastName'].map((place) => attributeOf(values, part(place as ZeeneaPlace) ?? '') ?? '').join(' '),
  )
}

/** The input of an upsert: all that Zeenea keeps, because whether it clears what is left out is not confirmed. */
export function inputOf(user: Known, to: Fields, attributes: Deciding['attributes']): Record<string, unknown> {
  const wanted = Object.fromEntries(
    PLACES.map((place) => {
      const name = Object.keys(attributes).find((one) => attributes[one] === place)
      const value = name === undefined ? undefined : to.attributes?.[name]
      return [place, value === undefined ? user[place] : (value ?? '')]
    }),
  )
  const { phone, ...names } = wanted
  const [permissionSetId = user.set?.id ?? null] = to.groups ?? []
  const phones = phone === '' ? [] : [{ key: 'phone', value: phone }] // nobody gets an empty phone
  const contactInformation = [...phones, ...(user.others ?? [])]
  return { email: user.email, ...names, permissionSetId, contactInformation }
}
