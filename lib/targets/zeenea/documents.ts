// The GraphQL documents for Zeenea. Values are variables. Their types are not published, so the instance gives them.

/** Fields of a user (Zeenea, User Management API, samples). */
const USER = 'id email contact { id firstName lastName contactInformation { key value } } permissionSet { id name }'

/** An operation: its input fields, each a variable of the same name, and the fields of its answer. */
export interface GraphqlOperation {
  kind: 'query' | 'mutation'
  name: string
  input: readonly string[]
  fields: string
}

export const graphqlOperations = {
  listPermissionSets: {
    kind: 'query',
    name: 'listPermissionSets',
    input: [],
    fields: 'id name description builtIn permissions { permission scope } licenseType',
  },
  createAllUsersExport: { kind: 'mutation', name: 'createAllUsersExport', input: [], fields: 'exportId' },
  loadUsersExportStatus: {
    kind: 'query',
    name: 'loadUsersExportStatus',
    input: ['exportId'],
    fields: 'exportId status url',
  },
  loadUserById: { kind: 'query', name: 'loadUserById', input: ['id'], fields: USER },
  loadUserByEmail: { kind: 'query', name: 'loadUserByEmail', input: ['email'], fields: USER },
  upsertUser: {
    kind: 'mutation',
    name: 'upsertUser',
    input: ['email', 'firstName', 'lastName', 'permissionSetId', 'contactInformation'],
    fields: `user { ${USER} } action`,
  },
  deleteUserById: { kind: 'mutation', name: 'deleteUserById', input: ['id'], fields: 'id' },
  deleteUserByEmail: { kind: 'mutation', name: 'deleteUserByEmail', input: ['email'], fields: 'id' },
} as const satisfies Record<string, GraphqlOperation>

export type OperationName = keyof typeof graphqlOperations

/** The document of an operation; `types` has the types of its variables in this instance. */
export function documentOf(
  { kind, name, input, fields }: GraphqlOperation,
  types: ReadonlyMap<string, string>,
): string {
  if (input.length === 0) return `${kind} { ${name} { ${fields} } }`
  const declared = input.map((field) => `$${field}: ${types.get(field)}`).join(', ')
  const given = input.map((field) => `${field}: $${field}`).join(', ')
  return `${kind} (${declared}) { ${name}(input: { ${given} }) { ${fields} } }`
}
