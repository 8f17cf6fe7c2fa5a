// The state of one record during its instructions: the values so far, and the notes.

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
  /** The path of a field in the record, from the current place of the instructions: `groups[1].code`. */
  pathOf(source: string): string
  /** The first value with an unknown shape, in words, or null. */
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

/** Runs the instructions in order, until one rejects the record. */
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

/** Notes a value with an unknown shape: it is a problem of the record, and never an absent value. */
export function noteUnreadable(work: RecordState, value: Unreadable): void {
  work.problems.push(String(value))
  work.unreadable ??= String(value)
}

export function destinationValues(work: RecordState, destination: string): Map<string, unknown> {
  const target = work.filled.get(destination) ?? new Map<string, unknown>()
  work.filled.set(destination, target)
  return target
}

/** A value that is present: "", false and null count as absent (Haplo: truthy, or 0). */
const isThere = (value: unknown): boolean => Boolean(value) || value === 0

export const presentValue = (context: Raw, source: string): unknown => {
  const value = fieldOf(context, source)
  return isThere(value) ? value : undefined
}

/** The names that a model requires and the record lacks, in Haplo's words. */
export const missing = (model: Model, { filled }: RecordState): string[] =>
  Object.entries(model).flatMap(([destination, { names }]) => {
    const lacking = Object.keys(names).filter((name) => names[name]!.isRequired && !filled.get(destination)?.has(name))
    return lacking.length > 0 ? [`Missing values in ${destination}: ${lacking.sort().join(', ')}`] : []
  })
