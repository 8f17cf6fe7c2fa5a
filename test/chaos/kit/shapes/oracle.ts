// What may never come of an odd answer, told from the people of the world and from the target alone.

import { isDeepStrictEqual } from 'node:util'
import type { Face, Person } from './people.ts'
import type { Setup } from './setups.ts'
import { homeOf, sourceIds } from './sources.ts'
import { type Seen, setOf } from './targets.ts'

/** Fields of which a mutation itself says another value that can be read: there its value is no harm. */
export type Tolerated = ReadonlySet<'title'>

interface Sides {
  before: readonly Seen[]
  after: readonly Seen[]
}

const isThere = ({ truth }: Person) => truth?.active === true

/** What stands in the target of somebody after a run that does all of what is true. */
export function faceOf(setup: Setup, face: Face) {
  const { name, home, groups, title } = face
  const kind = setup.target.id(1)[0]
  if (kind === 'z') return { name, home: null, groups: [setOf(face)], title: '' }
  return {
    name,
    home: kind === 'u' ? null : home,
    groups: kind === 'u' && setup.source === 'scim' ? groups : [],
    title,
  }
}

/** Every harm, in words, with ids only. */
export function harmsOf(setup: Setup, { before, after }: Sides, tolerated: Tolerated): string[] {
  const left = new Map(after.map((one) => [one.id, one]))
  const known = new Map(before.map((one) => [one.id, one]))
  const harms = setup.people.flatMap((person) => {
    const was = known.get(setup.target.id(person.n))
    return was ? harmsTo(setup, person, was, left.get(was.id), tolerated) : []
  })
  const strangers = before.filter(({ id }) => !setup.people.some(({ n }) => setup.target.id(n) === id))
  for (const one of strangers)
    if (left.get(one.id)?.whole !== one.whole) harms.push(`(b) ${one.id} is nobody's to touch`)
  const made = after.filter(({ id }) => !known.has(id))
  return [...harms, ...made.flatMap((one) => harmsOfCreation(setup, one, made, tolerated))]
}

function harmsTo(setup: Setup, person: Person, was: Seen, is: Seen | undefined, tolerated: Tolerated): string[] {
  const who = `${was.id} (${person.kind})`
  if (person.was?.guard)
    return is?.whole === was.whole
      ? []
      : [`(b) ${who} is protected and was touched${is ? `: ${differences(was, is)}` : ': deleted'}`]
  const isRemoved = !is || (is.removed && !was.removed)
  if (isRemoved && isThere(person)) return [`(a) ${who} is in the source and was removed`]
  if (isRemoved && setup.scope === 'managed' && !person.was?.linked)
    return [`(a) ${who} is out of scope and was removed`]
  if (!is) return []
  const harms: string[] = []
  if (was.removed && !is.removed && !isThere(person)) harms.push(`(c) ${who} was brought back`)
  const truth =
    person.truth && isThere(person)
      ? { ...person.truth, home: person.truth.elsewhere ? was.home : person.truth.home }
      : null
  const wanted = truth && faceOf(setup, truth)
  for (const field of ['name', 'home', 'groups', 'title'] as const) {
    if (isDeepStrictEqual(is[field], was[field]) || (wanted && isDeepStrictEqual(is[field], wanted[field]))) continue
    if (field === 'groups' && isBetween(is.groups, was.groups, wanted?.groups ?? [])) continue
    if (field === 'title' && tolerated.has('title')) continue
    harms.push(`(c) ${who}: its ${field} is neither as it was nor as the source says`)
  }
  const addresses = new Set([was.email, ...was.others, ...(truth ? ownOf(setup, person) : [])])
  if ([is.email, ...is.others].some((one) => !addresses.has(one)))
    harms.push(`(c) ${who} got an address that is not its own`)
  if (![was.email, ...(truth ? ownOf(setup, person) : [])].includes(is.email))
    harms.push(`(c) ${who}: its own address is another one now`)
  if (is.externalId !== was.externalId) harms.push(`(c) ${who}: its external id was changed`)
  return harms
}

/** The addresses that the source has of somebody. */
const ownOf = ({ source }: Setup, { n, truth }: Person): string[] =>
  truth === null ? [] : source === 'scim' ? [truth.email, homeOf(n)] : [truth.email]

/** A run may have put somebody into one group and not yet into the other. */
const isBetween = (is: readonly string[], was: readonly string[], wanted: readonly string[]) =>
  is.every((one) => was.includes(one) || wanted.includes(one)) &&
  was.every((one) => !wanted.includes(one) || is.includes(one))

const differences = (was: Seen, is: Seen) =>
  Object.keys(was)
    .filter((key) => !isDeepStrictEqual(was[key as keyof Seen], is[key as keyof Seen]))
    .join(', ')

function harmsOfCreation(setup: Setup, one: Seen, made: readonly Seen[], tolerated: Tolerated): string[] {
  const person = setup.people.find(({ n, truth, was }) =>
    [truth?.email, was?.email, homeOf(n), ...(was?.others ?? [])].includes(bare(one.email)),
  )
  if (!person) return ['(d) somebody was made whom nobody knows']
  const who = `person ${person.n} (${person.kind})`
  if (person.was || !isThere(person))
    return [`(d) ${who} was made ${person.was ? 'a second time' : 'and is not in the source'}`]
  const harms: string[] = []
  if (made.filter(({ email }) => bare(email) === bare(one.email)).length > 1) harms.push(`(d) ${who} was made twice`)
  if (!ownOf(setup, person).includes(one.email))
    harms.push(`(d) ${who} was made with another address, or with signs in it`)
  const wanted = faceOf(setup, person.truth!)
  for (const field of ['name', 'home', 'groups', 'title'] as const) {
    if (isDeepStrictEqual(one[field], wanted[field])) continue
    if (field === 'groups' && isBetween(one.groups, [], wanted.groups)) continue
    if (field === 'title' && tolerated.has('title')) continue
    harms.push(`(c) ${who} was made with another ${field}`)
  }
  const id = `${setup.source}:${sourceIds[setup.source](person)}`
  if (one.externalId !== null && one.externalId !== id) harms.push(`(c) ${who} was made with another external id`)
  return harms
}

/** An address without what a mutation may put around it. */
const bare = (address: string) =>
  address
    .normalize('NFKC')
    .replace(/[\p{Cf}\s<>;]/gu, '')
    .replace(/^.*mailto:/, '')
    .replace(/^SomeBody/, '')
    .replace(/,.*$/, '')
    .replace(/\.$/, '')
