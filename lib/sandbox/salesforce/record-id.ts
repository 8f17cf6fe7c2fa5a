// Salesforce record ids: 15 characters with case, and 3 characters that encode the case.

const SUFFIX_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'
const ID_DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** The 18-character form of an id; an id with 18 characters stays as it is. */
export function id18(id: string): string {
  if (id.length === 18) return id
  const suffix = [0, 5, 10].map((from) => {
    const bits = [...id.slice(from, from + 5)].reduce((sum, c, n) => sum + (c >= 'A' && c <= 'Z' ? 2 ** n : 0), 0)
    return SUFFIX_LETTERS[bits]
  })
  return id + suffix.join('')
}

/** The 18-character id with number `n` of an object whose ids begin with `prefix` (001 accounts, 003 contacts). */
export function newRecordId(prefix: string, n: number): string {
  let rest = n
  let tail = ''
  while (rest > 0) {
    tail = ID_DIGITS[rest % 62] + tail
    rest = Math.floor(rest / 62)
  }
  return id18(prefix + tail.padStart(15 - prefix.length, '0'))
}
