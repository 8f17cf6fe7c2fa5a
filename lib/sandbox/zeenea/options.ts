// What can be said about the Zeenea instance: what no public source tells has an option, and so has what varies.

export interface ZeeneaOptions {
  /** The API key. */
  secret: string
  /** The address of the user that the key belongs to, whom it cannot delete; without one there is none. */
  self: string
  /** So many polls of an export find it running (2). */
  exportPolls: number
  /** How long the file of an export is there, in sandbox seconds: an hour, as documented. */
  exportLife: number
  /** Whether the file begins with a byte order mark (false). */
  bom: boolean
  /** The columns of the file, in order; those of `columns` in csv.ts. */
  columns: string[]
  /** The status of an answer to a document that is not valid (400). */
  validationStatus: 200 | 400
  /** What the answer is about somebody who is not there: `null`, or an error. */
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
  /** Whether SCIM's groups tell their members (false: the table of documented attributes has none). */
  scimMembers: boolean
}

/** The API key that the simulator knows where no other is said. */
export const SECRET = 'sandbox-zeenea-secret'
