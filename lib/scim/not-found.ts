// Whether a 404 means an absent user: a gateway may answer 404 for other reasons.

import type { Answer } from '../http/outcome.ts'
import { field } from './path.ts'
import type { ScimService } from './service.ts'

/** The most invented ids that are tried, because one of them may exist. */
const TRIES = 3

/** The form of a 404: its media type and the names in its body. */
function mannerOf({ headers, body }: Answer): string {
  const [type = ''] = String(headers['content-type'] ?? '').split(';')
  const names = typeof body === 'object' && body !== null ? Object.keys(body).sort() : []
  return [type.trim().toLowerCase(), ...names].join(' ')
}

/** The status in the body of a SCIM error (RFC 7644, 3.12). */
const statusIn = ({ body }: Answer): string | null => {
  const status = field(body, 'status')
  return typeof status === 'string' || typeof status === 'number' ? String(status).trim() : null
}

/** Whether the body is a user, for any status. */
const isSomebody = ({ body }: Answer) => (field(body, 'id') ?? field(body, 'userName')) !== undefined

/** Makes the test of one service: a 404 counts if it is a SCIM error, or if an invented id gets the same answer. */
export function notFoundTest(service: ScimService): (answer: Answer, id: string) => Promise<boolean> {
  const manners = new Map<string, Promise<string | null>>()

  /** The form of the 404 for an invented id of the same form; null if every such id exists. */
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

/** An invented id of the same form: each hexadecimal digit moves on by `steps`. */
function nobody(id: string, steps: number): string {
  const other = [...id].map((sign) => {
    const kind = DIGIT_SETS.find((signs) => signs.includes(sign))
    return kind ? kind[(kind.indexOf(sign) + steps) % kind.length]! : sign
  })
  return other.join('') === id ? `${id}${steps}` : other.join('')
}
