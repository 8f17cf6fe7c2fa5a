// The part of an instance's GraphQL schema that is asked for: which operations it has, and of what type their inputs are.

import { exit, Failure } from '../../errors/failure.ts'
import type { Operation } from './documents.ts'

interface Type {
  kind: string
  name: string | null
  ofType?: Type | null
}

interface Field {
  name: string
  type: Type
}

interface Root {
  fields: { name: string; args: Field[] }[]
}

/** What introspection answers (GraphQL specification, 4). */
export interface Schema {
  queryType: Root
  mutationType: Root | null
  types: { name: string; inputFields: Field[] | null }[]
}

const TYPE = 'kind name ofType { kind name ofType { kind name ofType { kind name } } }'

/** All of these operations are deprecated, and introspection hides such by default (Zeenea, User Management API). */
export const INTROSPECTION = `query {
  __schema {
    queryType { fields(includeDeprecated: true) { name args { name type { ${TYPE} } } } }
    mutationType { fields(includeDeprecated: true) { name args { name type { ${TYPE} } } } }
    types { name inputFields { name type { ${TYPE} } } }
  }
}`

/** The types of an operation's variables. Throws exit 7 where the instance does not have the operation, or not this input. */
export function typesOf({ queryType, mutationType, types }: Schema, operation: Operation): Map<string, string> {
  const { kind, name, input } = operation
  const root = kind === 'query' ? queryType : mutationType
  const found = root?.fields.find((field) => field.name === name)
  if (!found) throw lacking(`no ${name}`)
  const of = inner(found.args.find((arg) => arg.name === 'input')?.type)
  const fields = types.find((type) => type.name === of)?.inputFields ?? []
  return new Map(
    input.map((wanted) => {
      const field = fields.find((one) => one.name === wanted)
      if (!field) throw lacking(`no ${wanted} in the input of ${name}`)
      return [wanted, written(field.type)]
    }),
  )
}

/** A type by its name, whatever lists and non-null it is wrapped in. */
const inner = (type: Type | null | undefined): string | null => (type ? (type.name ?? inner(type.ofType)) : null)

/** A type as a document declares it. */
function written({ kind, name, ofType }: Type): string {
  if (kind === 'NON_NULL') return `${written(ofType!)}!`
  return kind === 'LIST' ? `[${written(ofType!)}]` : String(name)
}

const lacking = (what: string) =>
  new Failure(
    exit.input,
    `Zeenea: its GraphQL has ${what} (removed, as announced?). Use its SCIM: README, "Connect Zeenea"`,
  )
