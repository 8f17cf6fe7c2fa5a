// The options of a Gluu server: settings of the product, and differences of its versions.

export interface GluuOptions {
  clientId: string
  clientSecret: string
  /** The public key (PEM) by which the client may prove itself in place of its secret (RFC 7523). */
  clientKey: string
  /** `janssen`: the successor, with paths, names and scopes of its own. */
  product: 'gluu' | 'janssen'
  /**
   * ldap: dates end in Z, and each page is sorted separately. sql: dates have no zone, and the whole list is sorted.
   */
  backEnd: 'ldap' | 'sql'
  /** How the API is protected (`oauth`); `none`: no way was chosen, `disabled`: there is no API. */
  mode: 'oauth' | 'test' | 'uma' | 'bypass' | 'none' | 'disabled'
  /** Most resources of a page (200). */
  maxCount: number
  /** false: a larger pageSize is honoured, as LDAP's code does; true: none is, as documented. */
  capped: boolean
  /** Sandbox seconds until UpdatedUsers shows a change (0). */
  lag: number
  /** How long tokens live, in sandbox seconds. Not given: 300, and for real. */
  tokenLife: number
  /** Minutes that the server's zone is ahead of UTC (0): LDAP reads times without a zone by it. */
  utcOffset: number
  /** Whether an entry's two timestamps have a Z in SQL too (false): some stores return a Date of Java. */
  zonedStamps: boolean
  /** The types of attributes that the world has as text. */
  dataTypes: Record<string, 'boolean' | 'numeric' | 'date'>
}

/** The default client. */
export const DEFAULT_CLIENT = { id: 'user-sync-gluu', secret: 'sandbox-gluu-secret' }

/** The paths of the API. */
export const basesOf = ({ product }: Partial<GluuOptions>): { updated: string; scim: string }[] =>
  product === 'janssen'
    ? [{ updated: '/jans-scim/restv1/v2', scim: '/jans-scim/restv1/v2' }]
    : ['/identity/restv1/scim', '/scim/restv1/scim'].map((base) => ({ updated: base, scim: `${base}/v2` }))

export const tokenPathOf = ({ product }: Partial<GluuOptions>) =>
  product === 'janssen' ? '/jans-auth/restv1/token' : '/oxauth/restv1/token'

/** The scope that lets a client read people, or groups. */
export const gluuScope = ({ product }: Partial<GluuOptions>, what: 'users' | 'groups') =>
  `https://${product === 'janssen' ? 'jans.io' : 'gluu.org'}/scim/${what}.read`
