// The header with the keys that Zendesk drops without an error.

import type { Patch } from './changes.ts'

/** The documented properties that a request may set (Zendesk, Users); recordings send `id` too, unwarned. */
const PERMITTED = new Set([
  ...['id', 'name', 'email', 'role', 'custom_role_id', 'organization', 'organization_id', 'external_id', 'identities'],
  ...['alias', 'details', 'notes', 'phone', 'shared_phone_number', 'photo', 'remote_photo_url', 'signature', 'tags'],
  ...[
    'locale',
    'locale_id',
    'time_zone',
    'verified',
    'skip_verify_email',
    'suspended',
    'moderator',
    'default_group_id',
  ],
  ...[
    'ticket_restriction',
    'only_private_comments',
    'restricted_agent',
    'report_csv',
    'agent_brand_ids',
    'user_fields',
  ],
])

interface Warned {
  action: 'create' | 'update' | 'update_many'
  /** The field of the body that had the patches. */
  name: 'user' | 'users'
  patches: Patch[]
  /** The keys of the account's user fields. */
  fields: Set<string>
}

/**
 * The header that names unknown keys of patches, in the recorded form of Ruby; no header if all keys are known. An
 * unknown key of `user_fields` counts too; its form is not confirmed.
 */
export function warningHeader({ action, name, patches, fields }: Warned): Record<string, string> {
  const unknown = patches.flatMap((patch) => [
    ...Object.keys(patch).filter((key) => !PERMITTED.has(key)),
    ...Object.keys({ ...(patch['user_fields'] as object | null | undefined) })
      .filter((key) => !fields.has(key))
      .map((key) => `user_fields.${key}`),
  ])
  if (unknown.length === 0) return {}
  const keys = [...new Set(unknown)].map((key) => JSON.stringify(`${name}.${key}`)).join(', ')
  const said = `:controller=>"users", :action=>"${action}", :unpermitted_keys=>[${keys}], :invalid_values=>[]`
  return { 'x-zendesk-api-warn': `{:allowed_parameters=>{${said}}}`.replace(/[^\x20-\x7e]/g, '?') }
}
