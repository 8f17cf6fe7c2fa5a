// The ways to sign in to Salesforce, through jsforce: client credentials, a signed assertion, or a password as long as
// Salesforce has it.

import { createSign } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { exit, Failure } from '../../errors/failure.ts'
import { registerSecret } from '../../errors/secrets.ts'
import { HOPELESS, longPauseFailure, missingHost, quoteRemote } from '../../http/outcome.ts'
import { LONGEST_PAUSE, LongPause } from '../../http/pace.ts'
import { type Network, waitBefore } from '../../http/retry.ts'
import { type Authorization, tokenAuthorization } from '../../http/token.ts'
import { waitOn } from '../../http/waits.ts'
import { audienceOf } from './audience.ts'
import { instanceOf } from './instance-url.ts'
import { signInRefusal } from './refusal.ts'
import type { SalesforceSettings } from './settings.ts'

/** Seconds for one answer of the token endpoint. */
const LONGEST_ANSWER = 30
/** The lifetime of an assertion in seconds; Salesforce takes at most five minutes (Salesforce, JWT bearer flow). */
const ASSERTION = 180
/** Shared sign-in hosts, which have no client credentials (Salesforce, client credentials flow). */
const SHARED_HOST = /^https:\/\/(login|test)\.salesforce\.com/i

interface SignedIn {
  /** The org's own host. */
  url: string
  authorization: Authorization
}

/**
 * Signs in; each call signs in again. Throws exit 7 for wrong settings, 8 for a refusal, 9 for an unavailable server.
 */
export async function signIn(settings: SalesforceSettings): Promise<SignedIn> {
  const { loginUrl, clientId, clientSecret = '', username, network } = settings
  if (username === undefined && SHARED_HOST.test(loginUrl)) {
    const what = `client credentials need the org's own host, https://acme.my.salesforce.com, not ${loginUrl}`
    throw new Failure(exit.input, `SALESFORCE_LOGIN_URL: ${what}`)
  }
  const { jsforceConnection } = await import('./jsforce.ts') // jsforce takes 95 ms to load, and only queries need it
  const deadline = Math.min(LONGEST_ANSWER, network.deadline)
  const { connection, last } = jsforceConnection({ loginUrl, clientId, clientSecret }, { ...network, deadline })

  const fetch = async () => {
    await waitOn(loginUrl).catch((error: unknown) => {
      throw error instanceof LongPause
        ? longPauseFailure('Salesforce: sign-in: not asked; it said', error.seconds)
        : error
    })
    for (let tried = 1; ; tried++) {
      Object.assign(last, { status: 0, wait: 0 })
      const failure = await grant(connection, settings).then(
        () => null,
        (cause: unknown) => cause,
      )
      const { accessToken, instanceUrl } = connection
      // jsforce accepts a 200 without a token and would send requests without one (seen with 3.10.16)
      const cause = failure ?? (accessToken && instanceUrl ? null : LACKING)
      if (cause === null) return { header: `Bearer ${accessToken}`, life: null, url: instanceOf(instanceUrl, loginUrl) }
      const isAskedToWait = last.status === 403 && last.wait > 0 // a limit, as in every other request
      const known = (isAskedToWait ? null : signInRefusal(cause, last.status)) ?? signInFailure(cause, deadline)
      const isFinal = known.code !== exit.remote || cause instanceof Failure || cause === LACKING
      if (isFinal || isRedirect(last.status) || last.wait > LONGEST_PAUSE || tried >= triesFor(cause, network))
        throw known
      await sleep(Math.max(last.wait * 1000, waitBefore(tried + 1, network)))
    }
  }
  let url: string | null = null
  const authorization = tokenAuthorization(async () => {
    const token = await fetch()
    url ??= token.url
    if (token.url === url) return token
    throw new Failure(exit.remote, 'Salesforce: sign-in: the org moved to another address. Run the stage again')
  })
  await authorization(null)
  return { url: url!, authorization }
}

const isRedirect = (status: number) => status >= 300 && status < 400

const triesFor = (cause: unknown, { tries }: Network) =>
  missingHost(cause) !== null ? 1 : HOPELESS.includes(String(nodeCodeOf(cause))) ? Math.min(tries, 2) : tries

interface Connection {
  authorize(options: { grant_type: string; assertion?: string }): Promise<unknown>
  login(username: string, password: string): Promise<unknown>
}

function grant(connection: Connection, settings: SalesforceSettings): Promise<unknown> {
  const { username, password } = settings
  if (username === undefined) return connection.authorize({ grant_type: 'client_credentials' })
  if (password !== undefined) return connection.login(username, password)
  const assertion = assertionOf(settings)
  registerSecret(assertion)
  return connection.authorize({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })
}

/** An assertion signed with RS256: the client acts for the user, for this audience, for three minutes. */
function assertionOf({ audience, clientId, loginUrl, privateKey = '', username }: SalesforceSettings): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const exp = Math.floor(Date.now() / 1000) + ASSERTION
  const claims = { iss: clientId, sub: username, aud: audience ?? audienceOf(loginUrl), exp }
  const signed = `${part({ alg: 'RS256' })}.${part(claims)}`
  try {
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(pemOf(privateKey), 'base64url')}`
  } catch (cause) {
    const what = 'source.privateKey is neither a private key (PEM) nor the path of a file that holds one'
    throw new Failure(exit.input, `Salesforce: ${what}`, { cause })
  }
}

/** The private key; CI stores keys as files. */
function pemOf(key: string): string {
  if (key.includes('-----BEGIN') || !existsSync(key)) return key
  const pem = readFileSync(key, 'utf8')
  registerSecret(pem)
  return pem
}

const LACKING = new Error('the answer has no access_token or no instance_url')

/** An unavailable server, or one with another answer, is exit 9. `deadline` is in seconds. */
function signInFailure(cause: unknown, deadline: number): Failure {
  if (cause instanceof Failure) return cause
  const missing = missingHost(cause)
  if (missing) return new Failure(exit.remote, `Salesforce: sign-in: ${missing}`, { cause })
  const { message = '' } = cause as Partial<Error>
  const late = nodeCodeOf(cause) === 'ETIMEDOUT' ? `no answer within ${deadline} s` : 'no usable answer'
  const what = cause === LACKING ? LACKING.message : late
  const next = "Run the stage again later, or check SALESFORCE_LOGIN_URL: it is the org's own host"
  // jsforce puts the whole body of an answer into its message (seen with 3.10.16)
  const short =
    cause === LACKING
      ? cause
      : Object.assign(new Error(cause instanceof TypeError ? 'its answer is no token' : quoteRemote(message)), {
          code: nodeCodeOf(cause),
        })
  return new Failure(exit.remote, `Salesforce: sign-in: ${what}. ${next}`, { cause: short })
}

const nodeCodeOf = (error: unknown) => (error as { code?: unknown }).code
