// The users of Zeenea. They have their own random numbers, so that all other parts stay equal.

import { chances } from '../parts/chance.ts'
import { familyNames, givenNames, slug } from '../parts/names.ts'
import type { ScimStore, ScimUser } from '../scim/store.ts'
import {
  type PermissionSet,
  SUPER_ADMIN,
  type ZeeneaContact,
  type ZeeneaStore,
  type ZeeneaUser,
  zeeneaStore,
} from './store.ts'
import { oddName, setOfGroup, zeeneaCounts } from './user-kinds.ts'

/** Fills `world.zeenea` after the people of `world.directory`. */
export function populateZeenea(world: { directory: ScimStore; zeenea: ZeeneaStore }, seed: number) {
  const { next, below, pick, uuid, shuffle } = chances(seed ^ 0x2ee_0000)
  const times = <T>(n: number, make: (index: number) => T): T[] => Array.from({ length: n }, (_, index) => make(index))

  const sets: PermissionSet[] = [
    newSet(SUPER_ADMIN, { description: 'Everything', builtIn: true, licenseType: 'Steward' }),
    newSet('Data Steward', { description: 'Documents what is theirs', builtIn: true, licenseType: 'Steward' }),
    newSet('Explorer', { description: 'Reads', builtIn: true, licenseType: 'Explorer' }),
    newSet('Glossary, "Finance"', {
      description: 'Keeps the glossary of Finance',
      builtIn: false,
      licenseType: 'Steward',
      code: 'FIN',
    }),
  ]
  const idOf = (name: string) => sets.find((one) => one.name === name)!.id
  const groups = world.directory.groups.map(({ displayName, members }) => {
    return { set: setOfGroup[displayName], members: new Set(members.map(({ value }) => value)) }
  })
  /** The set of the first group of a user. */
  const rightSet = ({ id }: ScimUser) => groups.find(({ members }) => members.has(id))?.set ?? 'Explorer'

  const people = shuffle(world.directory.users.filter(({ active }) => active))
  const take = (n: number) => people.splice(0, n)
  const { missing, returned, renamed, oddlyNamed, otherSet, withoutSet, secondSet, shouted, curators } = zeeneaCounts
  take(missing)
  const left = take(returned).map(contact)
  const users = [
    ...take(renamed).map((one) => user(one, { lastName: `${namePartsOf(one).lastName}-${pick(familyNames)}` })),
    ...take(oddlyNamed).map((one, n) => user(one, oddName(n))),
    ...take(otherSet).map((one) => {
      const others = sets.filter(({ name }) => name !== rightSet(one) && name !== SUPER_ADMIN)
      return user(one, { permissionSets: [pick(others).id] })
    }),
    ...take(withoutSet).map((one) => user(one, { permissionSets: [] })),
    ...take(secondSet).map((one) => user(one, { permissionSets: [idOf(rightSet(one)), sets[3]!.id] })),
    ...take(shouted).map((one) => user(one, { email: one.userName.toUpperCase() })),
    ...take(curators).map((one) => user(one, { curator: true })),
    ...people.map((one) => user(one)),
    // A person who is inactive in the directory has left too.
    ...world.directory.users.filter(({ active }) => !active).map((one) => user(one)),
    ...times(zeeneaCounts.departed, (n) => stranger('departed.example', n)),
    ...times(zeeneaCounts.departedCurators, (n) => stranger('curators.example', n, { curator: true })),
    ...times(zeeneaCounts.departedOddly, (n) => stranger('odd.example', n, oddName(n))),
    ...times(zeeneaCounts.superAdmins, (n) => stranger('zeenea.example', n, { permissionSets: [idOf(SUPER_ADMIN)] })),
  ]
  const outsiders = times(zeeneaCounts.contacts, (n) => {
    const { id, email, firstName, lastName } = stranger('partner.example', n)
    return { id, email, firstName, lastName }
  })
  // As a world file would have it, with its order of fields.
  world.zeenea = zeeneaStore.parse({
    permissionSets: sets,
    users: shuffle(users),
    contacts: shuffle([...left, ...outsiders]),
  })

  function newSet(name: string, rest: Omit<PermissionSet, 'id' | 'name'>): PermissionSet {
    return { id: uuid(), name, ...rest }
  }

  function contact(one: ScimUser): ZeeneaContact {
    return { id: uuid(), email: one.userName, ...namePartsOf(one) }
  }

  function user(one: ScimUser, more: Partial<ZeeneaUser> = {}): ZeeneaUser {
    return { ...newUser(one.userName, namePartsOf(one)), permissionSets: [idOf(rightSet(one))], ...more }
  }

  function stranger(domain: string, n: number, more: Partial<ZeeneaUser> = {}): ZeeneaUser {
    const [firstName, lastName] = [pick(givenNames), pick(familyNames)]
    const email = `${slug(firstName)}.${slug(lastName)}.${n}@${domain}`
    return { ...newUser(email, { firstName, lastName }), permissionSets: [idOf('Explorer')], ...more }
  }

  function newUser(email: string, name: { firstName: string; lastName: string }): ZeeneaUser {
    const day = below(700)
    const at = (minutes: number) => new Date(Date.UTC(2024, 0, 8) + minutes * 60_000).toISOString().replace('.000', '')
    const logins = next() < 0.2 ? 0 : 1 + below(600)
    return {
      id: uuid(),
      email,
      ...name,
      ...(next() < 0.3 && { phone: `+1 202 555 0${100 + below(100)}` }),
      permissionSets: [],
      curator: false,
      created: at(day * 1440),
      ...(logins > 0 && { lastLogin: at(day * 1440 + below(200 * 1440)) }),
      logins,
    }
  }
}

function namePartsOf({ name }: ScimUser): { firstName: string; lastName: string } {
  const { givenName = '', familyName = '' } = (name ?? {}) as { givenName?: string; familyName?: string }
  return { firstName: givenName, lastName: familyName }
}
