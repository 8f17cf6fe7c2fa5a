// The options of a Zeenea instance: behavior that no public source documents, and behavior that varies.

export interface ZeeneaOptions {
  /** The API key. */
  secret: string
  /** The address of the key's own user, which the key cannot delete; absent: there is no such user. */
  self: string
  /** The number of polls that find an export running (2). */
  exportPolls: number
  /** How long the file of an export is there, in sandbox seconds: an hour, as documented. */
  exportLife: number
  /** Whether the file begins with a byte order mark (false). */
  bom: boolean
  /** The columns of the file, in order: some of `columns` in csv.ts. */
  columns: string[]
  /** The status of an answer to a document that is not valid (400). */
  validationStatus: 200 | 400
  /** The response about an unknown user: `null`, or an error. */
  unknownUser: 'null' | 'error'
  /** Whether upsertUser makes a user of a contact (false: the error that createUser gives). */
  upsertTakesContacts: boolean
  /** Whether upsertUser takes away the phone that it does not name (false). */
  upsertClears: boolean
  /** Whether permissionSetId must be there and not be null (false). */
  permissionSetRequired: boolean
  /** `own`: ids and addresses have scalar types of their own, so that `$email: String!` does not fit. */
  scalars: 'built-in' | 'own'
  /** Whether SCIM's POST makes a user of a contact (false: 409). */
  scimTakesContacts: boolean
  /** Whether SCIM's groups have members (false: the table of documented attributes has none). */
  scimMembers: boolean
}

/** The default API key. */
export const SECRET = 'sandbox-zeenea-secret'
