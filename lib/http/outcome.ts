// The outcome of one attempt: an answer, or a failure with the next action.

import { RequestError } from 'got'
import { type Exit, exit, Failure } from '../errors/failure.ts'
import { truncate } from '../errors/mask.ts'
import { registerTokensIn } from '../errors/secrets.ts'
import { type RawAnswer, TooLarge } from './exchange.ts'
import { settingOfHost } from './host-names.ts'
import { LONGEST_PAUSE, LongPause } from './pace.ts'
import { ProxyRefusal } from './proxy.ts'
import { waitAskedBy } from './retry.ts'

type ResponseHeaders = RawAnswer['headers']

export interface Answer {
  status: number
  headers: ResponseHeaders
  body: unknown
}

/** The rules of a request for its answers. */
export interface AnswerRules {
  /** Not sent again if its fate is unknown, because a second request may do harm. */
  once?: boolean
  /** A body is optional in the answer: an empty one is null. */
  mayBeEmpty?: boolean
  /** The answer is text, not JSON. */
  text?: boolean
  /** Statuses beside 2xx that are an answer and not an error. */
  allow?: readonly number[]
  /** Whether an error's body is an answer. */
  answers?(body: unknown, status: number): boolean
  /** No decision depends on the answer: at most one retry. */
  optional?: boolean
  /** The parser of the answer; default: JSON.parse. */
  parse?: Parse
}

export type Parse = (text: string) => unknown

/**
 * The meaning of an error of a remote, if its status alone misleads: a retry, an expired sign-in, or a failure of its
 * own.
 */
export type ErrorRule = (status: number, body: unknown) => 'again' | 'sign in anew' | Failure | null

/**
 * 'when told': after the pause that the remote asked for. 'once more': one retry after a timeout or an unknown host.
 */
export type Next = 'give up' | 'again' | 'when told' | 'once more' | 'sign in anew'

type Outcome = { answer: Answer } | { failure: Failure; next: Next }

/** The failure of a request that may not be sent twice and may have been carried out. */
export class UnknownFate extends Failure {}

/** The failure of a request that was answered, with the status and the headers of the answer. */
export class AnsweredFailure extends Failure {
  readonly status: number
  readonly headers: ResponseHeaders
  /** The url of the request. */
  readonly url: string

  constructor(
    code: Exit,
    message: string,
    { status, headers, url }: { status: number; headers: ResponseHeaders; url: string },
  ) {
    super(code, message)
    this.status = status
    this.headers = headers
    this.url = url
  }
}

/** Errors that retries seldom fix: a timeout, and a name server without an answer. */
export const HOPELESS = ['ETIMEDOUT', 'EAI_AGAIN']

/** Statuses of temporary errors; only 429 proves that the request was not executed. */
const isPassing = (status: number) => [408, 409, 420, 425, 429].includes(status) || status >= 500

/** The outcome of an attempt without an answer. Rethrows all but connection errors. */
export function outcomeOfError(at: string, error: unknown, { once }: AnswerRules): Outcome {
  if (error instanceof LongPause)
    return { failure: longPauseFailure(`${at}: not asked; it said`, error.seconds), next: 'give up' }
  if (error instanceof TooLarge)
    return { failure: tooLargeFailure(once, `${at}: ${error.message}`, error), next: 'give up' }
  if (!(error instanceof RequestError)) throw error
  const refusal = refusalOfProxy(error)
  if (refusal) return { failure: new Failure(exit.remote, `${at}: ${refusal}`, { cause: error }), next: 'give up' }
  const missing = missingHost(error)
  if (missing) return { failure: new Failure(exit.remote, `${at}: ${missing}`, { cause: error }), next: 'give up' }
  const message = `${at}: no answer (${error.code}). Is it up? Run the stage again`
  if (once) return { failure: new UnknownFate(exit.remote, message, { cause: error }), next: 'give up' }
  const next = HOPELESS.includes(error.code) ? 'once more' : 'again'
  return { failure: new Failure(exit.remote, message, { cause: error }), next }
}

/** The failure of an answer that is too large. A request that may not be sent twice may have been executed. */
const tooLargeFailure = (once: boolean | undefined, message: string, cause: Error) => {
  const words = `${message}. Raise it if the answer is right, or check the url`
  return once ? new UnknownFate(exit.remote, words, { cause }) : new Failure(exit.remote, words, { cause })
}

/** The message for a host that no name server knows, or null for other errors. The request was not sent. */
export function missingHost(error: unknown): string | null {
  const { code, hostname } = hostErrorIn(error)
  if (code !== 'ENOTFOUND') return null
  const asked = error instanceof RequestError ? new URL(String(error.options.url)).hostname : null
  const isProxy = asked !== null && hostname !== undefined && hostname !== asked
  return `no such host: check ${isProxy ? 'HTTPS_PROXY' : settingOfHost(asked ?? hostname ?? '')}`
}

/** The error of the name server, in the causes of got's error. */
function hostErrorIn(error: unknown): { code?: string; hostname?: string } {
  for (let one = error; one instanceof Error; one = one.cause) {
    const found = one as { code?: string; hostname?: string }
    if (found.code === 'ENOTFOUND' && found.hostname !== undefined) return found
  }
  return (error ?? {}) as { code?: string }
}

/** The message for a proxy that refused the connection, or null. The request was not sent. */
const refusalOfProxy = ({ cause }: RequestError): string | null =>
  cause instanceof ProxyRefusal ? `${cause.message}. Check HTTPS_PROXY and NO_PROXY, and what the proxy allows` : null

/** The outcome of an answer: its JSON if the status is allowed, or a failure. */
export function outcomeOfResponse(
  at: string,
  { statusCode: status, headers, body: text, url }: RawAnswer,
  {
    rules: { allow = [], answers, mayBeEmpty = false, once = false, text: isText = false, parse = JSON.parse },
    errorRule,
  }: { rules: AnswerRules; errorRule: ErrorRule },
): Outcome {
  const answeredFailure = (code: Exit, message: string) =>
    new AnsweredFailure(code, `${at}: ${message}`, { status, headers, url })
  const finalOutcome = (message: string): Outcome => ({
    failure: answeredFailure(exit.remote, message),
    next: 'give up',
  })
  const passingOutcome = (message: string, next: Next): Outcome =>
    once && status !== 429 && status !== 403
      ? { failure: new UnknownFate(exit.remote, `${at}: ${message}`), next: 'give up' }
      : { failure: answeredFailure(exit.remote, message), next }

  if (status >= 300 && status < 400 && !allow.includes(status)) {
    return finalOutcome(`answered with a redirect (${status}), which is not followed. Check the url in the settings`)
  }
  const isEmpty = status === 204 || (mayBeEmpty && text.trim() === '')
  const body = isEmpty ? null : isText && status < 300 ? text : parseBody(text, parse)
  if (status < 300 && body !== undefined) return { answer: { status, headers, body } }
  if (status < 300) return passingOutcome(`expected JSON, got ${describeBody(headers, text)}. Check the url`, 'again')
  const wait = waitAskedBy(status, headers)
  const isAskedToWait = status === 403 && wait !== null // hub4j/github-api#1805: a 403 may be a limit
  if (!isAskedToWait && (allow.includes(status) || answers?.(body, status)))
    return { answer: { status, headers, body: body ?? null } }

  const known = errorRule(status, body)
  if (known instanceof Failure) return { failure: known, next: 'give up' }
  const said = `answered ${status}, it said: ${quoteRemote(text)}`
  const isOver = status === 401 || (known === 'sign in anew' && !isAskedToWait)
  if (isOver || (status === 403 && known === null && !isAskedToWait)) {
    const words = quoteRemote(text)
    const message = `sign-in refused (${status}), it said: ${words}. Check how it signs in and what it may do`
    return {
      failure: answeredFailure(exit.refused, message),
      next: isOver ? 'sign in anew' : 'give up',
    }
  }
  if (known === null && !isPassing(status) && !isAskedToWait)
    return finalOutcome(`${said}. Check the url and the settings`)
  if (wait !== null && wait > LONGEST_PAUSE)
    return { failure: longPauseFailure(`${at}: ${said}, and`, wait), next: 'give up' }
  return passingOutcome(`${said}. Run the stage again later`, wait !== null && wait > 0 ? 'when told' : 'again')
}

export const longPauseFailure = (what: string, seconds: number) =>
  new Failure(exit.remote, `${what} to come back in ${Math.ceil(seconds)} s. Run the stage again then`)

function parseBody(text: string, parse: Parse): unknown {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

/**
 * The description of an invalid body. The body may hold a token or personal data, and the error of the parser quotes
 * it.
 */
function describeBody(headers: ResponseHeaders, text: string): string {
  const type = headers['content-type'] ?? 'no content type'
  if (text.trim() === '') return `${type}, an empty body`
  const isCut = /^\s*[{[]/.test(text)
  return `${type}, a body of ${text.length} characters that ${isCut ? 'break off' : 'are no JSON'}`
}

/** The text of a remote as one line without its final full stop, with tokens masked. */
export function quoteRemote(text: string): string {
  registerTokensIn(text)
  return truncate(text.replace(/\s+/g, ' ').trim()).replace(/\.$/, '') || '(nothing)'
}
