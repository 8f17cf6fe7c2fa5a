// The options of a SCIM service: its dialect, and the behavior of existing services.

export interface ScimOptions extends SignInOptions {
  /** As the standard has it, or as Bizagi does. */
  dialect: 'rfc' | 'bizagi'
  /** Most resources of an answer, in `rfc` (200). */
  maxResults: number
  /** Whether the service has versions and obeys If-Match, in `rfc` (true). */
  etag: boolean
  /** The user of /Me; absent: there is no /Me. */
  self: string
  /** `nothing`: a PATCH answers 204 without a body, whatever it changed. */
  patchAnswers: 'resource' | 'nothing'
  /** false: 201 without a Location header, as scimmy-routers answers. */
  location: boolean
  /** `asked`: itemsPerPage repeats the requested count, as in scimmy-routers. */
  itemsPerPage: 'given' | 'asked'
  /** `first`: a startIndex beyond the end hands out the first ones again, as in scimmy-routers. */
  pastEnd: 'empty' | 'first'
  /**
   * `hidden`: users show no id, and no id finds a user; `unaddressed`: users show ids, and only sign-in names find
   * them.
   */
  ids: 'shown' | 'hidden' | 'unaddressed'
  /** `page`: totalResults counts the rows of the answer (wso2/product-is#7320). */
  totals: 'list' | 'page'
  /** `ignored`: every response has all resources, whatever page is requested (scimmy-routers on Express 5). */
  pages: 'minded' | 'ignored'
  /** Ids of resources that are counted and never listed (wso2/product-is#27973). */
  unlisted: string[]
  /** Pages have cursors, and ServiceProviderConfig declares them (RFC 9865). */
  cursor: boolean
  /** `texts`: the addresses of a list are texts and no objects (wso2/product-is#26577). */
  emails: 'objects' | 'texts'
  /** The limit of members in a group (FusionAuth/fusionauth-issues#2784: 100); 0: no members, as at AWS. */
  mostMembers: number
  /** false: users do not show their groups, which is optional (RFC 7643, 4.1.2). */
  userGroups: boolean
  /** false: no filter by groups or members is taken, as at AWS (IAM Identity Center, SCIM limits). */
  memberFilters: boolean
  /** Filters compare userName with case, whatever the schema says, as in scimmy-routers. */
  caseExactUserName: boolean
  /** `strings`: booleans are "True" and "False" in responses and requests, as Entra sends them. */
  booleans: 'json' | 'strings'
}

interface SignInOptions {
  clientId: string
  clientSecret: string
  /** A bearer token that never ends. */
  token: string
  /** The scopes for reads and for writes; absent: `api` is enough for both, as at Bizagi. */
  scopes: { read: string; write: string }
  /** How long granted tokens live, in sandbox seconds. Not given: 1,200, and for real. */
  tokenLife: number
}
