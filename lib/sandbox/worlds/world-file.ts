// World files on disk: read with a message that names them, written for their owner alone.

import { readFileSync, writeFileSync } from 'node:fs'
import { readWorld, type World } from '../world.ts'

/** Reads a world file. Throws with its name where it is missing, no JSON or no world. */
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
