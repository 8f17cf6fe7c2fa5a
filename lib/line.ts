// One record of an artifact as the bytes it was written with, so that people who did not change are never parsed.

import { closeSync, openSync, readSync } from 'node:fs'
import type { z } from 'zod'
import { check } from './check.ts'

/**
 * A record line whose keys are sorted and whose strings are JSON: `,"key":` cannot stand inside a string, so the first
 * one is the record's own (every key that sorts before it holds a string or null), and the last one ends `person`.
 */
export class Line<T> {
  readonly text: string
  readonly key: string
  readonly #schema: z.ZodType<T>
  readonly #at: string

  constructor(text: string, schema: z.ZodType<T>, at: string) {
    this.text = text
    this.#schema = schema
    this.#at = at
    this.key = this.field('key') ?? ''
  }

  /** A field of the record that holds a string, or null; undefined where the line has no such field. */
  field(name: string): string | null | undefined {
    const label = `"${name}":`
    const at = this.text.startsWith(`{${label}`) ? 1 : this.text.indexOf(`,${label}`) + 1
    if (at === 0) return undefined
    const from = at + label.length
    if (this.text[from] !== '"') return null
    let end = from + 1
    while (this.text[end] !== '"') end += this.text[end] === '\\' ? 2 : 1
    const raw = this.text.slice(from + 1, end)
    return raw.includes('\\') ? JSON.parse(`"${raw}"`) : raw
  }

  /** The bytes of `person`: equal bytes, equal people. Only for users and contacts, where one more key follows it. */
  get person(): string {
    return this.text.slice(this.text.indexOf(',"person":'), this.text.lastIndexOf(',"pro'))
  }

  /** The record, checked against its declaration; throws with file and record number. */
  get record(): T {
    return check(this.#schema, JSON.parse(this.text), this.#at)
  }
}

const PIECE = 256 * 1024

/** Every line of a file with its line end, read in pieces: a file of any size in the memory of one piece. */
export function* fileLines(path: string): Generator<Buffer> {
  const fd = openSync(path, 'r')
  try {
    let rest = Buffer.alloc(0)
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE)
      const n = readSync(fd, piece)
      if (n === 0) break
      const bytes = Buffer.concat([rest, piece.subarray(0, n)])
      let from = 0
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
        yield bytes.subarray(from, at + 1)
        from = at + 1
      }
      rest = bytes.subarray(from)
    }
    if (rest.length) yield rest
  } finally {
    closeSync(fd)
  }
}
