// Refusals of Salesforce's token endpoint that waiting does not fix, with the next step for each.

import { exit, Failure } from '../../errors/failure.ts'
import { quoteRemote } from '../../http/outcome.ts'

/** Refusals that pass: too many sign-ins, or a server in trouble (Salesforce, OAuth 2.0 errors; RFC 6749). */
const PASSING = /^(rate_limit_exceeded|server_error|temporarily_unavailable|unknown_error|ERROR_HTTP_\d+)$/i

/** An OAuth error is a lowercase word; errors of Node and jsforce have names such as `Error` and `TypeError`. */
const IS_WORD = /^[A-Za-z]\w*_\w+$/

/** The next step for each refusal; the first match counts. */
const STEPS: [said: RegExp, step: string][] = [
  [
    /audience/i,
    'Set source.audience: https://login.salesforce.com, for a sandbox https://test.salesforce.com, for a site its login url',
  ],
  [/approved this consumer/i, 'Approve the app for this user: the permitted users of the app, or a permission set'],
  [
    /OAUTH_APP|app_(blocked|access_denied|not_found)/i,
    'An administrator unblocks the app in Setup > Connected Apps OAuth Usage, or installs it there',
  ],
  [/org_locked|inactive_org|locked|inactive organization/i, 'Ask Salesforce, or the owner of the org, to open it'],
  [/not supported on this domain/i, "Set SALESFORCE_LOGIN_URL to the org's own host, https://acme.my.salesforce.com"],
  [/no client credentials user/i, 'Name a run-as user for the client credentials flow of the app'],
  [/inactive_user|inactive user/i, 'Activate the user that the sync acts as'],
  [/ip restrict|login_hours|login hours/i, "Allow this machine's address, and this hour, for the user it acts as"],
]

const CHECK = 'Check SALESFORCE_CLIENT_ID, its secret or key, and the user it acts as'

/**
 * The exit-8 failure for a refused sign-in that waiting does not fix, or null for any other error. `status` belongs to
 * the answer.
 */
export function signInRefusal(cause: unknown, status: number): Failure | null {
  const { name = '', message = '' } = cause as Partial<Error>
  const isRefused = status >= 400 && status < 500 && status !== 429 && IS_WORD.test(name) && !PASSING.test(name)
  if (!isRefused) return null
  const said = `${name}: ${message}`
  const step = STEPS.find(([what]) => what.test(said))?.[1] ?? CHECK
  const reason = message === '' ? name : `${name}, it said: ${quoteRemote(message)}`
  return new Failure(exit.refused, `Salesforce: sign-in refused (${reason}). ${step}`, { cause })
}
