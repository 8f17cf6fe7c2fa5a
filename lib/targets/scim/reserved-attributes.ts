// Attributes that the sync itself writes, or nobody may: no mapping and no other setting can mean them. Pure.

import { parsePath } from '../../scim/path.ts'

/** Of the core schema: what tells who somebody is and whether they may come in, and what is read-only or a secret. */
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

/** The address that counts is the contact's own; others have a type. */
const isMainAddress = (path: string) => {
  const { attribute, only, schema } = parsePath(path)
  return schema === null && attribute.toLowerCase() === 'emails' && (only === null || only.value === 'work')
}

/** Which setting means an attribute that is taken, and why not; null: none. */
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
