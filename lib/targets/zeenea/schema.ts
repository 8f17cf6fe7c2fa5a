// The part of an instance's GraphQL schema that is asked for: which operations it has, and of what type their inputs
// are.

import { readField, shapeOf } from '../../connector/read-value.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { GraphqlOperation } from './documents.ts'

const TYPE = 'kind name ofType { kind name ofType { kind name ofType { kind name } } }'

/**
 * All of these operations but the two of the export are deprecated, and introspection hides such (Zeenea, User
 * Management API).
 */
export const INTROSPECTION = `query {
  __schema {
    queryType { fields(includeDeprecated: true) { name args { name type { ${TYPE} } } } }
    mutationType { fields(includeDeprecated: true) { name args { name type { ${TYPE} } } } }
    types { name inputFields { name type { ${TYPE} } } }
  }
}`

/**
 * The types of an operation's variables. Throws exit 7 where the instance does not have the operation, or not this
 * input.
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

/** The one of a list that has this name. */
const findByName = (list: unknown, name: string | null): unknown =>
  Array.isArray(list) ? list.find((one) => name !== null && readField(one, 'name') === name) : undefined

/** A type by its name, whatever lists and non-null it is wrapped in. */
function innerType(type: unknown): string | null {
  const [name, of] = [readField(type, 'name'), readField(type, 'ofType')]
  return typeof name === 'string' ? name : of ? innerType(of) : null
}

/** A type as a document declares it. Throws exit 9 for one that cannot be read. */
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
