// Instructions that contain instructions: one of two lists, or one list for each value.

import { isUnreadable, readBoolean, type Scalar, shapeOf, Unreadable } from '../../connector/read-value.ts'
import { isObject } from '../../scim/path.ts'
import { fieldOf, type Raw } from './reader.ts'
import { readsOf } from './reads.ts'
import { noteUnreadable, perform, performWithin, performWrapped, type Step } from './record-state.ts'
import type { Shapes } from './shapes.ts'
import { readInputValue } from './values.ts'

/** The place of a list of instructions. */
export interface ListPlace {
  depth: number
  isInForEach: boolean
}

/** Makes the steps of a list in an instruction, by its field; none if the field is missing. */
export type Inner = (inside: readonly unknown[] | undefined, name: string, more?: Partial<ListPlace>) => Step[]

/** Whether the condition is met. For an unreadable value, neither branch runs. */
type Condition = (...given: Parameters<Step>) => boolean | Unreadable

export function branch(
  one: { then?: unknown[] | undefined; else?: unknown[] | undefined },
  inner: Inner,
  isMet: Condition,
): Step {
  const [yes, no] = [inner(one.then, 'then'), inner(one.else, 'else')]
  return (work, context) => {
    const met = isMet(work, context)
    if (isUnreadable(met)) noteUnreadable(work, met)
    else perform(met ? yes : no, work, context)
  }
}

/** `if-value-one-of`: a number or a boolean equals its text. */
export function isOneOf(
  values: Shapes['if-value-one-of']['values'],
  given: unknown,
  path: string,
): boolean | Unreadable {
  if (given === undefined) return false
  if (given === null || given === '') return values.includes(given)
  const value = readInputValue(given, path)
  if (isUnreadable(value)) return value
  if (value === null || values.some((one) => one !== null && isSameScalar(one, value))) return value !== null
  const isOdd = typeof value === 'boolean' ? !values.some(isBoolean) : areBooleans(values) && !isBoolean(value)
  return isOdd ? new Unreadable(path, shapeOf(value)) : false
}

const isBoolean = (value: Scalar | null) => value !== null && !isUnreadable(readBoolean(value, ''))

const areBooleans = (values: readonly unknown[]) => values.length > 0 && values.every((one) => typeof one === 'boolean')

function isSameScalar(one: Scalar, other: Scalar): boolean {
  if (String(one) === String(other)) return true
  if (typeof one !== 'boolean' && typeof other !== 'boolean') return false
  return isBoolean(one) && readBoolean(one, '') === readBoolean(other, '')
}

/** The values of a list; one value is a list of one. An object without any of the fields to read has no value. */
export function forEach({ source, wrapValues, instructions }: Shapes['for-each'], steps: readonly Step[]): Step {
  const names = wrapValues ? [] : readsOf(instructions).map(({ path }) => path[0]!)
  const isOther = (value: unknown) =>
    isObject(value) && names.length > 0 && Object.keys(value).length > 0 && !names.some((name) => hasField(value, name))
  return (work, context) => {
    const given = fieldOf(context, source)
    if (given === undefined || given === null || given === '') return
    if (typeof given === 'boolean') {
      noteUnreadable(work, new Unreadable(work.pathOf(source), shapeOf(given)))
      return
    }
    const list = Array.isArray(given) ? given : [given]
    for (const [index, value] of list.entries()) {
      const at = work.pathOf(Array.isArray(given) ? `${source}[${index}]` : source)
      if (isOther(value)) noteUnreadable(work, new Unreadable(at, shapeOf(value)))
      else if (wrapValues) performWrapped(steps, work, { value, at })
      else performWithin(steps, work, { value, at })
    }
  }
}

const hasField = (value: Raw, name: string) => fieldOf(value, name) !== undefined

/** `within`: an object that may be absent. */
export function within({ source }: Shapes['within'], steps: readonly Step[]): Step {
  return (work, context) => {
    const given = fieldOf(context, source)
    if (given !== undefined && given !== null && given !== '')
      performWithin(steps, work, { value: given, at: work.pathOf(source) })
  }
}
