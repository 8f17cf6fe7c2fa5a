// Whether a 404 says that somebody is not there: a gateway on the way answers one too, and of whatever it likes.

import type { Answer } from '../http/outcome.ts'
import { field } from './path.ts'
import type { ScimService } from './service.ts'

/** Ids that are tried until nobody has one. */
const TRIES = 3

/** What a 404 is like, whoever it is about: its media type, and the names in its body. */
function mannerOf({ headers, body }: Answer): string {
  const [type = ''] = String(headers['content-type'] ?? '').split(';')
  const names = typeof body === 'object' && body !== null ? Object.keys(body).sort() : []
  return [type.trim().toLowerCase(), ...names].join(' ')
}

/** Its own status where the body has one (RFC 7644, 3.12). */
const statusIn = ({ body }: Answer): string | null => {
  const status = field(body, 'status')
  return typeof status === 'string' || typeof status === 'number' ? String(status).trim() : null
}

/** Whether the body is a user, whatever the status is. */
const isSomebody = ({ body }: Answer) => (field(body, 'id') ?? field(body, 'userName')) !== undefined

/**
 * Makes the test of one service: the error that SCIM names is believed, any other only where nobody's id is answered
 * so.
 */
export function notFoundTest(service: ScimService): (answer: Answer, id: string) => Promise<boolean> {
  const manners = new Map<string, Promise<string | null>>()

  /** What the 404 of an id of the same form is like that nobody has; null: none was found. */
  async function mannerOfNobody(id: string): Promise<string | null> {
    for (let tried = 1; tried <= TRIES; tried++) {
      const answer = await service.ask('Users', nobody(id, tried))
      if ('refusal' in answer) return mannerOf(answer.refusal)
    }
    return null
  }

  return async (answer, id) => {
    const status = statusIn(answer)
    if (isSomebody(answer) || (status !== null && status !== '404')) return false
    if (status === '404') return true
    const form = id.replace(/\d/g, '0').replace(/[a-z]/gi, 'a')
    const known = manners.get(form) ?? mannerOfNobody(id)
    manners.set(form, known)
    return (await known) === mannerOf(answer)
  }
}

const DIGIT_SETS = ['0123456789', 'abcdef', 'ABCDEF']

/** An id of the same form: each digit and each letter of a hexadecimal number is another one, by `steps`. */
function nobody(id: string, steps: number): string {
  const other = [...id].map((sign) => {
    const kind = DIGIT_SETS.find((signs) => signs.includes(sign))
    return kind ? kind[(kind.indexOf(sign) + steps) % kind.length]! : sign
  })
  return other.join('') === id ? `${id}${steps}` : other.join('')
}
