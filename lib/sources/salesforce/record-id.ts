// One form for the spellings of a Salesforce id. It is apart from the connector, because gather-organizations needs it
// too.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'
const SHAPE = /^[A-Za-z0-9]{15}([A-Za-z0-5]{3})?$/

/**
 * The 18-character form of a Salesforce id, trimmed. A case-sensitive id of 15 characters gets the three that encode
 * its capitals. In an id of 18, those three decide the case, so an id in the wrong case is the same id (Salesforce,
 * record ids). Null for any other text, so that it cannot reach a query.
 */
export function recordId(written: string): string | null {
  const id = written.trim()
  if (!SHAPE.test(id)) return null
  if (id.length === 18 && hasItsCase(id)) return id
  const parts = [0, 5, 10].map((from) => id.slice(from, from + 5))
  if (id.length === 15) return id + parts.map((part) => ALPHABET[capitals(part)]).join('')
  const suffix = id.slice(15).toUpperCase()
  const cased = parts.map((part, n) => withCapitals(part, ALPHABET.indexOf(suffix[n]!))).join('')
  return cased.length === 15 ? cased + suffix : null
}

/** The characters of an id. */
export const ID_SIZE = 18

/** Whether `recordId` returns the text that lies in `bytes` from `at` on, and returns it as it is. */
export function isRecordIdAt(bytes: Uint8Array, at: number): boolean {
  for (let part = 0; part < 3; part++) {
    let bits = 0
    for (let n = 0; n < 5; n++) {
      const code = bytes[at + part * 5 + n]!
      if (!isLetterOrDigit(code)) return false
      if (code >= CAPITAL_A && code <= CAPITAL_Z) bits |= 1 << n
    }
    if (bytes[at + 15 + part] !== ALPHABET.charCodeAt(bits)) return false
  }
  return true
}

const isLetterOrDigit = (code: number): boolean =>
  (code >= CAPITAL_A && code <= CAPITAL_Z) || (code >= SMALL_A && code <= SMALL_Z) || (code >= ZERO && code <= NINE)

/** Whether the last three characters of an id of 18 are those of its capitals, as almost always. */
function hasItsCase(id: string): boolean {
  for (let part = 0; part < 3; part++) {
    let bits = 0
    for (let n = 0; n < 5; n++) {
      const code = id.charCodeAt(part * 5 + n)
      if (code >= CAPITAL_A && code <= CAPITAL_Z) bits |= 1 << n
    }
    if (id.charCodeAt(15 + part) !== ALPHABET.charCodeAt(bits)) return false
  }
  return true
}

const CAPITAL_A = 65
const CAPITAL_Z = 90
const [SMALL_A, SMALL_Z, ZERO, NINE] = [97, 122, 48, 57]

const capitals = (part: string) => [...part].reduce((bits, letter, n) => bits | (/[A-Z]/.test(letter) ? 1 << n : 0), 0)

/** Empty if a bit marks a digit as a capital: the suffix then belongs to another id. */
function withCapitals(part: string, bits: number): string {
  const letters = [...part].map((letter, n) => (bits & (1 << n) ? letter.toUpperCase() : letter.toLowerCase()))
  return capitals(letters.join('')) === bits ? letters.join('') : ''
}

/**
 * Ids of contacts in a text: alone, after a name and a colon, or in the address of a page. Only ids of contacts begin
 * with 003 (Salesforce, object key prefixes).
 */
const CONTACT_IDS = /(?<![a-z0-9])003(?:[a-z0-9]{12}|[a-z0-9]{15})(?![a-z0-9])/gi

/**
 * The external id of the single contact in a text. Other integrations store its bare id, or the address of its page.
 */
export function contactOfForeignId(stored: string): string | null {
  const ids = new Set((stored.match(CONTACT_IDS) ?? []).map(recordId))
  const [id = null] = ids.size === 1 ? ids : []
  return id === null ? null : `salesforce:${id}`
}

/** An id of 18 characters, and its form with 15 (Salesforce, record ids). */
export const accountForms = (account: string): string[] => [account, account.slice(0, 15)]
