// The limits of Bizagi, checked before a request (Bizagi, creating users; schemas). Pure.

import { attributeOf, type Contact } from '../../artifacts/records.ts'
import { parsePath } from '../../scim/path.ts'

type Attributes = Record<string, string>

export const NAME_PARTS = ['givenName', 'middleName', 'familyName']

const LONGEST_NAME = 25
const LONGEST_NUMBER = 20
const NUMBER = /^\+\d{1,3} \S/
const ASSIGNATION = 'enabledForAssignation'

const isPart = (path: string) => NAME_PARTS.some((part) => path.toLowerCase() === `name.${part.toLowerCase()}`)
const isNumber = (path: string) => parsePath(path).attribute.toLowerCase() === 'phonenumbers'
const isAssignation = (path: string) => parsePath(path).attribute.toLowerCase() === ASSIGNATION.toLowerCase()

/** The first attribute that the mapping lacks for Bizagi, or that Bizagi refuses; null if the mapping is fine. */
export function bizagiProblem(attributes: Attributes): string | null {
  const paths = Object.values(attributes).map((path) => ({ path, ...parsePath(path) }))
  const other = (list: string, type: string) =>
    paths.find(({ attribute, only }) => attribute.toLowerCase() === list && only?.value !== type)?.path
  if (!paths.some(({ path }) => isPart(path))) return 'Bizagi needs name.givenName or name.familyName'
  if (!paths.some(({ path }) => isAssignation(path))) return `Bizagi creates nobody well without ${ASSIGNATION}`
  if (paths.some(({ attribute }) => attribute.toLowerCase() === 'emails'))
    return 'Bizagi takes one address: that of the contact'
  const number = other('phonenumbers', 'mobile')
  return number === undefined ? null : `Bizagi takes one number: phoneNumbers[type eq "mobile"].value, not ${number}`
}

/** The full name, joined from its parts in this order: Bizagi stores no display name. */
export function fullName({ person }: Contact, attributes: Attributes): string {
  const parts = NAME_PARTS.flatMap((part) => {
    const name = Object.keys(attributes).find((one) => attributes[one]!.toLowerCase() === `name.${part.toLowerCase()}`)
    return name === undefined ? [] : [attributeOf(person.attributes, name)]
  })
  return parts.filter(Boolean).join(' ')
}

/** The limit of Bizagi that a contact breaks, or null. */
export function bizagiLimit(contact: Contact, attributes: Attributes): string | null {
  const { key, person } = contact
  const value = (name: string) => attributeOf(person.attributes, name)
  const names = Object.keys(attributes)
  if (!/^([^@\s]+@[^@\s]+|[^\\\s]+\\[^\\\s]+)$/.test(key)) return 'Bizagi needs a sign-in name with its domain'
  if (key.length > LONGEST_NAME) return `Bizagi takes no sign-in name longer than ${LONGEST_NAME} characters`
  if (fullName(contact, attributes) === '') return 'Bizagi needs a given or a family name'
  const lacking = names.find((name) => isAssignation(attributes[name]!) && typeof value(name) !== 'boolean')
  if (lacking !== undefined) return `Bizagi needs ${lacking} (${ASSIGNATION}) to be true or false`
  const number = names
    .filter((name) => isNumber(attributes[name]!))
    .map(value)
    .find((one) => one !== null)
  if (number === undefined) return null
  if (!NUMBER.test(String(number)))
    return 'Bizagi takes numbers such as "+1 5550100" alone, with a blank after the country code'
  return String(number).length > LONGEST_NUMBER
    ? `Bizagi takes no number longer than ${LONGEST_NUMBER} characters`
    : null
}
