// The mapping of Zeenea users, from the export and from a single read, and the input of an upsert. Pure.

import { cleanName, keyOfUnread, toKey } from '../../artifacts/key.ts'
import { attributeOf, type Fields, type Person, type User } from '../../artifacts/records.ts'
import {
  type Reading,
  readField,
  readList,
  readText,
  readWords,
  recordReader,
  shapeOf,
  Unreadable,
} from '../../connector/read-value.ts'
import type { TargetContext } from '../target.ts'
import type { ExportRow } from './export.ts'
import { readSet, SUPER_ADMIN } from './permission-sets.ts'
import { PLACES, type ZeeneaPlace, type ZeeneaSettings } from './settings.ts'

/** A user by either read. */
export interface ZeeneaUser {
  id: string
  email: string
  firstName: string
  lastName: string
  phone: string
  /** The contact information besides the phone, from a single read. An upsert sends it again, or it would be lost. */
  others?: { key: string; value: string }[]
  /** The first permission set: both reads show no other (Zeenea, users export). */
  set: { id: string; name: string } | null
  /** The first unreadable part, which protects the user. */
  problem: string | null
}

/** Reads a user of `loadUserById`, part by part. */
export function readZeeneaUser(user: unknown): ZeeneaUser {
  const reader = recordReader()
  const contact = reader.take(readObject(requiredPart(user, 'contact'), 'contact'))
  const part = (name: string) => (contact === null ? null : requiredPart(contact, name, `contact.${name}`))
  const pairs = reader.take(readList(part('contactInformation'), 'contact.contactInformation', readPair)) ?? []
  const set = reader.take(readSet(requiredPart(user, 'permissionSet'), 'permissionSet'))
  const id = reader.take(readText(readField(user, 'id'), 'id'))
  if (id === null) reader.take(new Unreadable('id', 'missing'))
  return {
    id: id ?? '',
    email: reader.take(readAddress(readField(user, 'email'), 'email')) ?? '',
    firstName: reader.take(readWords(part('firstName'), 'contact.firstName')) ?? '',
    lastName: reader.take(readWords(part('lastName'), 'contact.lastName')) ?? '',
    phone: pairs.find(({ key }) => key === 'phone')?.value ?? '',
    others: pairs.filter(({ key }) => key !== 'phone'),
    set,
    problem: reader.problem,
  }
}

/** Reads row `n` of the export. Without an id, the address is the id; without both, the row number. */
export function userFromRow(row: ExportRow, n: number): ZeeneaUser {
  const reader = recordReader()
  const email = reader.take(readAddress(row.Email, 'Email')) ?? ''
  const [id, name] = [row['Permission set id'].trim(), row['Permission set name'].trim()]
  if (id === '' && name !== '') reader.take(new Unreadable('Permission set id', 'empty beside a name'))
  if (id !== '' && name === '') reader.take(new Unreadable('Permission set name', 'empty beside an id'))
  const { Id, 'First name': firstName, 'Last name': lastName, Phone: phone } = row
  const set = id === '' ? null : { id, name }
  return { id: Id.trim() || email || `row ${n}`, email, firstName, lastName, phone, set, problem: reader.problem }
}

/** A part of a user. A missing part is unreadable (GraphQL, 6.4.3); null means none. */
function requiredPart(of: unknown, name: string, path = name): unknown {
  const value = readField(of, name, path)
  return value === undefined ? new Unreadable(path, 'missing') : value
}

/** Every user of Zeenea has an address. */
function readAddress(value: unknown, path: string): Reading<string> {
  const text = readText(value, path)
  if (text === null || text instanceof Unreadable) return text ?? new Unreadable(path, 'empty')
  return text.includes('@') ? text : new Unreadable(path, 'a text that is no address')
}

/** The contact of a user. A missing contact is unreadable, because an upsert would clear it. */
function readObject(value: unknown, path: string): Reading<object> {
  if (value instanceof Unreadable) return value
  if (value === null) return new Unreadable(path, shapeOf(value))
  return typeof value === 'object' && !Array.isArray(value) ? (value as object) : new Unreadable(path, shapeOf(value))
}

function readPair(item: unknown, path: string): Reading<{ key: string; value: string }> {
  const key = readText(readField(item, 'key'), `${path}.key`)
  const value = readText(readField(item, 'value'), `${path}.value`)
  if (key instanceof Unreadable) return key
  if (value instanceof Unreadable) return value
  return key === null ? new Unreadable(`${path}.key`, 'missing') : { key, value: value ?? '' }
}

type MappingSettings = Pick<ZeeneaSettings, 'attributes' | 'permissionSets'>

/** Maps Zeenea users to ours: every listed user is active, and none has an external id. */
export function mapping(
  { attributes, permissionSets }: MappingSettings,
  { protection }: Pick<TargetContext, 'protection'>,
) {
  const isGiven = ({ id, name }: { id: string; name: string }) =>
    permissionSets.some(({ set }) => set === id || set === name)

  return (user: ZeeneaUser): User => {
    const { email, id, set } = user
    return {
      email,
      externalId: null,
      foreignId: null,
      id,
      key: email === '' ? keyOfUnread(id) : toKey(email),
      otherEmails: [],
      person: {
        active: true,
        attributes: Object.fromEntries(
          Object.entries(attributes).map(([name, place]) => [name, user[place as ZeeneaPlace] || null]),
        ),
        groups: set === null ? [] : [set.id],
        name: cleanName(`${user.firstName} ${user.lastName}`),
        organization: null,
      },
      protected:
        user.problem ??
        protection({
          self: false,
          staff: isSuperAdmin(set) && !isGiven(set) ? SUPER_ADMIN : null,
          blocked: null,
          addresses: [email],
          tags: set === null ? [] : [set.name],
          ours: false,
        }),
    }
  }
}

const isSuperAdmin = (set: ZeeneaUser['set']): set is NonNullable<ZeeneaUser['set']> =>
  set !== null && cleanName(set.name).toLowerCase() === SUPER_ADMIN.toLowerCase()

/** The name joined from its parts: Zeenea stores no display name. */
export function fullName({ attributes: values }: Person, attributes: MappingSettings['attributes']): string {
  const part = (place: ZeeneaPlace) => Object.keys(attributes).find((name) => attributes[name] === place)
  return cleanName(
    ['firstName', 'lastName'].map((place) => attributeOf(values, part(place as ZeeneaPlace) ?? '') ?? '').join(' '),
  )
}

/** The input of an upsert, with all stored fields: an upsert may clear missing fields (not confirmed). */
export function inputOf(
  user: ZeeneaUser,
  to: Fields,
  attributes: MappingSettings['attributes'],
): Record<string, unknown> {
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
