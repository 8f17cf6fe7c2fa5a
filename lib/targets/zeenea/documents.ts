// What Zeenea is asked, in GraphQL. Values go as variables; the types of these are the instance's to say, they are not published.

/** Fields of a user (Zeenea, User Management API, samples). */
const USER = 'id email contact { id firstName lastName contactInformation { key value } } permissionSet { id name }'

/** An operation: its fields, and the variables that its input is made of. */
export interface Operation {
  kind: 'query' | 'mutation'
  name: string
  /** The input's fields and the variables that stand for them; in place of `input: {...}`. */
  input: string | null
  variables: readonly Variable[]
  fields: string
}

/** A variable, and where in the input of its operation its type is told. */
export interface Variable {
  name: string
  path: readonly string[]
}

const top = (...names: string[]): Variable[] => names.map((name) => ({ name, path: [name] }))

const byId = { input: '{ id: $id }', variables: top('id') }
const byEmail = { input: '{ email: $email }', variables: top('email') }

export const operations = {
  listPermissionSets: {
    kind: 'query',
    name: 'listPermissionSets',
    input: null,
    variables: [],
    fields: 'id name description builtIn permissions { permission scope } licenseType',
  },
  createAllUsersExport: {
    kind: 'mutation',
    name: 'createAllUsersExport',
    input: null,
    variables: [],
    fields: 'exportId',
  },
  loadUsersExportStatus: {
    kind: 'query',
    name: 'loadUsersExportStatus',
    input: '{ exportId: $exportId }',
    variables: top('exportId'),
    fields: 'exportId status url',
  },
  loadUserById: { kind: 'query', name: 'loadUserById', ...byId, fields: USER },
  loadUserByEmail: { kind: 'query', name: 'loadUserByEmail', ...byEmail, fields: USER },
  upsertUser: {
    kind: 'mutation',
    name: 'upsertUser',
    input:
      '{ email: $email, firstName: $firstName, lastName: $lastName, permissionSetId: $permissionSetId, contactInformation: [{ key: "phone", value: $phone }] }',
    variables: [
      ...top('email', 'firstName', 'lastName', 'permissionSetId'),
      { name: 'phone', path: ['contactInformation', 'value'] },
    ],
    fields: `user { ${USER} } action`,
  },
  deleteUserById: { kind: 'mutation', name: 'deleteUserById', ...byId, fields: 'id' },
  deleteUserByEmail: { kind: 'mutation', name: 'deleteUserByEmail', ...byEmail, fields: 'id' },
} as const satisfies Record<string, Operation>

export type Name = keyof typeof operations

/** The document of an operation; `types` are those of its variables, as this instance has them. */
export function documentOf(
  { kind, name, input, variables, fields }: Operation,
  types: ReadonlyMap<string, string>,
): string {
  const declared = variables.map((variable) => `$${variable.name}: ${types.get(variable.name)}`).join(', ')
  const head = declared === '' ? kind : `${kind} (${declared})`
  return `${head} { ${name}${input === null ? '' : `(input: ${input})`} { ${fields} } }`
}
