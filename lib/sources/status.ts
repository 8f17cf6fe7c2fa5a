// A status attribute besides the `active` of SCIM: if the two disagree, nobody counts as a leaver. Pure.

import * as z from 'zod'
import { nonEmptyText } from '../connector/settings.ts'

/** The setting `source.status`; `attribute` is a place of the source. */
export const statusSettings = (attribute: z.ZodType<string>) =>
  z
    .strictObject({
      attribute: attribute.describe('the attribute with the status'),
      active: z.array(nonEmptyText).min(1).describe('its values for an active person'),
      inactive: z.array(nonEmptyText).min(1).describe('its values for an inactive person'),
    })
    .optional()
    .describe('a status attribute besides `active`')

export interface StatusSettings {
  attribute: string
  active: readonly string[]
  inactive: readonly string[]
}

export interface Status {
  active: boolean
  /** The reason why the presence of the person is not known, or null. */
  problem: string | null
}

/**
 * Makes the reader of a status: its words in any case, and the value of `active` or null. A missing word decides
 * nothing. An unknown word, several words, or a conflict with `active` is a problem and proves no absence.
 */
export function statusReader({ attribute, active, inactive }: StatusSettings) {
  const known = new Map([...meanings(active, 'active'), ...meanings(inactive, 'inactive')])

  return (said: readonly string[], isActive: boolean | null): Status => {
    const problemStatus = (problem: string): Status => ({ active: true, problem })
    const [word, ...more] = said.map((one) => one.trim().toLowerCase())
    if (word === undefined) return { active: isActive ?? true, problem: null }
    if (more.length > 0) return problemStatus(`several values of the status ${attribute}`)
    const meaning = known.get(word)
    if (meaning === undefined) return problemStatus(`its status ${attribute} has a value that is not known`)
    const meant = meaning === 'active'
    if (isActive !== null && meant !== isActive) return problemStatus(`its status ${attribute} and active disagree`)
    return { active: meant, problem: null }
  }
}

const meanings = (words: readonly string[], meaning: 'active' | 'inactive') =>
  words.map((word) => [word.trim().toLowerCase(), meaning] as const)
