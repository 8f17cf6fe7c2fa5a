// The files that a control file names, and the format of each.

import * as z from 'zod'
import { mistakes } from '../../errors/validate.ts'
import { isObject } from '../../scim/path.ts'
import { isCharset } from './decode.ts'
import { nameProblem, sameNames } from './names.ts'

const singleRecord = z.boolean().optional()
const charset = z.string().refine(isCharset, 'a charset that is not known')
const separator = z.string().regex(/^[^\r\n]{1,16}$/, 'expected up to 16 characters, none of them a line end')

const readers = {
  json: z.strictObject({ read: z.literal('json'), singleRecord }),
  'xml-text-of-children': z.strictObject({ read: z.literal('xml-text-of-children'), singleRecord }),
  'xml-attributes': z.strictObject({ read: z.literal('xml-attributes'), singleRecord }),
  'tsv-with-name-row': z.strictObject({
    read: z.literal('tsv-with-name-row'),
    charset: charset.optional(),
    separator: separator.optional(),
  }),
}

export type FileSpec = { [K in keyof typeof readers]: z.infer<(typeof readers)[K]> }[keyof typeof readers]

/** All mistakes in the list of files. */
export function filesMistakes(files: Readonly<Record<string, unknown>>): string[] {
  const twice = sameNames(Object.keys(files)).map((name) => `files.${name}: another one differs in case alone`)
  const all = Object.entries(files).flatMap(fileMistakes)
  return Object.keys(files).length === 0 ? ['files: there are none'] : [...all, ...twice]
}

function fileMistakes([name, spec]: [string, unknown]): string[] {
  const at = `files.${name}`
  const bad = nameProblem(name)
  const read = isObject(spec) ? spec['read'] : undefined
  const isKnown = typeof read === 'string' && Object.hasOwn(readers, read)
  const unknown = read === undefined ? 'not given' : `unknown reader ${JSON.stringify(read)}`
  const words = isKnown
    ? mistakes(readers[read as keyof typeof readers], spec)
    : [`read: ${unknown}; there are ${Object.keys(readers).join(', ')}`]
  return [...(bad === null ? [] : [`files: ${bad}`]), ...words.map((word) => `${at}: ${word}`)]
}
