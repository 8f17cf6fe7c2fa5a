// Mapped attributes: the field of each in a source, or the value for all people.

import * as z from 'zod'
import type { Attributes } from '../artifacts/records.ts'
import { nonEmptyText } from './settings.ts'

type Value = Attributes[string]

const constant = z.strictObject({ value: z.union([z.string(), z.number(), z.boolean()]) })

/** The setting of a source: shared names with fields of the source, or with `{"value": ...}` for all people. */
export const sourceAttributes = (place: z.ZodType<string>) =>
  z
    .record(nonEmptyText, z.union([place, constant]))
    .default({})
    .describe('the mapped attributes: shared name and field here, or `{"value": ...}` for all')

/** The setting of a target: shared names with fields of the target. */
export const targetAttributes = (place: z.ZodType<string>) =>
  z
    .record(nonEmptyText, place)
    .default({})
    .refine((mapped) => {
      const places = Object.values(mapped).map((one) => one.toLowerCase())
      return new Set(places).size === places.length
    }, 'expected every attribute of the target once: two names cannot mean one')
    .describe('the mapped attributes: shared name and field here')

/** Returns a function that reads the mapped attributes of a record; `reader` returns one for a single field. */
export function attributeReader<T>(
  mapped: Record<string, string | { value: Value }>,
  reader: (place: string) => (record: T) => Value,
): (record: T) => Attributes {
  const readers = Object.entries(mapped).map(([name, place]) => {
    const read = typeof place === 'string' ? reader(place) : () => place.value
    return [name, read] as const
  })
  if (readers.length === 0) return () => ({})
  return (record) => Object.fromEntries(readers.map(([name, read]) => [name, read(record)]))
}
