// What a stage must find in its environment to reach the stand-ins.

import { client as gluuClient } from './gluu/options.ts'
import type { Options, System } from './options.ts'
import { usual } from './salesforce/sign-in.ts'
import type { ScimOptions } from './scim/scim.ts'
import { SECRET } from './zeenea/options.ts'
import { fixed } from './zendesk/sign-in.ts'

type Client = Pick<ScimOptions, 'clientId' | 'clientSecret' | 'token'>
type Services = Record<'scim' | 'directory', Client & Partial<ScimOptions>>

/** Each SCIM service has a client and a token of its own, so that none is taken for the other's. */
export function servicesOf({ scim, directory }: Options): Services {
  const client = (name: string): Client => ({
    clientId: `user-sync-${name}`,
    clientSecret: `sandbox-${name}-secret`,
    token: `sandbox-${name}-token`,
  })
  return { scim: { ...client('scim'), ...scim }, directory: { ...client('directory'), ...directory } }
}

/** The variables for systems that listen at `at`; `email` is whom an API token of Zendesk's acts as. */
export function environment(
  at: Record<System, string>,
  options: Options & Pick<Client, 'clientId' | 'clientSecret'>,
  services: Services,
  email: string,
): Record<string, string> {
  const { clientId, clientSecret } = options
  return {
    SALESFORCE_LOGIN_URL: at.salesforce,
    SALESFORCE_CLIENT_ID: clientId,
    SALESFORCE_CLIENT_SECRET: clientSecret,
    SALESFORCE_USERNAME: options.username ?? usual.username,
    SALESFORCE_PASSWORD: options.password ?? usual.password,
    ZENDESK_URL: at.zendesk,
    ZENDESK_CLIENT_ID: clientId,
    ZENDESK_CLIENT_SECRET: clientSecret,
    ZENDESK_TOKEN: options.token ?? fixed.token,
    ZENDESK_EMAIL: email,
    ZENDESK_API_TOKEN: options.apiToken ?? fixed.apiToken,
    ...service('SCIM', at.scim, services.scim),
    ...service('DIRECTORY', at.directory, services.directory),
    ZEENEA_URL: at.zeenea,
    ZEENEA_API_SECRET: options.zeenea?.secret ?? SECRET,
    ZEENEA_SCIM_URL: `${at.zeenea}/api/scim/v2`,
    GLUU_URL: at.gluu,
    GLUU_CLIENT_ID: options.gluu?.clientId ?? gluuClient.id,
    GLUU_CLIENT_SECRET: options.gluu?.clientSecret ?? gluuClient.secret,
  }
}

const service = (name: string, url: string, { clientId, clientSecret, token }: Client) => ({
  [`${name}_URL`]: `${url}/scim/v2`,
  [`${name}_TOKEN_URL`]: `${url}/oauth2/server/token`,
  [`${name}_CLIENT_ID`]: clientId,
  [`${name}_CLIENT_SECRET`]: clientSecret,
  [`${name}_TOKEN`]: token,
})
