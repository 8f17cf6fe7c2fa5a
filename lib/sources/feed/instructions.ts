// From the instructions of a control file to steps, or to all mistakes in them.

import { mistakes } from '../../errors/validate.ts'
import { isObject } from '../../scim/path.ts'
import { assignment, type Places } from './assign.ts'
import { branch, forEach, type Inner, isOneOf, type ListPlace, within } from './branches.ts'
import { MAX_DEPTH } from './limits.ts'
import { type Model, unknownPlace } from './model.ts'
import { fieldOf } from './reader.ts'
import { presentValue, type Step } from './record-state.ts'
import { type Instruction, isAction, noAction, shapes } from './shapes.ts'
import type { Mappings } from './values.ts'

export interface Compiling {
  model: Model
  mapping: Mappings
  places: Places
  /** Collects every mistake, with its place. */
  mistakes: string[]
}

/** Makes the steps of a list of instructions. Instructions with mistakes are left out, and the mistakes are noted. */
export function compile(
  list: readonly unknown[],
  at: string,
  { all, around = TOP }: { all: Compiling; around?: ListPlace | undefined },
): Step[] {
  if (around.depth <= MAX_DEPTH) return list.flatMap((one, index) => step(one, `${at}.${index}`, { all, around }))
  all.mistakes.push(`${at}: more than ${MAX_DEPTH} lists in lists`)
  return []
}

const TOP: ListPlace = { depth: 0, isInForEach: false }

function step(one: unknown, at: string, { all, around }: { all: Compiling; around: ListPlace }): Step[] {
  const wrong = (words: readonly string[]) => {
    all.mistakes.push(...words.map((word) => `${at}: ${word}`))
    return []
  }
  if (!isObject(one)) return wrong(['expected an object'])
  const action = one['action'] ?? 'field'
  if (!isAction(action)) return wrong([noAction(action)])
  const whole = { ...one, action }
  const inner: Inner = (inside, name: string, more = {}) =>
    inside === undefined
      ? []
      : compile(inside, `${at}.${name}`, { all, around: { ...around, depth: around.depth + 1, ...more } })
  const shaped = mistakes(shapes[action], whole)
  if (shaped.length > 0) {
    for (const name of ['then', 'else', 'instructions']) if (Array.isArray(one[name])) inner(one[name], name)
    return wrong(shaped)
  }
  const made = compileInstruction(whole as Instruction, { all, around, inner })
  return Array.isArray(made) ? wrong(made) : [made]
}

/** One instruction as a step, or what is wrong with it. */
function compileInstruction(
  one: Instruction,
  { all, around, inner }: { all: Compiling; around: ListPlace; inner: Inner },
): Step | string[] {
  switch (one.action) {
    case 'field':
    case 'field-structured':
    case 'set-value': {
      const isLost = around.isInForEach && !one.multivalue
      const made = assignment(one, all)
      const words = isLost ? ['in a for-each it needs multivalue, else the last value alone is left'] : []
      return Array.isArray(made) || isLost ? [...words, ...(Array.isArray(made) ? made : [])] : made
    }
    case 'remove-values': {
      const { destination, name } = one
      const problem = unknownPlace(all.model, destination, name)
      const isIt = (key: string) => key === name || key.startsWith(`${name}/`)
      if (problem) return [problem]
      return ({ filled }) => {
        const target = filled.get(destination) ?? new Map()
        for (const key of [...target.keys()].filter(isIt)) target.delete(key)
      }
    }
    case 'if-exists':
      return branch(one, inner, (_, context) => presentValue(context, one.source) !== undefined)
    case 'if-value-one-of':
      return branch(one, inner, (work, context) =>
        isOneOf(one.values, fieldOf(context, one.source), work.pathOf(one.source)),
      )
    case 'if-has-value': {
      const { destination, name } = one
      const problem = unknownPlace(all.model, destination, name)
      const made = branch(one, inner, (work) => {
        const keys = [...(work.filled.get(destination)?.keys() ?? [])]
        return keys.some((key) => key === name || key.startsWith(`${name}/`))
      })
      return problem ? [problem] : made
    }
    case 'within':
      return within(one, inner(one.instructions, 'instructions'))
    case 'for-each':
      return forEach(one, inner(one.instructions, 'instructions', { isInForEach: true }))
    case 'assert-destination': {
      const { destination, exists } = one
      const dependent = all.model[destination]?.dependent
      if (!dependent) return [`assert-destination is about destinations that come with another one, not ${destination}`]
      return (work) => {
        if (exists) return
        work.isAborted = true
        work.problems.push(`assert-destination failed: ${destination}`)
      }
    }
    case 'abort-record':
      return (work) => {
        work.isAborted = true
        work.problems.push(one.message)
      }
    case 'log-error':
      return (work) => {
        work.notes.push(one.message)
      }
  }
}
