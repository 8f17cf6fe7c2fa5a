// Random SCIM users, mappings and changes of them: lists of every kind, parts that are missing, every form of path.

import fc from 'fast-check'
import type { Fields, Person } from '../../lib/artifacts/records.ts'
import { field, parsePath, type Resource, valueAtPath } from '../../lib/scim/path.ts'
import { type Email, mainOf, readEmails } from '../../lib/scim/people.ts'
import type { ScimSettings } from '../../lib/targets/scim/settings.ts'
import { ENTERPRISE, USER } from './scim.ts'
import { BIZAGI, targetSettings } from './scim-target.ts'

export interface Change {
  user: Resource
  settings: ScimSettings
  to: Fields
}

type Value = Person['attributes'][string]

const some = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(shape, { requiredKeys: [], noNullPrototype: true })

const word = fc.constantFrom('Ann', 'Bo Ek', 'ren\u00e9', 'O"Hara', 'a\\b', '12')
const address = fc.constantFrom('a@x.test', 'b@x.test', 'c@x.test', 'd@x.test', 'e@x.test')

/**
 * Several of one type, some without a type, at most one primary; now and then a list of none. No value stands
 * there twice, which services should not do (RFC 7643, 2.4).
 */
const listOf = (value: fc.Arbitrary<string>, ...types: string[]) =>
  fc
    .tuple(
      fc.uniqueArray(fc.record({ value, type: fc.option(fc.constantFrom(...types)) }), {
        maxLength: 4,
        selector: (one) => one.value,
      }),
      fc.nat(7),
    )
    .map(([all, primary]) =>
      all.map(({ type, value }, n) => ({ value, ...(type && { type }), ...(n === primary && { primary: true }) })),
    )

const user: fc.Arbitrary<Resource> = some({
  active: fc.boolean(),
  displayName: word,
  title: word,
  name: some({ givenName: word, familyName: word, formatted: word }),
  emails: listOf(address, 'work', 'home', 'other'),
  phoneNumbers: listOf(fc.constantFrom('+1 5550100', '+49 30100'), 'work', 'mobile'),
  addresses: fc.array(some({ type: fc.constantFrom('work', 'home'), locality: word, country: word }), { maxLength: 2 }),
  [ENTERPRISE]: some({
    department: word,
    manager: some({ value: fc.constantFrom('m1', 'm2'), displayName: word }),
  }),
  [BIZAGI]: some({
    enabledForAssignation: fc.boolean(),
    syncId: word,
    languages: fc.array(word, { maxLength: 2 }),
    badges: listOf(word, 'blue', 'red').filter(({ length }) => length > 0), // an empty one does not tell of what it is
  }),
}).map((rest) => ({ schemas: [USER], id: 'u1', userName: 'ann@x.test', ...rest }))

/** Of a path that names one of a list there is one in a mapping, or two names would want different things of it. */
const PATHS = {
  title: ['title', 'urn:ietf:params:scim:schemas:core:2.0:User:title'],
  given: ['name.givenName'],
  phone: ['phoneNumbers[type eq "mobile"].value', 'phoneNumbers', 'phoneNumbers.value'],
  home: ['emails[type eq "home"].value'],
  city: ['addresses[type eq "work"].locality'],
  department: [`${ENTERPRISE}:department`],
  manager: [`${ENTERPRISE}:manager.value`],
  assign: [`${BIZAGI}:enabledForAssignation`],
  languages: [`${BIZAGI}:languages`],
  badges: [`${BIZAGI}:badges`],
}

/** Bizagi takes one mobile number and no address beside that of a person (lib/targets/scim/bizagi.ts). */
const OF_BIZAGI = { given: PATHS.given, phone: PATHS.phone.slice(0, 1), assign: PATHS.assign }

const valueFor = (name: string): fc.Arbitrary<Value> => {
  if (name === 'assign') return fc.boolean()
  if (name === 'languages') return fc.array(word, { minLength: 1, maxLength: 3 })
  return name === 'home' ? address : name === 'phone' ? fc.constantFrom('+1 5550199', '+33 1000') : word
}

/** A change of a random user; null only for what is there, as compare has it, and stands once. */
export const change = (dialect: ScimSettings['dialect']): fc.Arbitrary<Change> => {
  const isBizagi = dialect === 'bizagi'
  const paths = Object.entries(isBizagi ? OF_BIZAGI : PATHS)
  const mapping = fc.tuple(...paths.map(([name, all]) => fc.constantFrom(...all).map((path) => [name, path] as const)))
  const values = some(
    Object.fromEntries(
      paths.map(([name]) => [name, fc.oneof({ weight: 4, arbitrary: valueFor(name) }, fc.constant(null))]),
    ),
  )
  const fields = some({ key: fc.constantFrom('bo@x.test', 'cy'), email: fc.constantFrom('new@x.test'), name: word })
  return fc.record({ user, mapping, values, fields }).map(({ user, mapping, values, fields }) => {
    const attributes = Object.fromEntries(mapping)
    const wanted = Object.entries(values as Record<string, Value>).filter(
      ([name, value]) => value !== null || standsOnce(user, attributes[name]!),
    )
    const { name, ...others } = fields as Fields
    return {
      user,
      settings: targetSettings({ dialect, attributes }),
      to: {
        ...others,
        ...(name !== undefined && !isBizagi && { name }),
        ...(wanted.length > 0 && {
          attributes: Object.fromEntries(wanted.filter((one) => !isMain(user, fields, one))),
        }),
      },
    }
  })
}

/** Whether an address for home is wanted beside another one for a user whose address that counts is that for home. */
const isMain = (user: Resource, { email }: Fields, [name]: [string, Value]): boolean =>
  name === 'home' && email !== undefined && mainOf((readEmails(user) as Email[] | null) ?? [])?.type === 'home'

function standsOnce(user: Resource, path: string): boolean {
  const { attribute, only } = parsePath(path)
  const list = field(user, attribute)
  const isOne = !Array.isArray(list) || list.filter((one) => !only || field(one, 'type') === only.value).length === 1
  const value = valueAtPath(user, parsePath(path))
  return isOne && value !== undefined
}
