// The ways to sign in to Salesforce, through jsforce: client credentials, a signed assertion, or a password while there is one.

import { createSign } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isSafeUrl } from '../../connector/settings.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { HOPELESS, quoted } from '../../http/outcome.ts'
import { LONGEST_PAUSE } from '../../http/pace.ts'
import { type Network, retryAfter, waitBefore } from '../../http/retry.ts'
import { type Authorization, renewed } from '../../http/token.ts'
import type { SalesforceSettings } from './settings.ts'

/** Seconds. Unfenced, jsforce waits for a host that is away 15 s, and for a body that stops for ever (seen with 3.10.16). */
const LONGEST = 30
/** Seconds that an assertion is good for; Salesforce takes at most five minutes (Salesforce, JWT bearer flow). */
const ASSERTION = 180
/** Hosts that sign everybody in and know no client credentials (Salesforce, client credentials flow). */
const SHARED_HOST = /^https:\/\/(login|test)\.salesforce\.com/i

export interface SignedIn {
  /** The org's own host. */
  url: string
  authorization: Authorization
}

/** Signs in; the sign-in after that is anew. Throws exit 7, 8 or 9: the settings, a refusal, a server that is away. */
export async function signIn(settings: SalesforceSettings): Promise<SignedIn> {
  const { loginUrl, clientId, clientSecret = '', username, network } = settings
  if (username === undefined && SHARED_HOST.test(loginUrl)) {
    const what = `client credentials need the org's own host, https://acme.my.salesforce.com, not ${loginUrl}`
    throw new Failure(exit.input, `SALESFORCE_LOGIN_URL: ${what}`)
  }
  // Loaded here: 175 ms that only a query is worth.
  const [{ default: jsforce }, { setDefaults }] = await Promise.all([
    import('jsforce'),
    import('jsforce/lib/request.js'),
  ])
  const deadline = Math.min(LONGEST, network.deadline) * 1000
  setDefaults({ followRedirect: false, timeout: deadline, retry: { maxRetries: 0 } })
  const connection = new jsforce.Connection({ loginUrl, oauth2: { loginUrl, clientId, clientSecret } })

  const last = overheard(connection)

  const fetch = async () => {
    for (let tried = 1; ; tried++) {
      Object.assign(last, { status: 0, wait: 0 })
      const failure = await within(deadline, grant(connection, settings)).then(
        () => null,
        (cause: unknown) => failed(cause),
      )
      const { accessToken, instanceUrl } = connection
      // jsforce accepts a 200 without a token and would then ask without one (seen with 3.10.16)
      const known = failure ?? (accessToken && isSafeUrl(instanceUrl) ? null : failed(LACKING))
      if (known === null) return { header: `Bearer ${accessToken}`, life: null }
      const isFinal = known.code !== exit.remote || known.cause === LACKING || isRedirect(last.status)
      if (isFinal || last.wait > LONGEST_PAUSE || tried >= triesFor(known.cause, network)) throw known
      await sleep(Math.max(last.wait * 1000, waitBefore(tried + 1, network)))
    }
  }
  const authorization = renewed(fetch)
  await authorization(null)
  return { url: connection.instanceUrl, authorization }
}

const isRedirect = (status: number) => status >= 300 && status < 400

interface Transport {
  httpRequest(request: unknown): Promise<{ statusCode: number; headers: Record<string, string> }>
}

/** The status of the last answer, and the seconds its Retry-After asks for: jsforce keeps both to itself (seen with 3.10.16). */
function overheard(connection: unknown): { status: number; wait: number } {
  const last = { status: 0, wait: 0 }
  const { oauth2 } = connection as { oauth2: { _transport: Transport } }
  const transport = oauth2._transport
  oauth2._transport = {
    async httpRequest(request) {
      const answer = await transport.httpRequest(request)
      last.status = answer.statusCode
      last.wait = retryAfter(answer.headers['retry-after']) ?? 0
      return answer
    },
  }
  return last
}

const triesFor = (cause: unknown, { tries }: Network) =>
  HOPELESS.includes(String(codeOf(cause))) ? Math.min(tries, 2) : tries

interface Connection {
  authorize(options: { grant_type: string; assertion?: string }): Promise<unknown>
  login(username: string, password: string): Promise<unknown>
}

function grant(connection: Connection, settings: SalesforceSettings): Promise<unknown> {
  const { username, password } = settings
  if (username === undefined) return connection.authorize({ grant_type: 'client_credentials' })
  if (password !== undefined) return connection.login(username, password)
  const assertion = assertionOf(settings)
  return connection.authorize({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })
}

/** Signed with RS256: the client speaks for the user, to this host, for three minutes. */
function assertionOf({ clientId, loginUrl, privateKey = '', username }: SalesforceSettings): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const exp = Math.floor(Date.now() / 1000) + ASSERTION
  const claims = { iss: clientId, sub: username, aud: loginUrl.replace(/\/$/, ''), exp }
  const signed = `${part({ alg: 'RS256' })}.${part(claims)}`
  try {
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(pemOf(privateKey), 'base64url')}`
  } catch (cause) {
    const what = 'source.privateKey is neither a private key (PEM) nor the path of a file that holds one'
    throw new Failure(exit.input, `Salesforce: ${what}`, { cause })
  }
}

/** CI hands keys over as files. */
const pemOf = (key: string) => (!key.includes('-----BEGIN') && existsSync(key) ? readFileSync(key, 'utf8') : key)

const LACKING = new Error('the answer has no access_token or no instance_url')

/** A refused client is exit 8; a server that is away, or answers with something else, is exit 9. */
function failed(cause: unknown): Failure {
  if (cause instanceof Failure) return cause
  const { name = '', message = '' } = cause as Partial<Error>
  if (/^(invalid_|unsupported_|unauthorized_|inactive_|access_denied)/.test(name)) {
    const what = 'Check SALESFORCE_CLIENT_ID, its secret or key, and the user it acts as'
    return new Failure(exit.refused, `Salesforce: sign-in refused (${name}). ${what}`, { cause })
  }
  const what = cause === LACKING ? LACKING.message : 'no usable answer'
  const next = "Run the stage again later, or check SALESFORCE_LOGIN_URL: it is the org's own host"
  // jsforce puts the whole body of an answer into its message (seen with 3.10.16)
  const short =
    cause === LACKING
      ? cause
      : Object.assign(new Error(cause instanceof TypeError ? 'its answer is no token' : quoted(message)), {
          code: codeOf(cause),
        })
  return new Failure(exit.remote, `Salesforce: sign-in: ${what}. ${next}`, { cause: short })
}

const codeOf = (error: unknown) => (error as { code?: unknown }).code

/** The one thing that always ends a call of jsforce: a timer that keeps the process alive until it does. */
async function within<T>(deadline: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const error = Object.assign(new Error(`no answer within ${deadline / 1000} s`), { code: 'ETIMEDOUT' })
    timer = setTimeout(() => reject(error), deadline)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
