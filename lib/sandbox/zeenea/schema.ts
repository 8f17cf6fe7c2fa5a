// The GraphQL schema of the operations on users. The real schema is not published. The names of types are invented,
// except LoadUsersExportStatusInput, UsersExportStatus and LicenseType, which were observed.

import { buildSchema, type GraphQLSchema } from 'graphql'
import type { ZeeneaOptions } from './options.ts'

const DEPRECATION = '"Use the SCIM API"'

/** A schema takes longer to build than a simulator to start: each form of it is built once. */
const schemas = new Map<string, GraphQLSchema>()

/** The schema; all operations but the exports are deprecated, as in the documentation. */
export function schemaOf({ scalars, permissionSetRequired }: Partial<ZeeneaOptions>): GraphQLSchema {
  const form = { isOwn: scalars === 'own', isRequired: permissionSetRequired === true }
  const name = JSON.stringify(form)
  const known = schemas.get(name) ?? buildForm(form)
  schemas.set(name, known)
  return known
}

/** Own scalars for ids and addresses; a permission set that must be given. */
function buildForm({ isOwn, isRequired }: Record<'isOwn' | 'isRequired', boolean>): GraphQLSchema {
  const id = isOwn ? 'UUID' : 'ID'
  const email = isOwn ? 'EmailAddress' : 'String'
  const userInput = `
    email: ${email}!
    firstName: String!
    lastName: String!
    permissionSetId: ${id}${isRequired ? '!' : ''}
    contactInformation: [ContactInformationInput!]`
  return buildSchema(`
    ${isOwn ? 'scalar UUID scalar EmailAddress' : ''}
    enum LicenseType { Explorer Steward }
    enum UsersExportStatus { RUNNING DONE ERROR }
    enum UserAction { CREATED UPDATED }

    type Permission { permission: String! scope: String }
    type PermissionSet {
      id: ${id}!
      name: String!
      description: String
      builtIn: Boolean!
      licenseType: LicenseType!
      permissions: [Permission!]!
    }
    type ContactInformation { key: String! value: String! }
    type Contact {
      id: ${id}!
      firstName: String
      lastName: String
      contactInformation: [ContactInformation!]!
    }
    type User { id: ${id}! email: ${email}! contact: Contact! permissionSet: PermissionSet }
    type UserPayload { user: User! action: UserAction! }
    type DeleteUserPayload { id: ${id}! }
    type CreateAllUsersExportPayload { exportId: ${id}! }
    type LoadUsersExportStatusPayload { exportId: ${id}! status: UsersExportStatus! url: String }

    input ContactInformationInput { key: String! value: String! }
    input CreateUserInput {${userInput} }
    input UpsertUserInput {${userInput} }
    input LoadUserByIdInput { id: ${id}! }
    input LoadUserByEmailInput { email: ${email}! }
    input DeleteUserByIdInput { id: ${id}! }
    input DeleteUserByEmailInput { email: ${email}! }
    input LoadUsersExportStatusInput { exportId: ${id}! }

    type Query {
      listPermissionSets: [PermissionSet!]! @deprecated(reason: ${DEPRECATION})
      loadUserById(input: LoadUserByIdInput!): User @deprecated(reason: ${DEPRECATION})
      loadUserByEmail(input: LoadUserByEmailInput!): User @deprecated(reason: ${DEPRECATION})
      loadUsersExportStatus(input: LoadUsersExportStatusInput!): LoadUsersExportStatusPayload
    }
    type Mutation {
      createUser(input: CreateUserInput!): UserPayload @deprecated(reason: ${DEPRECATION})
      upsertUser(input: UpsertUserInput!): UserPayload @deprecated(reason: ${DEPRECATION})
      deleteUserById(input: DeleteUserByIdInput!): DeleteUserPayload @deprecated(reason: ${DEPRECATION})
      deleteUserByEmail(input: DeleteUserByEmailInput!): DeleteUserPayload @deprecated(reason: ${DEPRECATION})
      createAllUsersExport: CreateAllUsersExportPayload
    }
  `)
}
