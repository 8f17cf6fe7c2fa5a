// A value against its declaration, with a message that names the field.

import type { z } from 'zod'
import { type Exit, exit, Failure } from './exit.ts'

/**
 * Returns `value` as the type that `schema` declares. Throws a Failure that names the first bad field:
 * `users.json, record 17: email: expected a string, got null`. `nearest` finds the known name most like an unknown one.
 */
export function check<T>(
  schema: z.ZodType<T>,
  value: unknown,
  at: string,
  code: Exit = exit.input,
  nearest?: (unknown: string, path: PropertyKey[]) => string,
): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [first] = result.error.issues
  if (!first) throw new Failure(code, `${at}: not as declared`)
  const place = first.path.length ? `${first.path.join('.')}: ` : ''
  throw new Failure(code, `${at}: ${place}${said(first, valueAt(value, first.path), nearest)}`)
}

function said(
  issue: z.core.$ZodIssue,
  value: unknown,
  nearest?: (unknown: string, path: PropertyKey[]) => string,
): string {
  if (issue.code === 'invalid_type') return `expected ${named(issue.expected)}, got ${kind(value)}`
  if (issue.code === 'unrecognized_keys') {
    const unknown = issue.keys[0] ?? ''
    return `unknown field "${unknown}"${nearest ? `; did you mean "${nearest(unknown, issue.path)}"?` : ''}`
  }
  if (issue.code === 'invalid_key') return `expected ${issue.issues[0]?.message}`
  if (issue.code === 'invalid_value') return `expected one of ${issue.values.join(', ')}`
  return issue.message
}

const named = (type: string) => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`)

const kind = (value: unknown) =>
  value === null ? 'null' : value === undefined ? 'nothing' : Array.isArray(value) ? 'array' : typeof value

const valueAt = (value: unknown, path: PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (at === null || at === undefined ? at : Reflect.get(Object(at), key)), value)
