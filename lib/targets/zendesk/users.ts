// A Zendesk user as the pipeline sees it, and a change as Zendesk takes it. Pure.

import { clean, keyed } from '../../artifacts/key.ts'
import type { Creation, Deletion, Person, Update, User } from '../../artifacts/records.ts'
import type { TargetContext } from '../target.ts'
import type { ZendeskSettings } from './settings.ts'

/** What is read of a user; Zendesk sends 37 keys (Zendesk, Users). */
export interface ApiUser {
  id: number
  name: string
  email: string | null
  role: string
  active: boolean
  suspended: boolean
  restricted_agent?: boolean
  organization_id: number | null
  external_id: string | null
  tags: string[]
  user_fields: Record<string, unknown> | null
}

export interface ApiIdentity {
  user_id: number
  type: string
  value: string
}

type Deciding = Pick<ZendeskSettings, 'attributes' | 'removal'>
type Removal = ZendeskSettings['removal']
type Attributes = Person['attributes']

/** How Zendesk's users become ours: who is removed, who is protected, which external ids are ours. */
export function mapping(
  { attributes, removal }: Deciding,
  { source, protection }: Pick<TargetContext, 'source' | 'protection'>,
  self: string,
) {
  const mark = Object.entries(removal.mark.user_fields)

  /** Null for a user without an address: nobody can be matched by one. */
  return (user: ApiUser, identities: readonly ApiIdentity[]): User | null => {
    const { email, external_id, organization_id, suspended } = user
    if (!email) return null
    const marked = mark.every(([field, value]) => user.user_fields?.[field] === value)
    const otherEmails = identities
      .filter(({ type, value }) => type === 'email' && keyed(value) !== keyed(email))
      .map(({ value }) => value)
      .sort()
    const id = String(user.id)
    return {
      email,
      externalId: external_id?.startsWith(`${source}:`) ? external_id : null,
      id,
      key: keyed(email),
      otherEmails,
      person: {
        active: !marked,
        attributes: Object.fromEntries(
          Object.entries(attributes).map(([name, path]) => [name, fieldValue(user.user_fields?.[fieldOf(path)])]),
        ),
        groups: [],
        name: clean(user.name),
        organization: organization_id === null ? null : String(organization_id),
      },
      protected: protection({
        self: id === self,
        staff: user.role === 'end-user' ? null : `role ${user.role}`,
        // suspended by a human, unless a removal of ours suspends and its mark is there too
        blocked: suspended && !(removal.suspend && marked) ? 'suspended' : null,
        addresses: [email, ...otherEmails],
        tags: user.tags,
        ours: external_id?.startsWith(`${source}:`) === true,
      }),
    }
  }
}

/** The body of a creation. Without skip_verify_email Zendesk writes to the person (Zendesk, Users). */
export const asUser = ({ to }: Creation, attributes: Deciding['attributes']) => ({
  name: to.name,
  email: to.email,
  organization_id: to.organization === null ? null : Number(to.organization),
  external_id: to.externalId,
  role: 'end-user',
  skip_verify_email: true,
  ...(Object.keys(attributes).length > 0 && { user_fields: fieldsOf(to.attributes, attributes) }),
})

/** One entry of update_many. Never `email`: Zendesk would add a second address (Zendesk, Users). */
export function asPatch({ id, to }: Update | Deletion, { attributes, removal }: Deciding): Record<string, unknown> {
  const patch: Record<string, unknown> = { id: Number(id) }
  if ('name' in to && to.name !== undefined) patch['name'] = to.name
  if ('organization' in to && to.organization) patch['organization_id'] = Number(to.organization)
  const fields = fieldsOf(to.attributes ?? {}, attributes)
  if (Object.keys(fields).length > 0) patch['user_fields'] = fields
  if (to.active === undefined) return patch
  const { user_fields } = removal.mark
  patch['user_fields'] = { ...fields, ...(to.active ? unmarked(user_fields) : user_fields) }
  if (removal.suspend) patch['suspended'] = !to.active
  return patch
}

/** The user fields that these attributes are kept in, with their values. */
const fieldsOf = (values: Attributes, attributes: Deciding['attributes']) =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const path = attributes[name]
      return path === undefined ? [] : [[fieldOf(path), value]]
    }),
  )

const fieldOf = (path: string) => path.slice('user_fields.'.length)

/** Zendesk says of an empty field sometimes null, sometimes the empty text. */
const fieldValue = (value: unknown): Attributes[string] =>
  typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value !== '') ? value : null

const unmarked = (fields: Removal['mark']['user_fields']) =>
  Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, value === true ? false : null]))
