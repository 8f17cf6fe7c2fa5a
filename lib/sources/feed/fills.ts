// The places that a control file sets, compared with the model: the field of each, and the names that are not set.

import { isObject } from '../../scim/path.ts'
import { MAX_DEPTH } from './limits.ts'
import type { Model } from './model.ts'

/** An instruction that sets a place: `user/username` by `field login`. */
export interface Fill {
  destination: string
  name: string
  by: string
  /** The path of the instruction in the control file: `instructions.3.then.0`. */
  at: string
}

/** A name that a message may show, because it is no address. */
const SAFE_NAME = /^[\p{L}\p{N}_ .:#()/-]{1,60}$/u

const safeName = (name: unknown) => (SAFE_NAME.test(String(name)) ? String(name) : '<field>')

/** All places that a list of instructions sets. */
export function fillsOf(list: unknown, at = 'instructions', depth = 0): Fill[] {
  if (!Array.isArray(list) || depth > MAX_DEPTH) return []
  return list.flatMap((one, n) => (isObject(one) ? fillsIn(one, `${at}.${n}`, depth) : []))
}

function fillsIn(one: Record<string, unknown>, at: string, depth: number): Fill[] {
  const { action = 'field', destination, name, source, structured } = one
  const inner = ['then', 'else', 'instructions'].flatMap((part) => fillsOf(one[part], `${at}.${part}`, depth + 1))
  const by: Record<string, string> = {
    field: `field ${safeName(source)}`,
    'field-structured': `field-structured ${safeName(structured)}`,
    'set-value': 'set-value',
  }
  if (typeof by[String(action)] !== 'string' || typeof destination !== 'string' || typeof name !== 'string')
    return inner
  return [{ destination, name, by: by[String(action)]!, at }, ...inner]
}

/** The required names that no instruction sets. */
export const unfilledIn = (model: Model, fills: readonly Fill[]): string[] =>
  placesOf(model)
    .filter(({ isRequired, destination, name }) => isRequired && fillsAt(fills, destination, name).length === 0)
    .map(({ destination, name }) => `${destination}/${name}`)

/** The model with the instructions of each name, one line per name. */
export function modelLines(model: Model, fills: readonly Fill[]): string[] {
  const rows = placesOf(model).flatMap(({ destination, name, isRequired, isOpen }) => {
    const names = isOpen
      ? [...new Set(fills.filter((one) => one.destination === destination).map((one) => one.name))]
      : [name]
    if (names.length === 0) return [[`${destination}/*`, 'optional', 'unfilled: it takes any name']]
    return names.map((one) => {
      const by = fillsAt(fills, destination, one).map((fill) => `${fill.by} (${fill.at})`)
      return [`${destination}/${safeName(one)}`, isRequired ? 'required' : 'optional', by.join(', ') || 'unfilled']
    })
  })
  const widest = Math.max(...rows.map(([place = '']) => place.length))
  return rows.map(([place = '', need, by]) => `${place.padEnd(widest)}  ${need}  ${by}`)
}

const fillsAt = (fills: readonly Fill[], destination: string, name: string) =>
  fills.filter((one) => one.destination === destination && one.name === name)

/**
 * Every name of the model; an open name stands for any name. Structured values are left out, because their parts are
 * joined into another value.
 */
const placesOf = (model: Model) =>
  Object.entries(model)
    .filter(([, { structured }]) => structured === undefined)
    .flatMap(([destination, { names, open }]) => [
      ...Object.entries(names).map(([name, { isRequired = false }]) => ({
        destination,
        name,
        isRequired,
        isOpen: false,
      })),
      ...(open === null ? [] : [{ destination, name: '*', isRequired: false, isOpen: true }]),
    ])
