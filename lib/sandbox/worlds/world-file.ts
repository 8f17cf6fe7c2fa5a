// World files: reads name the file in every error, writes are for the owner only.

import { readFileSync, writeFileSync } from 'node:fs'
import { assertWorldConsistent, type World, worldShape } from '../systems.ts'

/** Reads a world file. Throws with its name if it is missing, or if it is not a world. */
export function worldFrom(file: string): World {
  try {
    return readWorld(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    throw new Error(`${file} is no world file: ${(cause as Error).message}`)
  }
}

/** Writes a world file; it holds people. */
export const saveWorld = (file: string, world: World): void =>
  writeFileSync(file, `${JSON.stringify(world, null, 1)}\n`, { mode: 0o600 })

/** A world of a world file's content: left-out fields filled in, nonsense refused with the place named. */
export function readWorld(json: unknown): World {
  const read = worldShape.safeParse(json)
  if (!read.success) {
    const { path, message } = read.error.issues[0]!
    throw new Error(`world file: ${path.join('.') || 'the whole'}: ${message}`)
  }
  assertWorldConsistent(read.data)
  return read.data
}
