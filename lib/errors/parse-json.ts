// JSON that a person wrote: a mistake is told with its line and column.

/** How many characters Node shows on either side of a token that it did not expect. */
const AROUND = 10

/** JSON.parse. Throws with the line and the column, which Node's own message has from 22 on only. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const { message } = cause as Error
    const at = placeIn(text, message)
    // without the piece of the text that Node shows: what it is nobody knows
    const [words] = message.split(/ in JSON at position |(?<=^Unexpected token '.+'), /s)
    if (at === null) throw new Error(words)
    const before = text.slice(0, at).split('\n')
    throw new Error(`line ${before.length}, column ${before.at(-1)!.length + 1}: ${words}`)
  }
}

/** The offset that a message of JSON.parse speaks of, or null where it does not say. */
function placeIn(text: string, message: string): number | null {
  const [, position] = /at position (\d+)/.exec(message) ?? []
  if (position !== undefined) return Number(position)
  if (message === 'Unexpected end of JSON input') return text.length
  const token = /^Unexpected token '(.+?)', (\.\.\.)?"(.+)"(?:\.\.\.)? is not valid JSON$/s.exec(message)
  const [, sign = '', cut, seen = ''] = token ?? []
  if (!token || text.indexOf(seen) !== text.lastIndexOf(seen)) return null
  return cut ? text.indexOf(seen) + AROUND : seen.indexOf(sign)
}
