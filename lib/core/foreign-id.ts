// External ids that a target stores in another spelling than ours, or that another integration wrote. Pure.

import { visibleText } from './loose-forms.ts'

/** Reads a stored external id as one of ours, or returns null. */
type ForeignId = (stored: string) => string | null

/**
 * The reader of stored external ids of one source: `Salesforce: 003...` is `salesforce:003...`, whatever its blanks.
 * `known` reads an id without a source.
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

/**
 * Whether a stored id is exactly as this sync writes it. An id in another spelling may be of the same person, but
 * proves nothing.
 */
export const isOwnId = (source: string, foreign: ForeignId, stored: string): boolean =>
  stored.startsWith(`${source}:`) && (foreign(stored) ?? stored) === stored

/** An id that a service generates is long and has digits; a short number may be the id of another kind of record. */
const GENERATED_ID = /^(?=.*\d)[\w!.-]{12,}$/

/** The reader of an id without its source, as other provisioning writes it; only generated ids count. */
export const bareIdOf =
  (source: string): ForeignId =>
  (stored) =>
    GENERATED_ID.test(stored) ? `${source}:${stored}` : null
