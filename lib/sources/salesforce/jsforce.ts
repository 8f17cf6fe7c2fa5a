// The part of jsforce that signs in, with our HTTP client. All of jsforce takes 165 ms to load, this part 95.

import { Connection } from 'jsforce/lib/connection.js'
import { exit, Failure } from '../../errors/failure.ts'
import { registerSecret, registerTokensIn } from '../../errors/secrets.ts'
import { requestUrl } from '../../http/address.ts'
import { exchange, TooLarge } from '../../http/exchange.ts'
import { type Network, waitAskedBy } from '../../http/retry.ts'
import { noteWait } from '../../http/waits.ts'

interface Client {
  loginUrl: string
  clientId: string
  clientSecret: string
}

interface Transport {
  httpRequest(request: {
    method: 'POST'
    url: string
    headers: Record<string, string>
    body: string
  }): Promise<{ statusCode: number; headers: object; body: string }>
}

/** A connection that is not signed in; `last` has the status of its last answer and the seconds of its Retry-After. */
export function jsforceConnection(client: Client, network: Network) {
  const connection = new Connection({ loginUrl: client.loginUrl, oauth2: { ...client } })
  return { connection, last: ourTransport(connection, network, client.loginUrl) }
}

/**
 * Makes jsforce send requests by our own client. jsforce's client follows redirects, ignores NO_PROXY, limits no size,
 * and never ends on a truncated body (seen with 3.10.16). Returns the status of the last answer and the seconds of its
 * Retry-After.
 */
function ourTransport(connection: unknown, network: Network, loginUrl: string): { status: number; wait: number } {
  const last = { status: 0, wait: 0 }
  const { oauth2 } = connection as { oauth2: { _transport: Transport } }
  oauth2._transport = {
    async httpRequest({ url, headers, ...rest }) {
      const address = requestUrl(loginUrl, url, 'Salesforce: sign-in')
      const request = { ...rest, headers: { accept: 'application/json', ...headers } }
      const answer = await exchange(address, request, network).catch((cause: unknown) => {
        if (cause instanceof TooLarge)
          throw new Failure(exit.remote, `Salesforce: sign-in: ${cause.message}`, { cause })
        throw cause
      })
      last.status = answer.statusCode
      last.wait = waitAskedBy(answer.statusCode, answer.headers) ?? 0
      noteWait(loginUrl, last.wait)
      registerToken(answer.body)
      return answer
    },
  }
  return last
}

/** Registers the token before jsforce sees it, because jsforce's messages quote whole answers (seen with 3.10.16). */
function registerToken(body: string): void {
  registerTokensIn(body)
  try {
    const { access_token } = JSON.parse(body) as { access_token?: unknown }
    if (typeof access_token !== 'string') return
    registerSecret(access_token)
    registerSecret(access_token.slice(access_token.indexOf('!') + 1)) // the org's id stands before the mark
  } catch {
    // jsforce reports the error
  }
}
