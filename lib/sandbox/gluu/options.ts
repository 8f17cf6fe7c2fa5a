// What can be said about the Gluu server: what the product lets be chosen, and what its versions do differently.

export interface GluuOptions {
  clientId: string
  clientSecret: string
  /** The public key (PEM) by which the client may prove itself in place of its secret (RFC 7523). */
  clientKey: string
  /** `janssen`: the successor, with paths, names and scopes of its own. */
  product: 'gluu' | 'janssen'
  /** ldap: dates end in Z, and the order is one of each page. sql: no zone, and an order of all. */
  backEnd: 'ldap' | 'sql'
  /** How the API is protected (`oauth`); `none`: no way was chosen, `disabled`: there is no API. */
  mode: 'oauth' | 'test' | 'uma' | 'bypass' | 'none' | 'disabled'
  /** Most resources of a page (200). */
  maxCount: number
  /** false: a larger pageSize is honoured, as LDAP's code does; true: none is, as documented. */
  capped: boolean
  /** Sandbox seconds until UpdatedUsers tells of a change (0). */
  lag: number
  /** How long tokens live, in sandbox seconds. Not given: 300, and for real. */
  tokenLife: number
  /** Minutes that the server's zone is ahead of UTC (0): LDAP reads times without a zone by it. */
  utcOffset: number
  /** Whether an entry's two stamps have their Z in SQL too (false): they do where the store hands out Java's Date. */
  zonedStamps: boolean
  /** Types of attributes whose values the world has as text. */
  dataTypes: Record<string, 'boolean' | 'numeric' | 'date'>
}

/** The client that the simulator knows where no other is said. */
export const DEFAULT_CLIENT = { id: 'user-sync-gluu', secret: 'sandbox-gluu-secret' }

/** Where the API is, below the host. */
export const basesOf = ({ product }: Partial<GluuOptions>): { updated: string; scim: string }[] =>
  product === 'janssen'
    ? [{ updated: '/jans-scim/restv1/v2', scim: '/jans-scim/restv1/v2' }]
    : ['/identity/restv1/scim', '/scim/restv1/scim'].map((base) => ({ updated: base, scim: `${base}/v2` }))

export const tokenPathOf = ({ product }: Partial<GluuOptions>) =>
  product === 'janssen' ? '/jans-auth/restv1/token' : '/oxauth/restv1/token'

/** The scope that lets a client read people, or groups. */
export const gluuScope = ({ product }: Partial<GluuOptions>, what: 'users' | 'groups') =>
  `https://${product === 'janssen' ? 'jans.io' : 'gluu.org'}/scim/${what}.read`
