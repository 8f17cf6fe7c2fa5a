// Salesforce's spellings of one id made one. Apart from the connector, because gather-organizations needs it too.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'
const SHAPE = /^[A-Za-z0-9]{15}([A-Za-z0-5]{3})?$/

/**
 * The 18-character form of a Salesforce id, blanks cut. 15 characters, where case counts, get the three that say which
 * of them are capitals; of 18 those three decide, so that an id stored in the wrong case is the same id (Salesforce,
 * record ids). Null for anything that is no id, so that nothing else can reach a query.
 */
export function recordId(written: string): string | null {
  const id = written.trim()
  if (!SHAPE.test(id)) return null
  const parts = [0, 5, 10].map((from) => id.slice(from, from + 5))
  if (id.length === 15) return id + parts.map((part) => ALPHABET[capitals(part)]).join('')
  const suffix = id.slice(15).toUpperCase()
  const cased = parts.map((part, n) => withCapitals(part, ALPHABET.indexOf(suffix[n]!))).join('')
  return cased.length === 15 ? cased + suffix : null
}

const capitals = (part: string) => [...part].reduce((bits, letter, n) => bits | (/[A-Z]/.test(letter) ? 1 << n : 0), 0)

/** Empty where a bit calls a digit a capital: then the suffix belongs to another id. */
function withCapitals(part: string, bits: number): string {
  const letters = [...part].map((letter, n) => (bits & (1 << n) ? letter.toUpperCase() : letter.toLowerCase()))
  return capitals(letters.join('')) === bits ? letters.join('') : ''
}

/**
 * Ids of contacts, which alone begin with 003 (Salesforce, object key prefixes), in a text: alone, behind a name and a
 * colon, in the address of a page.
 */
const CONTACT_IDS = /(?<![a-z0-9])003(?:[a-z0-9]{12}|[a-z0-9]{15})(?![a-z0-9])/gi

/**
 * The external id of the one contact that a text names: other integrations write its bare id, or the address of its
 * page.
 */
export function contactOfForeignId(stored: string): string | null {
  const ids = new Set((stored.match(CONTACT_IDS) ?? []).map(recordId))
  const [id = null] = ids.size === 1 ? ids : []
  return id === null ? null : `salesforce:${id}`
}

/** An id of 18 characters, and its form of 15 (Salesforce, record ids). */
export const accountForms = (account: string): string[] => [account, account.slice(0, 15)]
