// The instructions of a control file: what each action needs and may have (Haplo's data_import_control_file.js).

import { z } from 'zod'
import { text } from '../../connector/settings.ts'
import { conversion } from './values.ts'

const scalar = z.union([z.string(), z.number(), z.boolean()])
const list = z.array(z.unknown())
const place = { destination: text, name: text }
const put = { ...place, ...conversion, multivalue: z.boolean().optional(), qualifier: text.optional() }
/** Haplo's name for it; nothing that has it is ever awaited. */
export const THEN = 'then'

const branches = { [THEN]: list.optional(), else: list.optional() }

const action = <A extends string, S extends z.ZodRawShape>(name: A, shape: S) =>
  z.strictObject({ action: z.literal(name), ...shape })

export const shapes = {
  field: action('field', { source: text, ...put }),
  'field-structured': action('field-structured', { structured: text, ...put }),
  'set-value': action('set-value', { value: scalar, ...put }),
  'remove-values': action('remove-values', place),
  'if-exists': action('if-exists', { source: text, ...branches }),
  'if-value-one-of': action('if-value-one-of', {
    source: text,
    values: z.array(z.union([scalar, z.null()])),
    ...branches,
  }),
  'if-has-value': action('if-has-value', { ...place, ...branches }),
  within: action('within', { source: text, instructions: list }),
  'for-each': action('for-each', { source: text, wrapValues: z.boolean().optional(), instructions: list }),
  'assert-destination': action('assert-destination', { destination: text, exists: z.boolean() }),
  'abort-record': action('abort-record', { message: text }),
  'log-error': action('log-error', { message: text }),
}

export type Shapes = { [K in keyof typeof shapes]: z.infer<(typeof shapes)[K]> }
export type Instruction = Shapes[keyof Shapes]
export type Assignment = Shapes['field' | 'field-structured' | 'set-value']

export const isAction = (name: unknown): name is keyof Shapes => typeof name === 'string' && Object.hasOwn(shapes, name)

/** Why an action that is none here is none. */
export const noAction = (name: unknown): string =>
  name === 'new' || name === 'load'
    ? `"${name}" has no place in a user sync`
    : `unknown action ${JSON.stringify(name)}; there are ${Object.keys(shapes).join(', ')}`
