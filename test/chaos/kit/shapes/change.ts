// How a value is changed where it stands in an answer.

import { at, type Json, put, remove, type Spot } from './places.ts'

/** Changes a value where it stands. Gives false where it cannot. */
export type Change = (spot: Spot, whole: Json) => boolean | undefined

export const to =
  (make: (value: Json) => Json): Change =>
  (spot) => {
    put(spot, make(at(spot)))
    return true
  }

export const gone: Change = (spot) => {
  remove(spot)
  return true
}

export const emptied: Record<string, Change> = { 'becomes null': to(() => null), 'is absent': gone }
