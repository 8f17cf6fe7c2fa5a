// The GraphQL schema of an instance: its operations, and the types of their inputs.

import { readField, shapeOf } from '../../connector/read-value.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { GraphqlOperation } from './documents.ts'

const TYPE = 'kind name ofType { kind name ofType { kind name ofType { kind name } } }'

/**
 * The introspection. It includes deprecated operations, because only the two of the export are not deprecated (Zeenea,
 * User Management API).
 */
export const INTROSPECTION = `query {
  __schema {
    queryType { fields(includeDeprecated: true) { name args { name type { ${TYPE} } } } }
    mutationType { fields(includeDeprecated: true) { name args { name type { ${TYPE} } } } }
    types { name inputFields { name type { ${TYPE} } } }
  }
}`

/**
 * The types of the variables of an operation. Throws exit 7 if the instance lacks the operation or the input.
 */
export function typesOf(schema: unknown, operation: GraphqlOperation): Map<string, string> {
  const { kind, name, input } = operation
  const root = readField(schema, kind === 'query' ? 'queryType' : 'mutationType')
  const found = findByName(readField(root, 'fields'), name)
  if (found === undefined) throw missingInSchema(`no ${name}`)
  const of = innerType(readField(findByName(readField(found, 'args'), 'input'), 'type'))
  const fields = readField(findByName(readField(schema, 'types'), of), 'inputFields')
  return new Map(
    input.map((wanted) => {
      const field = findByName(fields, wanted)
      if (field === undefined) throw missingInSchema(`no ${wanted} in the input of ${name}`)
      return [wanted, typeText(readField(field, 'type'), `${name}.${wanted}`)]
    }),
  )
}

/** The item of a list with this name. */
const findByName = (list: unknown, name: string | null): unknown =>
  Array.isArray(list) ? list.find((one) => name !== null && readField(one, 'name') === name) : undefined

/** The name of a type inside lists and non-null. */
function innerType(type: unknown): string | null {
  const [name, of] = [readField(type, 'name'), readField(type, 'ofType')]
  return typeof name === 'string' ? name : of ? innerType(of) : null
}

/** The text of a type in a document. Throws exit 9 for an unreadable type. */
function typeText(type: unknown, path: string): string {
  const [kind, name, of] = [readField(type, 'kind'), readField(type, 'name'), readField(type, 'ofType')]
  if (kind === 'NON_NULL') return `${typeText(of, path)}!`
  if (kind === 'LIST') return `[${typeText(of, path)}]`
  if (typeof name === 'string' && /^\w+$/.test(name)) return name
  const what = `the type of ${path} is ${shapeOf(type)}`
  throw new Failure(exit.remote, `Zeenea: introspection: ${what}, which cannot be read. Run the stage again`)
}

const missingInSchema = (what: string) =>
  new Failure(exit.input, `Zeenea: its GraphQL has ${what} (removed, as announced?). Use its SCIM: docs/zeenea.md`)
