// One record on its way through the instructions: what they have filled so far, and what they had to say.

import { isObject } from '../../scim/path.ts'
import type { Model } from './model.ts'
import { fieldOf, type Raw } from './reader.ts'

export interface Work {
  /** By destination, then by name. */
  filled: Map<string, Map<string, unknown>>
  problems: string[]
  notes: string[]
  isAborted: boolean
}

export type Step = (work: Work, context: Raw) => void

export const begin = (): Work => ({ filled: new Map(), problems: [], notes: [], isAborted: false })

/** Does one instruction after the other; none after the one that gave the record up. */
export function perform(steps: readonly Step[], work: Work, context: unknown, at: string): void {
  if (!isObject(context)) {
    work.problems.push(`${at} holds something that is no object`)
    return
  }
  for (const step of steps) {
    if (work.isAborted) return
    step(work, context)
  }
}

export function targetOf(work: Work, destination: string): Map<string, unknown> {
  const target = work.filled.get(destination) ?? new Map<string, unknown>()
  work.filled.set(destination, target)
  return target
}

/** A value that counts: "" and false and null are as good as none (Haplo: truthy, or 0). */
export const isThere = (value: unknown): boolean => Boolean(value) || value === 0

export const there = (context: Raw, source: string): unknown => {
  const value = fieldOf(context, source)
  return isThere(value) ? value : undefined
}

/** What a model requires and this record has not, in Haplo's words. */
export const missing = (model: Model, { filled }: Work): string[] =>
  Object.entries(model).flatMap(([destination, { names }]) => {
    const lacking = Object.keys(names).filter((name) => names[name]!.isRequired && !filled.get(destination)?.has(name))
    return lacking.length > 0 ? [`Missing values in ${destination}: ${lacking.sort().join(', ')}`] : []
  })
