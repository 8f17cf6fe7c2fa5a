// Faults of every system: connections, redirects, pages and server errors.

import { html } from '../http/html.ts'
import type { Breakage } from '../http/remote.ts'
import type { FaultKind, FaultKinds } from './kind.ts'
import { type PageFormat, pageKinds } from './pages.ts'

/** The parts that differ between the systems. */
interface CommonParts {
  /** The body of a 500. */
  error: unknown
  /** The body of a 503. */
  unavailable: unknown
  /** The path of the login page. */
  login: string
  pages: PageFormat
}

const breakBy = (breakage: Breakage): FaultKind => ({ changeResponse: (response) => ({ ...response, breakage }) })

/** The kinds that every system has, by name. */
export function commonKinds({ error, unavailable, login, pages }: CommonParts): FaultKinds {
  return {
    'cut-off': breakBy('cut-off'),
    'cut-short': breakBy('cut-short'),
    'cut-chunks': breakBy('cut-chunks'),
    stall: breakBy('stall'),
    'reset-before': { respond: () => ({ breakage: 'reset' }) },
    'reset-after': breakBy('reset'),
    // The other host is this server, so that the log shows a client that follows, and its headers.
    redirect: {
      respond: ({ origin }) => {
        const location = `${origin.replace('127.0.0.1', 'localhost')}${login}`
        return { status: 302, headers: { location }, body: html('Moved') }
      },
    },
    html: { respond: () => ({ body: html('Down for maintenance') }) },
    empty: { respond: () => ({ body: '' }) },
    ...pageKinds(pages),
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
