// Gluu's SCIM API behind UMA 2.0: a request without a token gets a ticket, and the ticket gets a token (UMA 2.0 Grant,
// 3).

import { command } from '../../errors/command.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { httpClient } from '../../http/client.ts'
import { AnsweredFailure } from '../../http/outcome.ts'
import type { Pace } from '../../http/pace.ts'
import { type GluuSettings, products } from './settings.ts'

type UmaSettings = Pick<GluuSettings, 'network' | 'product' | 'url'>

/** The protection of a SCIM API, by its answers to a request without a token and to one with a wrong token. */
type Protection = 'uma' | 'oauth' | 'test' | 'none' | 'no mode' | 'disabled' | 'unknown'

interface ProtectionAnswer {
  status: number
  words: string
  challenge: string
  warning: string
}

/** The content of an answer to a request without a sign-in; the request is repeated once at most. */
async function askUnsigned(
  { network, product, url }: UmaSettings,
  paced: Pace,
  authorization?: string,
): Promise<ProtectionAnswer> {
  const call = httpClient({ name: 'Gluu', url, network, pace: paced })
  const headers = authorization === undefined ? {} : { headers: { authorization } }
  const query = { startIndex: 1, count: 1 }
  try {
    const { status } = await call('GET', `${products[product].scim}/Users`, { query, optional: true, ...headers })
    return { status, words: '', challenge: '', warning: '' }
  } catch (error) {
    if (!(error instanceof AnsweredFailure)) throw error
    const [challenge, warning] = ['www-authenticate', 'warning'].map((name) => String(error.headers[name] ?? ''))
    return { status: error.status, words: error.message, challenge: challenge!, warning: warning! }
  }
}

/** The challenge of UMA among several; a value may be unquoted (RFC 9110, 11.2). */
const ticketIn = ({ challenge }: ProtectionAnswer): string | null =>
  /(?:^|[,\s])UMA\s/i.test(challenge) ? (/\bticket="?([^",\s]+)/i.exec(challenge)?.[1] ?? null) : null

const LATER = 'Run the stage again later'

/**
 * The ticket for a token. Throws exit 9 if the server is not available (UMA 2.0 Grant, 3.2.2), and exit 7 if the API
 * asks for no such token.
 */
export async function umaTicket(settings: UmaSettings, paced: Pace): Promise<string> {
  const told = await askUnsigned(settings, paced)
  const ticket = ticketIn(told)
  if (ticket !== null) return ticket
  if (/unreachable/i.test(told.warning))
    throw new Failure(exit.remote, `Gluu: its SCIM API cannot reach its own UMA server (${told.status}). ${LATER}`)
  if (told.status >= 500) throw new Failure(exit.remote, `Gluu: a ticket: it answered ${told.status}. ${LATER}`)
  const what = `its SCIM API gives no UMA ticket (${told.status})`
  throw new Failure(exit.input, `Gluu: ${what}. Set source.protection to what ${command('doctor')} says of the server`)
}

/** The protection of the server. */
export async function protectionOf(settings: UmaSettings, paced: Pace): Promise<Protection> {
  const bare = await askUnsigned(settings, paced)
  if (ticketIn(bare) !== null) return 'uma'
  if (bare.status < 300) return 'none'
  if (bare.words.includes('not protected')) return 'no mode'
  if (bare.words.includes('is disabled')) return 'disabled'
  const { words } = await askUnsigned(settings, paced, 'Bearer none')
  if (words.includes('insufficient scopes')) return 'oauth'
  return words.includes('Invalid token') ? 'test' : 'unknown'
}

/** The name of a protection in the lines of doctor. */
export const PROTECTIONS: Record<Protection, string> = {
  uma: 'protected by UMA',
  oauth: 'protected by OAuth',
  test: 'protected by test mode',
  none: 'not protected: whoever reaches it may read everybody',
  'no mode': 'without a mode of protection: choose OAuth in Gluu',
  disabled: 'disabled: enable it in Gluu',
  unknown: 'protected, it does not say how',
}

/** The next step if the sign-in of the settings does not fit this protection. */
export const nextStep = (met: Protection, set: GluuSettings['protection']): string =>
  (met === 'uma' || met === 'oauth' || met === 'test') && met !== set ? `. Set source.protection to "${met}"` : ''
