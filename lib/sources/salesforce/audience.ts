// Whom an assertion is meant for. Salesforce takes one audience a kind of host (Salesforce, OAuth 2.0 JWT Bearer Flow).

/** Salesforce's own domains, but for those of Experience Cloud sites. */
const OWN = /\.(salesforce\.com|salesforce\.mil|sfcrmproducts\.cn)$/i

/** Sandboxes and scratch orgs: `acme--dev.sandbox.my.salesforce.com`, `acme--dev.cs12.my.salesforce.com`. */
const SANDBOX = /^test\.|^[^.]*--|\.(sandbox|scratch|cs\d+)\./i

/** The audience where the settings name none: the shared host of the org's kind; a site is its own. */
export function audienceOf(loginUrl: string): string {
  const { hostname } = new URL(loginUrl)
  if (!OWN.test(hostname)) return loginUrl.replace(/\/$/, '')
  return SANDBOX.test(hostname) ? 'https://test.salesforce.com' : 'https://login.salesforce.com'
}
