// The conversion of a value from a record to its destination: mapped, filtered, turned into text (Haplo's value
// transformation).

import * as z from 'zod'
import { isUnreadable, type Reading, readText, Unreadable } from '../../connector/read-value.ts'
import { nonEmptyText } from '../../connector/settings.ts'
import { dateReader, formProblem } from './dates.ts'

const scalarValue = z.union([z.string(), z.number(), z.boolean()])

/** The fields of a conversion, in every instruction that sets a value. */
export const conversion = {
  mapInputValue: z.record(z.string(), scalarValue).optional(),
  mapInputValueDefault: scalarValue.optional(),
  filters: z.array(nonEmptyText).optional(),
  dateFormat: nonEmptyText.optional(),
  refMapping: nonEmptyText.optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'expected a country of two letters')
    .optional(),
}

type Conversion = { [K in keyof typeof conversion]?: z.infer<(typeof conversion)[K]> | undefined }

/** Named lists of values: `"mapping": {"project-mode": {"using": "behaviour", "values": {"FULL": "..."}}}`. */
export const mappings = z.record(
  nonEmptyText,
  z.strictObject({
    using: z.enum(['behaviour', 'title']),
    types: z.array(nonEmptyText).optional(),
    values: z.record(z.string(), nonEmptyText),
  }),
)

export type Mappings = z.infer<typeof mappings>

const FIXABLE_URL = /^[a-zA-Z][a-zA-Z+.\-/]+$/
const onText = (change: (text: string) => string) => (value: unknown) =>
  typeof value === 'string' ? change(value) : value

/** Nothing is looked up here: a reference is its text. */
const REFERENCES: Record<string, (value: unknown) => unknown> = {
  'haplo:string-to-ref': onText((value) => value),
  'haplo:code-to-ref': onText((value) => value),
  'haplo:username-to-ref': onText((value) => value.toLowerCase()),
  'haplo:email-to-ref': onText((value) => value.toLowerCase()),
}

const FILTERS: Record<string, (value: unknown) => unknown> = {
  'haplo:to-lower-case': onText((value) => value.toLowerCase()),
  'haplo:to-upper-case': onText((value) => value.toUpperCase()),
  'haplo:to-string': (value) => String(value),
  'haplo:fix-up-url': onText((value) => (FIXABLE_URL.test(value) ? `https://${value}` : value)),
  ...REFERENCES,
}

/** The problems of a conversion. `isPlain`: its destination takes texts alone, no dates and no references. */
export function conversionProblems(made: Conversion, mapping: Mappings, isPlain: boolean): string[] {
  const { mapInputValue, mapInputValueDefault, filters = [], dateFormat, refMapping } = made
  const form = dateFormat === undefined ? null : formProblem(dateFormat)
  const noText = 'makes no text, and texts alone go there'
  return [
    ...(mapInputValueDefault !== undefined && !mapInputValue ? ['mapInputValueDefault: needs mapInputValue'] : []),
    ...filters.flatMap((name) => {
      if (!Object.hasOwn(FILTERS, name))
        return [`unknown filter "${name}"; there are ${Object.keys(FILTERS).join(', ')}`]
      return isPlain && Object.hasOwn(REFERENCES, name) ? [`filter ${name} ${noText}`] : []
    }),
    ...(form === null ? [] : [`dateFormat: ${form}`]),
    ...(refMapping !== undefined && !Object.hasOwn(mapping, refMapping) ? [`unknown mapping "${refMapping}"`] : []),
    ...(dateFormat !== undefined && refMapping !== undefined
      ? ['dateFormat and refMapping are two kinds of value']
      : []),
    ...(isPlain && dateFormat !== undefined ? [`dateFormat ${noText}`] : []),
    ...(isPlain && refMapping !== undefined ? [`refMapping ${noText}`] : []),
  ]
}

/** A text, no value, or the problem of the value. The value itself is never shown: it may be a secret. */
export type Made = { text: string | null } | { problem: string } | Unreadable

/** The scalar of a value in a record: a text, a number, a boolean, or an object with one of these as its `value`. */
export function readInputValue(value: unknown, path: string): Reading<string | number | boolean> {
  if (typeof value === 'number') return isExact(value) ? value : new Unreadable(path, INEXACT)
  return typeof value === 'boolean' ? value : readText(value, path)
}

const INEXACT = 'a number with too many digits to be read exactly'

/** Makes the converter of a valid conversion. */
export function converter(made: Conversion, mapping: Mappings): (value: unknown, path: string) => Made {
  const { mapInputValue, mapInputValueDefault, filters = [], dateFormat, refMapping } = made
  const steps = filters.map((name) => FILTERS[name]!)
  const date = dateFormat === undefined ? null : dateReader(dateFormat)
  const values = refMapping === undefined ? null : mapping[refMapping]!.values
  return (given, path) => {
    const value = readInputValue(given, path)
    if (isUnreadable(value)) return value
    if (value === null) return { text: null }
    const mapped = mapInputValue ? mapValue(mapInputValue, value, mapInputValueDefault) : value
    const text = String(steps.reduce((now, step) => step(now), mapped))
    if (date) return madeOf(date(text), `no date of the form ${dateFormat}`)
    return values
      ? madeOf(Object.hasOwn(values, text) ? values[text]! : null, `a value that ${refMapping} does not map`)
      : { text }
  }
}

const madeOf = (text: string | null, problem: string): Made => (text === null ? { problem } : { text })

const isExact = (value: number) => (Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value))

const mapValue = (map: Readonly<Record<string, unknown>>, value: unknown, otherwise: unknown) =>
  Object.hasOwn(map, String(value)) ? map[String(value)] : (otherwise ?? value)
