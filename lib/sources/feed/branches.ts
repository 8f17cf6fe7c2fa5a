// Instructions with instructions in them: one of two lists, or one list for each value.

import { perform, type Step, there } from './record-state.ts'
import type { Shapes } from './shapes.ts'

/** Where a list of instructions stands. */
export interface Around {
  depth: number
  isInForEach: boolean
}

/** Makes the steps of a list in an instruction, by its field; none where there is no list. */
export type Inner = (inside: readonly unknown[] | undefined, name: string, more?: Partial<Around>) => Step[]

type Condition = (...given: Parameters<Step>) => boolean

export function branch(
  one: { then?: unknown[] | undefined; else?: unknown[] | undefined },
  inner: Inner,
  isMet: Condition,
): Step {
  const [yes, no] = [inner(one.then, 'then'), inner(one.else, 'else')]
  return (work, context) => perform(isMet(work, context) ? yes : no, work, context, '')
}

export function forEach({ source, wrapValues }: Shapes['for-each'], steps: readonly Step[]): Step {
  return (work, context) => {
    const list = there(context, source)
    if (list === undefined) return
    if (!Array.isArray(list)) work.problems.push(`${source} is no list`)
    else for (const value of list) perform(steps, work, wrapValues ? { value } : value, source)
  }
}
