// The GraphQL of Zeenea: one operation per request, with errors in any status.

import { once } from '../../connector/once.ts'
import type { Progress } from '../../connector/progress.ts'
import { readField, shapeOf } from '../../connector/read-value.ts'
import { command } from '../../errors/command.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { type Call, httpClient } from '../../http/client.ts'
import { quoteRemote } from '../../http/outcome.ts'
import { documentOf, graphqlOperations, type OperationName } from './documents.ts'
import { INTROSPECTION, typesOf } from './schema.ts'
import type { ZeeneaSettings } from './settings.ts'

/** The older API: the newer one at /api/catalog/graphql has no user operations (Zeenea, Public APIs). */
const PATH = '/public-api/catalog/graphql'

/** A GraphQL error of an answer. */
export interface GraphqlError {
  message: string
  path: string
  code: string
}

/** The result of an operation: its data, or its errors. */
export type OperationResult<T> = { data: T } | { errors: GraphqlError[] }

export interface Graphql {
  /** Runs one operation. With `once`, an unknown fate throws `UnknownFate` instead of a second request. */
  ask<T>(
    name: OperationName,
    variables?: Record<string, unknown>,
    options?: { once: boolean },
  ): Promise<OperationResult<T>>
  /** The same, but an error throws exit 9 with its text. */
  need<T>(name: OperationName, variables?: Record<string, unknown>): Promise<T>
  /** Throws exit 7 if the instance lacks the operation. */
  assertOperation(name: OperationName): Promise<void>
}

/** The operations of one instance. */
export function graphql({ apiSecret, network, url }: ZeeneaSettings, progress: Progress): Graphql {
  const call = httpClient({
    name: 'Zeenea',
    url,
    network,
    onHeaders() {
      progress.count('requests')
      return null
    },
  })
  const schema = once(async (): Promise<unknown> => {
    const given = await post<unknown>(call, apiSecret, { json: { query: INTROSPECTION } })
    if ('errors' in given) throw operationFailure('introspection', given.errors)
    const schema = readField(given.data, '__schema')
    if (schema) return schema
    throw new Failure(exit.remote, 'Zeenea: introspection: the answer is empty. Run the stage again')
  })

  const typesOfInput = async (name: OperationName) => typesOf(await schema(), graphqlOperations[name])

  const ask: Graphql['ask'] = async <T>(
    name: OperationName,
    variables: Record<string, unknown> = {},
    options = { once: false },
  ) => {
    const query = documentOf(graphqlOperations[name], await typesOfInput(name))
    const given = await post<Record<string, T>>(call, apiSecret, { json: { query, variables }, ...options })
    if ('errors' in given) return given
    const data = readField(given.data, name) as T | undefined
    if (data !== undefined) return { data }
    throw new Failure(exit.remote, `Zeenea: ${name}: the answer does not have it. Run the stage again`)
  }

  return {
    ask,
    async need<T>(name: OperationName, variables?: Record<string, unknown>) {
      const given = await ask<T | null>(name, variables)
      if ('errors' in given) throw operationFailure(name, given.errors)
      if (given.data !== null) return given.data
      throw new Failure(exit.remote, `Zeenea: ${name}: the answer is empty. Run the stage again`)
    },
    async assertOperation(name) {
      await typesOfInput(name)
    },
  }
}

/** Sends one document. Errors come with 200, and from some servers with 400 (seen with graphql-yoga). */
async function post<T>(
  call: Call,
  apiSecret: string,
  body: { json: object; once?: boolean },
): Promise<OperationResult<T>> {
  const request = { ...body, headers: { 'x-api-secret': apiSecret }, answers: isRefusal }
  const answer = await call('POST', PATH, request)
  const errors = errorsIn(answer.body)
  if (errors.length > 0) return { errors: assertSignedIn(errors.map(readError)) }
  const data = readField(answer.body, 'data')
  if (data) return { data: data as T }
  throw new Failure(exit.remote, 'Zeenea: the answer has neither data nor errors. Check the url in the settings')
}

/** Throws exit 8 for an expired key, which some servers report with 200. */
function assertSignedIn(errors: GraphqlError[]): GraphqlError[] {
  const error = errors.find(({ code }) => OF_THE_SIGN_IN.includes(code))
  if (!error) return errors
  throw new Failure(exit.refused, `Zeenea: sign-in refused, it said: ${wordsOf([error])}. Check target.apiSecret`)
}

/** Whether a 400 has GraphQL errors. Refused sign-ins and temporary failures have other statuses. */
const isRefusal = (body: unknown, status: number) => status === 400 && errorsIn(body).length > 0

/** The errors of an answer in any shape: data beside an unseen error could pass for an absent user. */
function errorsIn(body: unknown): unknown[] {
  const errors = readField(body, 'errors')
  return errors === undefined || errors === null ? [] : [errors].flat()
}

function readError(error: unknown): GraphqlError {
  const { extensions, message, path } = (error ?? {}) as {
    extensions?: { code?: unknown }
    message?: unknown
    path?: unknown
  }
  return {
    message: quoteRemote(typeof error === 'string' ? error : typeof message === 'string' ? message : shapeOf(error)),
    path: Array.isArray(path) ? path.join('.') : '',
    code: String(extensions?.code ?? ''),
  }
}

const OF_THE_SIGN_IN = ['UNAUTHENTICATED', 'UNAUTHORIZED']

/** The codes of a wrong request or a server failure (Apollo). */
const OF_THE_REQUEST = ['GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED', 'BAD_USER_INPUT', 'INTERNAL_SERVER_ERROR']

/** Temporary failures, by the text of servers without codes (Sangria, Apollo). */
const OF_THE_SERVER = /\binternal (server )?error\b|\btime[d -]*out\b|\brate limit|\btoo many requests\b|\bthrottled\b/i

/** Whether an operation was refused by a rule of the service: errors of the request have no path (GraphQL, 7.1.2). */
export const isRule = ({ code, message, path }: GraphqlError) =>
  (code !== '' || path !== '') &&
  !OF_THE_REQUEST.includes(code) &&
  !OF_THE_SERVER.test(`${code.replaceAll('_', ' ')} ${message}`)

/** The errors in one line. */
export const wordsOf = (errors: readonly GraphqlError[]) =>
  errors
    .map(({ message, path, code }) =>
      [message, path && `at ${quoteRemote(path)}`, code && `(${quoteRemote(code)})`].filter(Boolean).join(' '),
    )
    .join('; ')

const operationFailure = (name: string, errors: GraphqlError[]) =>
  new Failure(exit.remote, `Zeenea: ${name}: ${wordsOf(errors)}. Run the stage again, or ask ${command('doctor')}`)
