// The address of the org after a sign-in. A token goes there, so the host is Salesforce's or that of the settings.

import { exit, Failure } from '../../errors/failure.ts'

/**
 * Domains of instances and of My Domain: everywhere, US government clouds, China (Salesforce, My Domain URL formats).
 */
const DOMAINS = ['salesforce.com', 'salesforce.mil', 'sfcrmproducts.cn']

/**
 * The origin of an `instance_url`. Throws exit 9 if it is neither in Salesforce's domains nor on the host of
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
