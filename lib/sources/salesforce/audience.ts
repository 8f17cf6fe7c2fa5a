// The audience of an assertion. Salesforce takes one audience for each kind of host (Salesforce, OAuth 2.0 JWT Bearer
// Flow).

/** Salesforce's own domains, except those of Experience Cloud sites. */
const OWN = /\.(salesforce\.com|salesforce\.mil|sfcrmproducts\.cn)$/i

/** Sandboxes and scratch orgs: `acme--dev.sandbox.my.salesforce.com`, `acme--dev.cs12.my.salesforce.com`. */
const SANDBOX = /^test\.|^[^.]*--|\.(sandbox|scratch|cs\d+)\./i

/** The audience if the settings have none: the shared host of the org's kind. A site is its own audience. */
export function audienceOf(loginUrl: string): string {
  const { hostname } = new URL(loginUrl)
  if (!OWN.test(hostname)) return loginUrl.replace(/\/$/, '')
  return SANDBOX.test(hostname) ? 'https://test.salesforce.com' : 'https://login.salesforce.com'
}
