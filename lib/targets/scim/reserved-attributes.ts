// Attributes that the sync writes itself, or that nobody may write: no mapping and no other setting may name them.
// Pure.

import { parsePath } from '../../scim/path.ts'

/** Attributes of the core schema: identity and access, read-only attributes, and secrets. */
const RESERVED = ['id', 'schemas', 'meta', 'groups', 'active', 'password', 'externalid', 'username', 'displayname']

interface Settings {
  attributes: Record<string, string>
  key: string
  externalId?: string | undefined
}

const attributeName = (path: string) => {
  const { attribute, schema } = parsePath(path)
  return schema === null ? attribute.toLowerCase() : `${schema}:${attribute}`.toLowerCase()
}

/** The primary address belongs to the contact; other addresses have a type. */
const isMainAddress = (path: string) => {
  const { attribute, only, schema } = parsePath(path)
  return schema === null && attribute.toLowerCase() === 'emails' && (only === null || only.value === 'work')
}

/** The setting that names a reserved attribute, with the reason, or null. */
export function reservedProblem({ attributes, key, externalId }: Settings): { path: string[]; message: string } | null {
  const taken = [...RESERVED, attributeName(key)]
  for (const [name, path] of Object.entries(attributes)) {
    if (taken.includes(attributeName(path)) || isMainAddress(path))
      return { path: ['attributes', name], message: `${path} is the sync's own, or nobody's: it cannot be mapped` }
  }
  if (['active', 'password', 'id', 'meta', 'groups', 'schemas'].includes(attributeName(key)))
    return { path: ['key'], message: `${key} is no sign-in name` }
  if (externalId === undefined || attributeName(externalId) === 'externalid') return null
  const others = Object.values(attributes).map(attributeName)
  if (![...taken, ...others].includes(attributeName(externalId)) && parsePath(externalId).schema !== null) return null
  return {
    path: ['externalId'],
    message: 'expected externalId, or an attribute of an extension that nothing else means',
  }
}
