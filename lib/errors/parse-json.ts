// JSON that a person wrote: the error has line and column.

/** The number of characters that Node shows on each side of an unexpected token. */
const AROUND = 10

/** JSON.parse. Throws with line and column, which the message of Node has only since version 22. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const { message } = cause as Error
    const at = placeIn(text, message)
    // Without the piece of text that Node shows: it may be a secret.
    const [words] = message.split(/ in JSON at position |(?<=^Unexpected token '.+'), /s)
    if (at === null) throw new Error(words)
    const before = text.slice(0, at).split('\n')
    throw new Error(`line ${before.length}, column ${before.at(-1)!.length + 1}: ${words}`)
  }
}

/** The offset in a message of JSON.parse, or null if it has none. */
function placeIn(text: string, message: string): number | null {
  const [, position] = /at position (\d+)/.exec(message) ?? []
  if (position !== undefined) return Number(position)
  if (message === 'Unexpected end of JSON input') return text.length
  const token = /^Unexpected token '(.+?)', (\.\.\.)?"(.+)"(?:\.\.\.)? is not valid JSON$/s.exec(message)
  const [, sign = '', cut, seen = ''] = token ?? []
  if (!token || text.indexOf(seen) !== text.lastIndexOf(seen)) return null
  return cut ? text.indexOf(seen) + AROUND : seen.indexOf(sign)
}
