// Changes that say something true to read: no reader can tell such an answer from that of another world.

import type { Place } from './places.ts'

/** How often an answer is changed. */
export type Mode = 'once' | 'in its stage' | 'always' | 'everywhere'

export interface About {
  connector: string
  place: Place
  mutation: string
  mode: Mode
  isWide: boolean
  request: string
}

/** Whether an answer so changed is a right one of another world. */
export function isSaid({ place, mutation, isWide }: About): boolean {
  // an upsert of Zeenea's sends every name that it has just read, and null is none
  if (/^(a text becomes empty|becomes null)$/.test(mutation) && /(first|last)Name$/.test(place.kind)) return true
  // A service that hides an address of all users: a user who is known by it alone is made a second time.
  return isWide && /^(is absent|becomes null)$/.test(mutation) && /(^|\.)emails(\.\*)?$/.test(place.kind)
}
