// One record on its way through the instructions: what they have filled so far, and what they had to say.

import { shapeOf, Unreadable } from '../../connector/read-value.ts'
import { isObject } from '../../scim/path.ts'
import type { Model } from './model.ts'
import { fieldOf, type Raw } from './reader.ts'

export interface RecordState {
  /** By destination, then by name. */
  filled: Map<string, Map<string, unknown>>
  problems: string[]
  notes: string[]
  isAborted: boolean
  /** The path of a field from where the instructions are in the record: `groups[1].code`. */
  pathOf(source: string): string
  /** The first value whose shape is not known, in words; null: every value was read. */
  unreadable: string | null
}

export type Step = (work: RecordState, context: Raw) => void

export const newState = (): RecordState => ({
  filled: new Map(),
  problems: [],
  notes: [],
  isAborted: false,
  pathOf: (source) => source,
  unreadable: null,
})

/** Does one instruction after the other; none after the one that gave the record up. */
export function perform(steps: readonly Step[], work: RecordState, context: Raw): void {
  for (const step of steps) {
    if (work.isAborted) return
    step(work, context)
  }
}

/** The same within a value of the record, which has to be an object. `at` is its path. */
export function performWithin(
  steps: readonly Step[],
  work: RecordState,
  { value, at }: { value: unknown; at: string },
): void {
  if (isObject(value)) performAt(steps, work, { context: value, pathOf: (source) => `${at}.${source}` })
  else noteUnreadable(work, new Unreadable(at, shapeOf(value)))
}

/** The same with a value that has no name: it is the field `value`. */
export function performWrapped(
  steps: readonly Step[],
  work: RecordState,
  { value, at }: { value: unknown; at: string },
): void {
  performAt(steps, work, { context: { value }, pathOf: () => at })
}

function performAt(
  steps: readonly Step[],
  work: RecordState,
  { context, pathOf }: { context: Raw; pathOf: RecordState['pathOf'] },
): void {
  const around = work.pathOf
  work.pathOf = pathOf
  perform(steps, work, context)
  work.pathOf = around
}

/** Notes a value whose shape is not known: it is a problem of the record, and never an absent value. */
export function noteUnreadable(work: RecordState, value: Unreadable): void {
  work.problems.push(String(value))
  work.unreadable ??= String(value)
}

export function destinationValues(work: RecordState, destination: string): Map<string, unknown> {
  const target = work.filled.get(destination) ?? new Map<string, unknown>()
  work.filled.set(destination, target)
  return target
}

/** A value that counts: "" and false and null are as good as none (Haplo: truthy, or 0). */
const isThere = (value: unknown): boolean => Boolean(value) || value === 0

export const presentValue = (context: Raw, source: string): unknown => {
  const value = fieldOf(context, source)
  return isThere(value) ? value : undefined
}

/** What a model requires and this record has not, in Haplo's words. */
export const missing = (model: Model, { filled }: RecordState): string[] =>
  Object.entries(model).flatMap(([destination, { names }]) => {
    const lacking = Object.keys(names).filter((name) => names[name]!.isRequired && !filled.get(destination)?.has(name))
    return lacking.length > 0 ? [`Missing values in ${destination}: ${lacking.sort().join(', ')}`] : []
  })
