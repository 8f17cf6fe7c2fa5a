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
export function isSaid({ place, mode, mutation, isWide }: About): boolean {
  // an upsert of Zeenea's sends every name that it has just read, and null is none
  if (/^(a text becomes empty|becomes null)$/.test(mutation) && /(first|last)Name$/.test(place.kind)) return true
  // A service that hides an address in every answer is like one whose users lack it (docs/not-confirmed.md).
  const isHidden = /^(is absent|becomes null)$/.test(mutation)
  const isLastHidden = mutation === 'the last element is dropped' && mode === 'everywhere'
  return isWide && (isHidden || isLastHidden) && /(^|\.)emails(\.\*)?$/.test(place.kind)
}
