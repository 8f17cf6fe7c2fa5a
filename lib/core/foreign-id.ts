// External ids that a target stores in another spelling than ours, or that another integration wrote. Pure.

import { visibleText } from './loose-forms.ts'

/**
 * The external id of ours that a stored one stands for, or null; `known` reads an id that stands alone, or in a text.
 */
type ForeignId = (stored: string) => string | null

/**
 * Makes the reader of stored external ids of one source: `Salesforce: 003...` is `salesforce:003...`, whatever its
 * blanks.
 */
export function foreignIdOf(source: string, known: ForeignId = () => null): ForeignId {
  const prefix = `${source}:`
  return (stored) => {
    const text = stored.trim()
    const at = text.indexOf(':')
    if (at < 0 || visibleText(text.slice(0, at)) !== source) return known(text)
    const id = text.slice(at + 1).trim()
    return known(id) ?? (id === '' ? null : prefix + id)
  }
}

/** Whether a stored id is ours as we write it; one in another spelling may name the same person, and proves nothing. */
export const isOwnId = (source: string, foreign: ForeignId, stored: string): boolean =>
  stored.startsWith(`${source}:`) && (foreign(stored) ?? stored) === stored

/** Ids that services make are long and have digits; a short number may as well be the one of something else. */
const GENERATED_ID = /^(?=.*\d)[\w!.-]{12,}$/

/**
 * An id of the source that stands alone, as other provisioning writes it: only one that nothing else is likely to have.
 */
export const bareIdOf =
  (source: string): ForeignId =>
  (stored) =>
    GENERATED_ID.test(stored) ? `${source}:${stored}` : null
