// What can be said about a SCIM service: its dialect, and the manners seen at services that exist.

export interface ScimOptions extends SignInOptions {
  /** As the standard has it, or as Bizagi does. */
  dialect: 'rfc' | 'bizagi'
  /** Most resources of an answer, in `rfc` (200). */
  maxResults: number
  /** Whether versions are told and If-Match is minded, in `rfc` (true). */
  etag: boolean
  /** The user that /Me is; without one there is no /Me. */
  self: string
  /** `nothing`: a PATCH answers 204 without a body, whatever it changed. */
  patchAnswers: 'resource' | 'nothing'
  /** false: 201 without a Location header, as scimmy-routers answers. */
  location: boolean
  /** `asked`: itemsPerPage repeats the count that was asked for, as in scimmy-routers. */
  itemsPerPage: 'given' | 'asked'
  /** `first`: a startIndex beyond the end hands out the first ones again, as in scimmy-routers. */
  pastEnd: 'empty' | 'first'
  /**
   * `hidden`: no user shows an id, and none is found by one; `unaddressed`: ids are shown, and sign-in names address
   * alone.
   */
  ids: 'shown' | 'hidden' | 'unaddressed'
  /** `page`: totalResults counts the rows of the answer (wso2/product-is#7320). */
  totals: 'list' | 'page'
  /** `ignored`: every answer has everybody, whatever is asked for (scimmy-routers on Express 5). */
  pages: 'minded' | 'ignored'
  /** Ids of resources that are counted and never listed (wso2/product-is#27973). */
  unlisted: string[]
  /** Pages go by cursor, and ServiceProviderConfig says so (RFC 9865). */
  cursor: boolean
  /** `texts`: the addresses of a list are texts and no objects (wso2/product-is#26577). */
  emails: 'objects' | 'texts'
  /** Most members that a group shows (FusionAuth/fusionauth-issues#2784: 100); 0: none, as AWS shows them. */
  mostMembers: number
  /** false: users do not show their groups, which is optional (RFC 7643, 4.1.2). */
  userGroups: boolean
  /** false: no filter by groups or members is taken, as at AWS (IAM Identity Center, SCIM limits). */
  memberFilters: boolean
  /** Filters mind the case of userName, whatever the schema says, as in scimmy-routers. */
  caseExactUserName: boolean
  /** `strings`: booleans are "True" and "False" in answers, and taken so, as Entra sends them. */
  booleans: 'json' | 'strings'
}

interface SignInOptions {
  clientId: string
  clientSecret: string
  /** A bearer token that never ends. */
  token: string
  /** What a client asks for to read, and to write; not given: `api` is good for both, as at Bizagi. */
  scopes: { read: string; write: string }
  /** How long granted tokens live, in sandbox seconds. Not given: 1,200, and for real. */
  tokenLife: number
}
