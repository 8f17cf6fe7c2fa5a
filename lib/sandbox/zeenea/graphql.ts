// GraphQL over HTTP, as at Zeenea: errors come with 200, and without data if a part of the document fails.

import { type ExecutionResult, execute, GraphQLError, parse, validate } from 'graphql'
import type { RemoteRequest, RemoteResponse } from '../http/remote.ts'
import { problem } from './answers.ts'
import type { ZeeneaOptions } from './options.ts'
import { schemaOf } from './schema.ts'

interface GraphqlBody {
  query?: unknown
  variables?: Record<string, unknown> | null
  operationName?: string | null
}

/** Answers documents; `rootOf` has the operations for a request. */
export function graphqlEndpoint(
  rootOf: (request: RemoteRequest) => object,
  options: Partial<ZeeneaOptions>,
): (request: RemoteRequest) => RemoteResponse {
  const schema = schemaOf(options)
  const { validationStatus = 400 } = options
  const invalid = (errors: readonly GraphQLError[]): RemoteResponse => ({ status: validationStatus, body: { errors } })

  return (request) => {
    const { query, variables, operationName }: GraphqlBody = { ...(request.body as GraphqlBody | null) }
    if (typeof query !== 'string') return problem(400, 'Bad Request', 'query is missing')
    let document: ReturnType<typeof parse>
    try {
      document = parse(query)
    } catch (error) {
      return invalid([error as GraphQLError])
    }
    const errors = validate(schema, document)
    if (errors.length > 0) return invalid(errors)
    // No operation waits for anything, so that the result is not a promise.
    const result = execute({
      schema,
      document,
      rootValue: rootOf(request),
      variableValues: variables,
      operationName,
    }) as ExecutionResult
    // Without data there was no execution: a variable that does not fit, or no operation of that name.
    if (result.data === undefined) return invalid(result.errors ?? [])
    if (!result.errors) return { body: { data: result.data } }
    // Observed at the catalog's GraphQL: if an alias fails, data is null for the whole document. The other aliases have
    // done their work.
    return { body: { errors: result.errors.map(withCode), data: null } }
  }
}

/** With the code that the rule had which refused. */
function withCode({ message, originalError, path, nodes }: GraphQLError): GraphQLError {
  const { code } = { ...(originalError as { code?: string } | undefined) }
  const place = { path: path ?? null, nodes: nodes ?? null }
  return new GraphQLError(message, { ...place, extensions: { code: code ?? 'INTERNAL_SERVER_ERROR' } })
}
