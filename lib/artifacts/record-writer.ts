// Writes records as JSON with sorted keys, by their declaration, and checks them as it goes.

import type { z } from 'zod'
import type { LineWriter } from './line-writer.ts'

/**
 * Writes a value that is as declared; false for any other, and for one whose keys need care. What was written then is
 * to be taken back.
 */
type WriteValue = (value: unknown, line: LineWriter) => boolean

/** The parts of a declaration of zod that are read here (zod, core definitions). */
interface Definition {
  type: string
  checks?: readonly unknown[]
  format?: string
  innerType?: z.ZodType
  element?: z.ZodType
  options?: readonly z.ZodType[]
  keyType?: z.ZodType
  valueType?: z.ZodType
  catchall?: z.ZodType
  shape?: Readonly<Record<string, z.ZodType>>
}

const definitionOf = (schema: z.ZodType): Definition => schema._zod.def as unknown as Definition

/** The writer of a declaration, or null if it has a kind of value that is not known here. */
export function recordWriter(schema: z.ZodType): WriteValue | null {
  const definition = definitionOf(schema)
  if (definition.checks?.length || definition.format !== undefined) return null
  switch (definition.type) {
    case 'string':
      return writeString
    case 'boolean':
      return writeBoolean
    case 'number':
      return writeNumber
    case 'null':
      return writeNull
    case 'nullable':
      return anyOf([writeNull, recordWriter(definition.innerType!)])
    case 'union':
      return anyOf(definition.options!.map(recordWriter))
    case 'array':
      return writerOfList(recordWriter(definition.element!))
    case 'record':
      return definitionOf(definition.keyType!).type === 'string'
        ? writerOfNames(recordWriter(definition.valueType!))
        : null
    case 'object':
      return definition.catchall && definitionOf(definition.catchall).type === 'never'
        ? writerOfObject(definition.shape!)
        : null
    default:
      return null
  }
}

const [NULL, TRUE, FALSE] = ['null', 'true', 'false'].map((word) => Buffer.from(word)) as [Buffer, Buffer, Buffer]
const [OPEN, CLOSE, BEGIN, END, COMMA, COLON] = Array.from('{}[],:', (sign) => Buffer.from(sign)) as Buffer[] as [
  Buffer,
  Buffer,
  Buffer,
  Buffer,
  Buffer,
  Buffer,
]

const writeString: WriteValue = (value, line) => {
  if (typeof value !== 'string') return false
  line.putString(value)
  return true
}

const writeBoolean: WriteValue = (value, line) => {
  if (typeof value !== 'boolean') return false
  line.putBytes(value ? TRUE : FALSE)
  return true
}

const writeNumber: WriteValue = (value, line) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) return false
  line.put(JSON.stringify(value))
  return true
}

const writeNull: WriteValue = (value, line) => {
  if (value !== null) return false
  line.putBytes(NULL)
  return true
}

/** The writer of a value that is as one of several declarations. */
function anyOf(writers: readonly (WriteValue | null)[]): WriteValue | null {
  const known = writers.filter((one) => one !== null)
  if (known.length < writers.length) return null
  return (value, line) => {
    const { place } = line
    for (const write of known) {
      if (write(value, line)) return true
      line.takeBack(place)
    }
    return false
  }
}

const writerOfList = (write: WriteValue | null): WriteValue | null =>
  write &&
  ((value, line) => {
    if (!Array.isArray(value)) return false
    line.putBytes(BEGIN)
    for (let n = 0; n < value.length; n++) {
      if (n > 0) line.putBytes(COMMA)
      if (!write(value[n], line)) return false
    }
    line.putBytes(END)
    return true
  })

const writerOfNames = (write: WriteValue | null): WriteValue | null =>
  write &&
  ((value, line) => {
    if (!isPlainObject(value)) return false
    line.putBytes(OPEN)
    const names = Object.keys(value).sort()
    for (let n = 0; n < names.length; n++) {
      if (names[n] === '__proto__') return false
      if (n > 0) line.putBytes(COMMA)
      line.putString(names[n]!)
      line.putBytes(COLON)
      if (!write(value[names[n]!], line)) return false
    }
    line.putBytes(CLOSE)
    return true
  })

function writerOfObject(shape: Readonly<Record<string, z.ZodType>>): WriteValue | null {
  const names = Object.keys(shape).sort()
  const fields = names.map((name, n) => ({
    name,
    label: Buffer.from(`${n === 0 ? '{' : ','}${JSON.stringify(name)}:`),
    write: recordWriter(shape[name]!),
  }))
  if (fields.some(({ write }) => write === null) || fields.length === 0) return null
  return (value, line) => {
    if (!isPlainObject(value)) return false
    for (let n = 0; n < fields.length; n++) {
      const { name, label, write } = fields[n]!
      line.putBytes(label)
      if (!write!(value[name], line)) return false
    }
    line.putBytes(CLOSE)
    let more = -fields.length
    for (const _ in value) more++
    return more === 0
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
