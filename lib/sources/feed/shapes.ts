// The instructions of a control file: the required and optional fields of each action (Haplo's
// data_import_control_file.js).

import * as z from 'zod'
import { nonEmptyText } from '../../connector/settings.ts'
import { conversion } from './values.ts'

const scalarShape = z.union([z.string(), z.number(), z.boolean()])
const instructionList = z.array(z.unknown())
const placeShape = { destination: nonEmptyText, name: nonEmptyText }
const put = { ...placeShape, ...conversion, multivalue: z.boolean().optional(), qualifier: nonEmptyText.optional() }
/** Haplo's field name. An object with this name is never awaited, because JavaScript would take it for a promise. */
export const THEN = 'then'

const branches = { [THEN]: instructionList.optional(), else: instructionList.optional() }

const action = <A extends string, S extends z.ZodRawShape>(name: A, shape: S) =>
  z.strictObject({ action: z.literal(name), ...shape })

export const shapes = {
  field: action('field', { source: nonEmptyText, ...put }),
  'field-structured': action('field-structured', { structured: nonEmptyText, ...put }),
  'set-value': action('set-value', { value: scalarShape, ...put }),
  'remove-values': action('remove-values', placeShape),
  'if-exists': action('if-exists', { source: nonEmptyText, ...branches }),
  'if-value-one-of': action('if-value-one-of', {
    source: nonEmptyText,
    values: z.array(z.union([scalarShape, z.null()])),
    ...branches,
  }),
  'if-has-value': action('if-has-value', { ...placeShape, ...branches }),
  within: action('within', { source: nonEmptyText, instructions: instructionList }),
  'for-each': action('for-each', {
    source: nonEmptyText,
    wrapValues: z.boolean().optional(),
    instructions: instructionList,
  }),
  'assert-destination': action('assert-destination', { destination: nonEmptyText, exists: z.boolean() }),
  'abort-record': action('abort-record', { message: nonEmptyText }),
  'log-error': action('log-error', { message: nonEmptyText }),
}

export type Shapes = { [K in keyof typeof shapes]: z.infer<(typeof shapes)[K]> }
export type Instruction = Shapes[keyof Shapes]
export type Assignment = Shapes['field' | 'field-structured' | 'set-value']

export const isAction = (name: unknown): name is keyof Shapes => typeof name === 'string' && Object.hasOwn(shapes, name)

/** The reason why a name is no action here. */
export const noAction = (name: unknown): string =>
  name === 'new' || name === 'load'
    ? `"${name}" has no place in a user sync`
    : `unknown action ${JSON.stringify(name)}; there are ${Object.keys(shapes).join(', ')}`
