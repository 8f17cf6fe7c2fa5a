// What goes wrong with every system: connections, sign-ins, pages.

import { html } from '../http/html.ts'
import type { Breakage } from '../http/remote.ts'
import type { FaultKind, FaultKinds } from './kind.ts'
import { pageKinds } from './pages.ts'

/** What the systems have in common, in the words of each. */
interface Words {
  /** The body of a 500. */
  error: unknown
  /** The body of a 503. */
  unavailable: unknown
  /** Where its login page is. */
  login: string
}

const breaks = (wire: Breakage): FaultKind => ({ changeResponse: (answer) => ({ ...answer, breakage: wire }) })

/** The kinds of all systems. */
export function commonKinds({ error, unavailable, login }: Words): FaultKinds {
  return {
    'cut-off': breaks('cut-off'),
    'cut-short': breaks('cut-short'),
    'cut-chunks': breaks('cut-chunks'),
    stall: breaks('stall'),
    'reset-before': { respond: () => ({ breakage: 'reset' }) },
    'reset-after': breaks('reset'),
    // The other host is this very server, so that a client that follows is seen there, with what it sent along.
    redirect: {
      respond: ({ origin }) => {
        const location = `${origin.replace('127.0.0.1', 'localhost')}${login}`
        return { status: 302, headers: { location }, body: html('Moved') }
      },
    },
    html: { respond: () => ({ body: html('Down for maintenance') }) },
    empty: { respond: () => ({ body: '' }) },
    ...pageKinds,
    'server-error': { respond: () => ({ status: 500, body: error }) },
    'bad-gateway': { respond: () => ({ status: 502, body: html('502 Bad Gateway') }) },
    unavailable: {
      respond: (_, { retryAfter = 1 }) => ({
        status: 503,
        headers: { 'retry-after': String(retryAfter) },
        body: unavailable,
      }),
    },
  }
}
