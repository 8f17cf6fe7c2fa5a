// Where the org is that a sign-in names: a token goes there, so it has to be Salesforce's, or the host of the settings.

import { exit, Failure } from '../../errors/failure.ts'

/** Of instances and of My Domain: everywhere, US government clouds, China (Salesforce, My Domain URL formats). */
const DOMAINS = ['salesforce.com', 'salesforce.mil', 'sfcrmproducts.cn']

/**
 * The origin of an `instance_url`. Throws exit 9 for one that is neither of Salesforce's domains nor the host of
 * `loginUrl`.
 */
export function instanceOf(instanceUrl: string, loginUrl: string): string {
  if (URL.canParse(instanceUrl)) {
    const { hostname, origin, port, protocol } = new URL(instanceUrl)
    const isSalesforce = DOMAINS.some((domain) => hostname.endsWith(`.${domain}`))
    if (origin === new URL(loginUrl).origin || (isSalesforce && protocol === 'https:' && port === '')) return origin
  }
  const what = 'its instance_url is neither the host of source.loginUrl nor a host of Salesforce'
  throw new Failure(exit.remote, `Salesforce: sign-in: ${what}. No query was sent. Check SALESFORCE_LOGIN_URL`)
}
