// The destinations of a control file, and the names in them.

import { isCountry } from './countries.ts'

interface Destination {
  /** Fixed names; `open` takes every other name, except those in `without`. */
  names: Readonly<Record<string, { isList?: boolean; isRequired?: boolean }>>
  open: { without: Readonly<Record<string, string>> } | null
  /** The parts of one value: `field-structured` joins them and empties the destination. */
  structured?: (parts: ReadonlyMap<string, unknown>) => { text: string | null } | { problem: string }
  /** Whether it depends on another destination; `assert-destination` takes these alone. */
  dependent?: boolean
}

export type Model = Readonly<Record<string, Destination>>

const BY_SYNC = 'the sync itself sets it'
const REQUIRED = { isRequired: true }
const partsText = (parts: ReadonlyMap<string, unknown>, names: readonly string[]) =>
  names.map((name) => String(parts.get(name) ?? '').trim()).filter(Boolean)

const NAME = ['title', 'first', 'middle', 'last', 'suffix']
const ADDRESS = ['street1', 'street2', 'city', 'county', 'postcode', 'country']
const asNames = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, {}]))

/** `haplo:user-sync` (Haplo's usg_model.js). Each installation defines the attributes of its profiles and its tags. */
export const USER_SYNC: Model = {
  user: {
    names: {
      username: REQUIRED,
      title: {},
      nameFirst: REQUIRED,
      nameLast: REQUIRED,
      email: REQUIRED,
      groups: { isList: true },
    },
    open: null,
  },
  profile: {
    names: {},
    open: { without: { 'dc:attribute:type': BY_SYNC, 'std:attribute:email': BY_SYNC } },
  },
  'user:tags': { names: {}, open: { without: { username: 'no tag may be called so' } }, dependent: true },
  'value:person-name': {
    names: asNames(NAME),
    open: null,
    structured: (parts) => ({ text: parts.has('last') ? partsText(parts, NAME).join(' ') : null }),
  },
  'value:postal-address': {
    names: asNames(ADDRESS),
    open: null,
    structured: (parts) => {
      if (partsText(parts, ADDRESS).length === 0)
        return { problem: 'an empty address; if-has-value asks for one before' }
      const country = String(parts.get('country') ?? '').trim()
      if (!/^[A-Za-z]{2}$/.test(country)) return { problem: 'the country is no two-letter code' }
      return isCountry(country)
        ? { text: partsText(parts, ADDRESS).join(', ') }
        : { problem: 'the country is not in ISO 3166-1' }
    },
  },
}

/** The problem of a destination and a name in it, or null. */
export function unknownPlace(model: Model, destination: string, name: string): string | null {
  if (!Object.hasOwn(model, destination))
    return `unknown destination "${destination}"; there are ${Object.keys(model).join(', ')}`
  const { names, open } = model[destination]!
  if (Object.hasOwn(names, name)) return null
  if (!open) return `unknown name "${name}" in ${destination}; there are ${Object.keys(names).join(', ')}`
  if (Object.hasOwn(open.without, name)) return `${name} in ${destination}: ${open.without[name]}`
  return /\s|\p{Cc}/u.test(name) ? `"${name}" in ${destination} has white space in it` : null
}
