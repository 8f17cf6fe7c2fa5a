// Validates a value against its schema; the message has the path of the field.

import { closest, distance } from 'fastest-levenshtein'
import type { z } from 'zod'
import { type Exit, exit, Failure } from './failure.ts'

/**
 * Returns `value` as the type that `schema` declares. Throws a Failure that names the first bad field:
 * `users.json, record 17: email: expected a string, got null`. `nearest` finds the known name most like an unknown one.
 * With `nearest`, the message also names a similar choice.
 */
export function check<T>(
  schema: z.ZodType<T>,
  value: unknown,
  { at, code = exit.input, nearest }: CheckOptions & { at: string },
): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [first] = result.error.issues
  throw new Failure(code, `${at}: ${first ? describeIssue(first, value, nearest) : 'not as declared'}`)
}

/** All mistakes of a value, each with the path of its field; empty if it fits the schema. */
export function mistakes(schema: z.ZodType, value: unknown): string[] {
  const { error } = schema.safeParse(value)
  return (error?.issues ?? []).flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => describeIssue({ ...issue, keys: [key] }, value))
      : [describeIssue(issue, value)],
  )
}

type Nearest = (unknown: string, path: PropertyKey[]) => string

interface CheckOptions {
  code?: Exit
  nearest?: Nearest
}

const describeIssue = (issue: z.core.$ZodIssue, value: unknown, nearest?: Nearest) =>
  `${issue.path.length ? `${issue.path.join('.')}: ` : ''}${issueText(issue, valueAtPath(value, issue.path), nearest)}`

function issueText(issue: z.core.$ZodIssue, value: unknown, nearest?: Nearest): string {
  if (issue.code === 'invalid_type')
    return `expected ${typeName(issue.expected)}, got ${isFraction(issue, value) ? value : typeOfValue(value)}`
  if (issue.code === 'unrecognized_keys') {
    const unknown = issue.keys[0] ?? ''
    return `unknown field "${unknown}"${nearest ? `; did you mean "${nearest(unknown, issue.path)}"?` : ''}`
  }
  if (issue.code === 'invalid_value') return choiceText(issue.values, value, nearest)
  if (issue.code === 'too_small' || issue.code === 'too_big') return boundText(issue, value)
  if (issue.code === 'invalid_key')
    return issue.issues[0] ? issueText(issue.issues[0], issue.path.at(-1)) : issue.message
  if (issue.code === 'invalid_union') return unionText(issue, value, nearest)
  return issue.message
}

function choiceText(values: readonly unknown[], value: unknown, nearest?: Nearest): string {
  const expected = `expected ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}`
  if (value === undefined) return `${expected}, got nothing`
  const similar = nearest && typeof value === 'string' ? similarTo(value, values) : undefined
  return similar === undefined ? expected : `${expected}; did you mean "${similar}"?`
}

/** The known text that differs from `value` in a third of its letters at most. */
function similarTo(value: string, values: readonly unknown[]): string | undefined {
  const texts = values.filter((one) => typeof one === 'string')
  if (texts.length < 2) return undefined
  const found = closest(value.toLowerCase(), texts)
  return distance(value.toLowerCase(), found) <= found.length / 3 ? found : undefined
}

/** The message for a number out of its bounds, or for an empty text. */
function boundText(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, value: unknown): string {
  const [most, edge] = issue.code === 'too_big' ? [true, issue.maximum] : [false, issue.minimum]
  if (value === '') return 'expected a text, got an empty one'
  if (typeof value !== 'number') return issue.message
  const words = issue.inclusive ? (most ? 'at most' : 'at least') : most ? 'less than' : 'more than'
  return `expected a number of ${words} ${edge}, got ${value}`
}

/** The message for a value that fits no option of a union. */
function unionText(issue: z.core.$ZodIssueInvalidUnion, value: unknown, nearest?: Nearest): string {
  const { options } = issue as { options?: readonly unknown[] }
  if (options) return choiceText(options, value, nearest)
  const kinds = issue.errors.flatMap(([first]) => (first?.code === 'invalid_type' ? typeName(first.expected) : []))
  return kinds.length > 0 ? `expected ${kinds.join(' or ')}, got ${typeOfValue(value)}` : issue.message
}

const typeName = (type: string) =>
  type === 'int' ? 'a whole number' : /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`

const isFraction = ({ expected }: z.core.$ZodIssueInvalidType, value: unknown) =>
  expected === 'int' && typeof value === 'number'

const typeOfValue = (value: unknown) =>
  value === null ? 'null' : value === undefined ? 'nothing' : Array.isArray(value) ? 'array' : typeof value

const valueAtPath = (value: unknown, path: PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (at === null || at === undefined ? at : Reflect.get(Object(at), key)), value)
