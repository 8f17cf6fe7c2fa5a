// Feeds for tests: control files, files as pieces of bytes, and what is told of them.

import { readFileSync } from 'node:fs'
import { type Control, parseControl } from '../../lib/sources/feed/control.ts'
import { type FeedRecord, feedOf } from '../../lib/sources/feed/people.ts'
import type { FeedRow } from '../../lib/sources/feed/reader.ts'
import { type OpenFile, readRows } from '../../lib/sources/feed/rows.ts'
import { THEN } from '../../lib/sources/feed/shapes.ts'
import type { FileSpec } from '../../lib/sources/feed/spec.ts'
import { sample } from './samples.ts'

/** The whole text of a sample of Haplo, or null where there is none. */
export function haplo(test: string, ...path: string[]): Buffer | null {
  const file = sample(test, 'haplo', ...path)
  return file === null ? null : readFileSync(file)
}

export const json = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString('utf8'))

export const field = (source: string, name: string, destination = 'user') => ({ source, destination, name })

/** The fields that every person needs, from columns of the same names. */
export const PLAIN = ['username', 'nameFirst', 'nameLast', 'email'].map((name) => field(name, name))

export const controlValue = (some: object = {}) => ({
  dataImportControlFileVersion: 0,
  model: 'haplo:user-sync',
  files: { users: { read: 'json' } },
  instructions: PLAIN,
  ...some,
})

export const control = (some: object = {}): Control =>
  parseControl(Buffer.from(JSON.stringify(controlValue(some))), '_control')

type Bytes = string | Uint8Array

/** Bytes in pieces of a size, as a stream would bring them. */
export async function* pieces(whole: Bytes, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(whole as string)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

export const files =
  (all: Record<string, Bytes>, size = 7): OpenFile =>
  (name) =>
    pieces(all[name]!, size)

/** All rows of one file. */
export async function rows(
  spec: FileSpec,
  open: Bytes | (() => AsyncIterable<Uint8Array>),
  size = 7,
): Promise<FeedRow[]> {
  const all: FeedRow[] = []
  const source = typeof open === 'function' ? open : () => pieces(open, size)
  for await (const some of readRows('users', spec, { open: source, whole: () => {} })) all.push(...some)
  return all
}

export async function told(of: Control, all: Record<string, Bytes>): Promise<FeedRecord[]> {
  const people: FeedRecord[] = []
  for await (const one of (await feedOf(of, files(all))).people()) people.push(one)
  return people
}

/** A record that is whole, unless it says otherwise. */
export const record = (some: object = {}) => ({
  username: 'ann',
  nameFirst: 'Ann',
  nameLast: 'Lee',
  email: 'ann@acme.test',
  ...some,
})

/** What is told of people in a JSON file. */
export const toldOf = (records: readonly unknown[], some: object = {}): Promise<FeedRecord[]> =>
  told(control(some), { users: JSON.stringify(records) })

/** A condition with what is done where it is met, and where it is not. */
export const either = (condition: object, yes: readonly unknown[], no: readonly unknown[] = []) => ({
  ...condition,
  [THEN]: yes,
  else: no,
})

/** The person that more instructions make of a record, and what is wrong. */
export async function madeOf(more: readonly object[], one: object, some: object = {}) {
  const [told] = await toldOf([record(one)], { instructions: [...PLAIN, ...more], ...some })
  return { ...told!.person, problem: told!.problem, notes: told!.notes }
}

export const profile = (source: string, more: object = {}) => ({ ...field(source, 'x', 'profile'), ...more })

export const attribute = async (more: object, value: unknown, some?: object) => {
  const { attributes, problem } = await madeOf([profile('v', more)], { v: value }, some)
  return problem ?? attributes['profile/x'] ?? null
}
