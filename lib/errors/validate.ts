// A value against its declaration, with a message that names the field.

import type { z } from 'zod'
import { type Exit, exit, Failure } from './failure.ts'

/**
 * Returns `value` as the type that `schema` declares. Throws a Failure that names the first bad field:
 * `users.json, record 17: email: expected a string, got null`. `nearest` finds the known name most like an unknown one.
 */
export function check<T>(
  schema: z.ZodType<T>,
  value: unknown,
  at: string,
  code: Exit = exit.input,
  nearest?: Nearest,
): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [first] = result.error.issues
  throw new Failure(code, `${at}: ${first ? told(first, value, nearest) : 'not as declared'}`)
}

/** Every mistake of a value, each with the name of its field before it; none where it is as declared. */
export function mistakes(schema: z.ZodType, value: unknown): string[] {
  const { error } = schema.safeParse(value)
  return (error?.issues ?? []).flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => told({ ...issue, keys: [key] }, value))
      : [told(issue, value)],
  )
}

type Nearest = (unknown: string, path: PropertyKey[]) => string

const told = (issue: z.core.$ZodIssue, value: unknown, nearest?: Nearest) =>
  `${issue.path.length ? `${issue.path.join('.')}: ` : ''}${said(issue, valueAt(value, issue.path), nearest)}`

function said(issue: z.core.$ZodIssue, value: unknown, nearest?: Nearest): string {
  if (issue.code === 'invalid_type')
    return `expected ${named(issue.expected)}, got ${isFraction(issue, value) ? value : kind(value)}`
  if (issue.code === 'unrecognized_keys') {
    const unknown = issue.keys[0] ?? ''
    return `unknown field "${unknown}"${nearest ? `; did you mean "${nearest(unknown, issue.path)}"?` : ''}`
  }
  if (issue.code === 'invalid_value') return choice(issue.values, value)
  if (issue.code === 'too_small' || issue.code === 'too_big') return bound(issue, value)
  if (issue.code === 'invalid_key') return issue.issues[0] ? said(issue.issues[0], issue.path.at(-1)) : issue.message
  if (issue.code === 'invalid_union') return union(issue, value)
  return issue.message
}

const choice = (values: readonly unknown[], value: unknown) =>
  `expected ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}${value === undefined ? ', got nothing' : ''}`

/** A number out of its bounds, or a text that is empty. */
function bound(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, value: unknown): string {
  const [most, edge] = issue.code === 'too_big' ? [true, issue.maximum] : [false, issue.minimum]
  if (value === '') return 'expected a text, got an empty one'
  if (typeof value !== 'number') return issue.message
  const words = issue.inclusive ? (most ? 'at most' : 'at least') : most ? 'less than' : 'more than'
  return `expected a number of ${words} ${edge}, got ${value}`
}

/** None of several kinds: of objects that `use` tells apart, or of plain values. */
function union(issue: z.core.$ZodIssueInvalidUnion, value: unknown): string {
  const { options } = issue as { options?: readonly unknown[] }
  if (options) return choice(options, value)
  const kinds = issue.errors.flatMap(([first]) => (first?.code === 'invalid_type' ? named(first.expected) : []))
  return kinds.length > 0 ? `expected ${kinds.join(' or ')}, got ${kind(value)}` : issue.message
}

const named = (type: string) => (type === 'int' ? 'a whole number' : /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`)

const isFraction = ({ expected }: z.core.$ZodIssueInvalidType, value: unknown) =>
  expected === 'int' && typeof value === 'number'

const kind = (value: unknown) =>
  value === null ? 'null' : value === undefined ? 'nothing' : Array.isArray(value) ? 'array' : typeof value

const valueAt = (value: unknown, path: PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (at === null || at === undefined ? at : Reflect.get(Object(at), key)), value)
