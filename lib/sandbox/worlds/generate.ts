// The generated world: every system fills its part.

import { systemNames, systemOf, type World, worldShape } from '../systems.ts'

/** The world of a seed: the same for the same seed, to the byte. */
export function generate(seed = 1): World {
  const world = worldShape.parse({})
  for (const name of systemNames) systemOf(name).populate?.(world, seed)
  const signInNames = new Set(systemNames.flatMap((name) => systemOf(name).signInNames?.(world[name]) ?? []))
  for (const name of systemNames) systemOf(name).finish?.(world, signInNames)
  return world
}
