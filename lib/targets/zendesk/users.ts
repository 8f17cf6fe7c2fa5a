// The mapping from Zendesk users to ours, and from changes to Zendesk requests. Pure.

import { cleanName, keyOfUnread, toKey } from '../../artifacts/key.ts'
import type { Attributes, Creation, Deletion, Update, User } from '../../artifacts/records.ts'
import {
  isUnreadable,
  type Reading,
  type RecordReader,
  readBoolean,
  readField,
  readList,
  readScalar,
  readText,
  recordReader,
  type Scalar,
  Unreadable,
} from '../../connector/read-value.ts'
import { idsOf, type TargetContext } from '../target.ts'
import type { ApiUser } from './api-user.ts'
import { hasOwnAddress, type Identities } from './identities.ts'
import type { ZendeskSettings } from './settings.ts'
import { SHARED } from './standing.ts'

type MappingSettings = Pick<ZendeskSettings, 'attributes' | 'removal'>
type Removal = ZendeskSettings['removal']

/** Maps Zendesk users to ours, with removals, protection and our external ids. */
export function mapping(
  { attributes, removal }: MappingSettings,
  context: Pick<TargetContext, 'source' | 'isOwnId' | 'protection'>,
  self: string,
) {
  const mark = Object.entries(removal.mark.user_fields)

  /** Null for a user without an address, whom no contact can match. */
  return (user: ApiUser, identities: Identities): User | null => {
    const reader = recordReader()
    const addresses = addressesOf(user, identities, reader)
    if (addresses.length === 0 && reader.problem === null) return null
    const fields = reader.take(user.fields)
    // an unreadable mark protects the user, who never counts as removed
    const isMarked = mark.map(([name, value]) => reader.take(readMark(fields, name, value))).every(Boolean)
    const marked = isMarked && reader.problem === null
    const external = reader.take(user.externalId)
    const ids = idsOf(external, context)
    const [email = '', ...otherEmails] = addresses
    const [name, role] = [reader.take(user.name), reader.take(user.role)]
    const isSuspended = reader.take(user.suspended)
    const tags = reader.take(user.tags)
    const isShared = reader.take(user.shared) === true
    reader.take(user.active)
    reader.take(user.idProblem)
    const person = {
      active: !marked,
      attributes: attributesIn(fields, attributes, reader),
      groups: [],
      name: cleanName(name ?? ''),
      organization: reader.take(user.organization),
    }
    return {
      email,
      ...ids,
      id: user.id,
      key: email === '' ? keyOfUnread(user.id) : toKey(email),
      otherEmails: otherEmails.sort(),
      person,
      protected:
        reader.problem ??
        (isShared ? SHARED : null) ??
        context.protection({
          self: user.id === self,
          staff: role === 'end-user' ? null : `role ${role}`,
          // a suspension without our mark is not ours
          blocked: isSuspended && !(removal.suspend && marked) ? 'suspended' : null,
          addresses,
          tags,
          ours: ids.externalId !== null,
        }),
    }
  }
}

/** The own address of the user, then the others of its identities. Without an own address, the first one counts. */
function addressesOf(user: ApiUser, identities: Identities, reader: RecordReader): string[] {
  const email = reader.take(user.email)
  reader.take(identities.problem)
  if (!hasOwnAddress(user, identities)) reader.take(new Unreadable('identities', 'a list without the own address'))
  const { addresses, hasBlank, hasEmail } = identities
  if (user.email !== null && hasBlank) reader.take(new Unreadable('identities', 'a list with an empty address'))
  if (user.email === null && hasEmail) reader.take(new Unreadable('email', 'null beside an identity of type email'))
  if (user.email === null) return addresses
  return [email ?? '', ...addresses.filter((one) => email === null || toKey(one) !== toKey(email))]
}

/** Whether a user field has the value that a removal writes. */
function readMark(fields: Record<string, unknown> | null, name: string, wanted: Scalar): Reading<boolean> {
  const path = `user_fields.${name}`
  const stored = readField(fields, name, path)
  const value = typeof wanted === 'boolean' ? readBoolean(stored, path) : readText(stored, path)
  if (isUnreadable(value) || value === null) return value
  return typeof wanted === 'number' ? Number(value) === wanted : value === wanted
}

function attributesIn(
  fields: Record<string, unknown> | null,
  mapped: MappingSettings['attributes'],
  reader: RecordReader,
): Attributes {
  const entries = Object.entries(mapped).map(([name, path]) => {
    const value = readField(fields, fieldKey(path), path)
    return [name, reader.take(readAttribute(value, path))] as const
  })
  return Object.fromEntries(entries)
}

/** The body of a creation. Without skip_verify_email, Zendesk sends a mail to the person (Zendesk, Users). */
export const asUser = (
  { to }: Creation,
  { attributes, externalId }: Pick<ZendeskSettings, 'attributes' | 'externalId'>,
) => ({
  name: to.name,
  email: to.email,
  organization_id: to.organization === null ? null : Number(to.organization),
  ...(externalId !== false && { external_id: to.externalId }),
  role: 'end-user',
  skip_verify_email: true,
  ...(Object.keys(attributes).length > 0 && { user_fields: fieldsOf(to.attributes, attributes) }),
})

/** One entry of update_many. Never `email`: Zendesk would add a second address (Zendesk, Users). */
export function asPatch(
  { id, to }: Update | Deletion,
  { attributes, removal }: MappingSettings,
): Record<string, unknown> {
  const patch: Record<string, unknown> = { id: Number(id) }
  if ('name' in to && to.name !== undefined) patch['name'] = to.name
  if ('organization' in to && to.organization) patch['organization_id'] = Number(to.organization)
  const fields = fieldsOf(to.attributes ?? {}, attributes)
  if (Object.keys(fields).length > 0) patch['user_fields'] = fields
  if (to.active === undefined) return patch
  const { user_fields } = removal.mark
  patch['user_fields'] = { ...fields, ...(to.active ? clearMark(user_fields) : user_fields) }
  if (removal.suspend) patch['suspended'] = !to.active
  return patch
}

/** The user fields of these attributes, with their values. */
const fieldsOf = (values: Attributes, attributes: MappingSettings['attributes']) =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const path = attributes[name]
      return path === undefined ? [] : [[fieldKey(path), value]]
    }),
  )

/** The key of the user field that a path names. */
export const fieldKey = (path: string) => path.slice('user_fields.'.length)

/** An empty field is null or an empty text in Zendesk; a multi-select is a list of texts. */
function readAttribute(value: unknown, path: string): Reading<NonNullable<Attributes[string]>> {
  return Array.isArray(value) ? readList(value, path, readText) : readScalar(value, path)
}

const clearMark = (fields: Removal['mark']['user_fields']) =>
  Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, value === true ? false : null]))
