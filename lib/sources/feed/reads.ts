// The fields that the instructions of a control file read, each with the instruction that reads it.

import { isObject } from '../../scim/path.ts'
import { MAX_DEPTH } from './limits.ts'

export interface FieldRead {
  /** The names from the record down to the field: `['address', 'city']`. */
  path: readonly string[]
  /** The place of the instruction in the control file: `instructions.3.then.0`. */
  at: string
  action: string
  /**
   * Fields that `if-exists` asks for around it: where a file lacks one of them, the instruction is never carried out.
   */
  guards: readonly string[]
}

interface ReadPlace {
  parent: readonly string[]
  guards: readonly string[]
  depth: number
}

export const dotPath = (path: readonly string[]) => path.join('.')

/** All reads of a list of instructions that has no mistakes. */
export function readsOf(instructions: readonly unknown[]): FieldRead[] {
  return inList(instructions, 'instructions', { parent: [], guards: [], depth: 0 })
}

function inList(list: unknown, at: string, around: ReadPlace): FieldRead[] {
  if (!Array.isArray(list) || around.depth > MAX_DEPTH) return []
  return list.flatMap((one, index) => (isObject(one) ? inInstruction(one, `${at}.${index}`, around) : []))
}

function inInstruction(one: Record<string, unknown>, at: string, around: ReadPlace): FieldRead[] {
  const action = String(one['action'] ?? 'field')
  const path = [...around.parent, String(one['source'])]
  const own: FieldRead = { path, at, action, guards: around.guards }
  const inner = (name: string, more: Partial<ReadPlace> = {}) =>
    inList(one[name], `${at}.${name}`, { ...around, depth: around.depth + 1, ...more })
  const branches = [...inner('then'), ...inner('else')]
  switch (action) {
    case 'field':
      return [own]
    case 'if-exists': {
      const met = inner('then', { guards: [...around.guards, dotPath(path)] })
      return [...(isDecisive(one) ? [own] : []), ...met, ...inner('else')]
    }
    case 'if-value-one-of':
      return [own, ...branches]
    case 'within':
      return [own, ...inner('instructions', { parent: path })]
    case 'for-each':
      // a wrapped value has one name, which every item has
      return [own, ...(one['wrapValues'] === true ? [] : inner('instructions', { parent: path }))]
    default:
      return branches
  }
}

/** Whether people lose or get something where no record has the field: more is filled than by the field itself. */
function isDecisive({ source, ...one }: Record<string, unknown>): boolean {
  const isMore = (inside: Record<string, unknown>) => fills(inside) && inside['source'] !== source
  return anyIn(one['then'], isMore) || anyIn(one['else'], (inside) => inside['action'] !== 'log-error')
}

const fills = ({ action = 'field' }: Record<string, unknown>) =>
  action === 'field' || action === 'set-value' || action === 'field-structured'

/** Whether something is true of an instruction in a list, or in a list of one of them. */
function anyIn(list: unknown, is: (one: Record<string, unknown>) => boolean): boolean {
  if (!Array.isArray(list)) return false
  return list.some(
    (one) => isObject(one) && (is(one) || ['then', 'else', 'instructions'].some((name) => anyIn(one[name], is))),
  )
}
