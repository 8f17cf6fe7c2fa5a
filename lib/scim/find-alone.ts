// Lookups of one person, by id or by name, with the controls that turn an empty answer into a proof.

import { looseForms } from '../core/loose-forms.ts'
import { equals } from './filter.ts'
import { notFoundTest } from './not-found.ts'
import type { Resource } from './path.ts'
import { type ScimService, Unfiltered } from './service.ts'

/** A known person for a control. `names` has the stored names by the attribute of a filter. */
interface KnownPerson {
  id: string
  names: Readonly<Record<string, string | null>>
}

/** The result of a lookup. `reason` tells why its answer proves nothing. */
type LookupResult<T> = { found: T[] } | { reason: string }

/** People per control: one of them may have left in the meantime. */
const CONTROLS = 3

/** Looks up single people in one service. Each control runs once per run. */
export function singleLookups<T extends { id: string; names: readonly string[] }>(
  service: ScimService,
  read: (user: Resource) => T,
  known: readonly KnownPerson[],
) {
  const controls = new Map<string, Promise<boolean>>()
  const isNotFound = notFoundTest(service)

  /** Whether this way finds a known person. The result is kept. */
  function isProven(
    way: string,
    isFound: (one: KnownPerson) => Promise<boolean>,
    among: readonly KnownPerson[],
  ): Promise<boolean> {
    const kept = controls.get(way) ?? tryAll(isFound, among.slice(0, CONTROLS))
    controls.set(way, kept)
    return kept
  }

  /** The user with an id. Absence is proven if the same lookup finds a known person. */
  async function byId(id: string): Promise<LookupResult<T>> {
    const answer = await service.ask('Users', id)
    if ('resource' in answer) {
      const one = read(answer.resource)
      return one.id === id ? { found: [one] } : { reason: 'another user was answered for its id' }
    }
    if (!(await isNotFound(answer.refusal, id))) return { reason: 'the 404 for its id is not the one for nobody' }
    return (await isAnsweredById())
      ? { found: [] }
      : { reason: 'users cannot be asked for by id: nobody who is there is found so' }
  }

  const isAnsweredById = () => isProven('id', async (one) => (await service.get('Users', one.id)) !== null, known)

  /** Whether the user with an id meets a filter such as `id eq "..." and (...)`, which `filterOf` makes. */
  async function meets(way: string, id: string, filterOf: (id: string) => string): Promise<boolean | null> {
    const isFound = async (one: string) => (await find(filterOf(one)))?.some((user) => user.id === one) ?? null
    const answer = await isFound(id)
    if (answer !== false) return answer
    return (await isProven(way, async (one) => (await isFound(one.id)) === true, known)) ? false : null
  }

  /** Users by their names in some attributes. Absence is proven by the attributes whose control succeeds. */
  async function byNames(attributes: readonly string[], names: readonly string[]): Promise<LookupResult<T>> {
    const usable: string[] = []
    for (const attribute of new Set(attributes)) if (await isFoundBy(attribute)) usable.push(attribute)
    if (usable.length === 0)
      return { reason: 'no filter finds somebody who is there when the capitals of the name differ' }
    const found: T[] = []
    for (const attribute of usable) {
      for (const name of names) {
        const users = await find(equals(attribute, name))
        if (users === null) return { reason: `the service does not take its name in a filter by ${attribute}` }
        const fitting = users.filter((user) => isNamed(user, name))
        if (fitting.length < users.length) return { reason: `a filter by ${attribute} found somebody else` }
        found.push(...fitting)
      }
    }
    return { found }
  }

  /** Whether a filter finds a known person by a name in the other case, and finds nobody else. */
  function isFoundBy(attribute: string): Promise<boolean> {
    const nameOf = ({ names }: KnownPerson) => names[attribute] ?? ''
    const all = known.filter((one) => nameOf(one) !== '')
    const withLetters = all.filter((one) => otherCase(nameOf(one)) !== nameOf(one))
    const isFound = async (one: KnownPerson) => {
      const name = otherCase(nameOf(one))
      const users = await find(equals(attribute, name))
      return users?.some(({ id }) => id === one.id) === true && users.every((user) => isNamed(user, name))
    }
    return isProven(attribute, isFound, withLetters.length > 0 ? withLetters : all)
  }

  /** The lookups that can prove absence, for doctor. */
  async function ways(attributes: readonly string[]): Promise<string[]> {
    const proven = (await isAnsweredById()) ? ['id'] : []
    for (const attribute of new Set(attributes)) if (await isFoundBy(attribute)) proven.push(attribute)
    return proven
  }

  async function find(filter: string): Promise<T[] | null> {
    try {
      return await service.find('Users', read, filter)
    } catch (error) {
      if (error instanceof Unfiltered) return null
      throw error
    }
  }

  return { byId, byNames, meets, isProven, ways }
}

async function tryAll(isFound: (one: KnownPerson) => Promise<boolean>, some: readonly KnownPerson[]): Promise<boolean> {
  for (const one of some) if (await isFound(one)) return true
  return false
}

/** Whether a name of a user could mean this name. */
function isNamed({ names }: { names: readonly string[] }, name: string): boolean {
  const upper = (form: string) => form.toUpperCase()
  const forms = new Set(looseForms(name).map(upper))
  return names.some((one) => looseForms(one).some((form) => forms.has(upper(form))))
}

/** The name with the case of every letter inverted. */
const otherCase = (text: string): string =>
  [...text].map((sign) => (/[a-z]/.test(sign) ? sign.toUpperCase() : sign.toLowerCase())).join('')
