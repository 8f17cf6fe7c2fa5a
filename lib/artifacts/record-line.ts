// One record of an artifact as its line of JSON: people without a change are never parsed.

import type { z } from 'zod'
import { exit, Failure } from '../errors/failure.ts'
import { check } from '../errors/validate.ts'
import type { Contact } from './records.ts'

/** A record line. Its fields are found by a walk through the top level, where they are sorted by name. */
export class Line<T> {
  readonly text: string
  readonly key: string
  readonly #schema: z.ZodType<T> | null
  readonly #at: string
  #record: T | undefined

  /** `schema` is null for a line that was checked when it was written, in a file that is proven. */
  constructor(text: string, schema: z.ZodType<T> | null, at: string) {
    this.text = text
    this.#schema = schema
    this.#at = at
    this.key = (schema === null ? keyOfFlat(text) : undefined) ?? this.field('key') ?? ''
  }

  /** A field of the record that holds a string, or null; undefined where the line has no such field. */
  field(name: string): string | null | undefined {
    const { text } = this
    for (let at = 1; text[at] === '"'; ) {
      const label = endOfValue(text, at)
      const end = endOfValue(text, label + 1)
      if (label - at === name.length + 2 && text.startsWith(name, at + 1))
        return text[label + 1] === '"' ? this.#unquoted(text.slice(label + 2, end - 1)) : null
      at = end + 1
    }
    return undefined
  }

  /** Whether a list of the record is empty; only for lists before `person`. */
  isEmptyList(name: string): boolean {
    const label = `,"${name}":`
    return this.text.startsWith('[]', this.text.indexOf(label) + label.length)
  }

  /**
   * The bytes of `person`: equal bytes, equal people. Only for users and contacts: every field before it holds text,
   * null or texts, in which the label cannot stand unescaped, and `problem` and `similarNames`, or `protected`,
   * follow it.
   */
  get personBytes(): string {
    const next = this.text.endsWith(']}') ? ',"problem":' : ',"pro' // a list of texts has no label in it
    return this.text.slice(this.text.indexOf(',"person":'), this.text.lastIndexOf(next))
  }

  /** The last field of `person`, as above. */
  get organization(): string | null {
    const { personBytes } = this
    return this.#parsed(personBytes.slice(personBytes.lastIndexOf(ORGANIZATION) + ORGANIZATION.length, -1)) as
      | string
      | null
  }

  /** The record, checked against its declaration if there is one; throws exit 7 with file and record number. */
  get record(): T {
    this.#record ??= this.#read()
    return this.#record
  }

  #read(): T {
    const value = this.#parsed(this.text)
    return this.#schema === null ? (value as T) : check(this.#schema, value, { at: this.#at })
  }

  #unquoted(inner: string): string {
    return inner.includes('\\') ? String(this.#parsed(`"${inner}"`)) : inner
  }

  #parsed(json: string): unknown {
    try {
      return JSON.parse(json)
    } catch (cause) {
      throw new Failure(exit.input, `${this.#at}: not JSON`, { cause })
    }
  }
}

const KEY = '"key":"'

/**
 * The key of a user, a contact or a record of synced.json, found without a walk through its fields; undefined where it
 * has an escape. Before it, there are only texts, in which the label cannot stand unescaped.
 */
function keyOfFlat(text: string): string | undefined {
  const from = text.indexOf(KEY) + KEY.length
  const key = text.slice(from, text.indexOf('"', from))
  return from < KEY.length || key.includes('\\') ? undefined : key
}

/** Whether a contact has no similar names. */
export const hasNoSimilarNames = ({ text }: Line<Contact>): boolean => text.endsWith(',"similarNames":[]}')

/** Whether a contact has no problem; for most contacts the last bytes suffice. */
export const isSound = (line: Line<Contact>): boolean =>
  line.text.endsWith(',"problem":null,"similarNames":[]}') || line.field('problem') === null

/** Whether the bytes of a `person` are those of an active one. */
export const isActive = (person: string): boolean => person.startsWith(',"person":{"active":true,')

const ORGANIZATION = ',"organization":'

/** The index behind the JSON value that begins at `at`: a string, a list, an object, or a bare word. */
function endOfValue(text: string, at: number): number {
  let depth = 0
  for (let i = at; i < text.length; i++) {
    const c = text[i]
    if (c === '"') {
      do i = text.indexOf('"', i + 1)
      while (i > 0 && isEscaped(text, i))
      if (i < 0) return text.length
    } else if (c === '{' || c === '[') depth++
    else if (c === '}' || c === ']') depth--
    else if (c !== ',' || depth > 0) continue
    if (depth < 0 || (depth === 0 && c === ',')) return i
    if (depth === 0) return i + 1
  }
  return text.length
}

/** Whether an odd number of backslashes precedes a quotation mark. */
function isEscaped(text: string, at: number): boolean {
  let slashes = 0
  while (text[at - 1 - slashes] === '\\') slashes++
  return slashes % 2 === 1
}
