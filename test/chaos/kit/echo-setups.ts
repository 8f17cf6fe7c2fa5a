// Each way to sign in to each system, on either side, and secrets whose signs every encoding spells in another way.

import { generateKeyPairSync } from 'node:crypto'
import type { Options } from '../../../lib/sandbox/options.ts'
import { GLUU_SOURCE, gluuUserOf } from '../../kit/gluu-settings.ts'
import type { Place } from '../../kit/pipeline.ts'
import { FREE, SCIM_SOURCE, SCIM_TARGET } from '../../kit/scim-settings.ts'
import { madeOf, services } from '../../kit/service.ts'
import { changing, organizations, userOf } from '../../kit/worlds.ts'
import { NAMED, ZEENEA_TARGET, zeeneaUserOf } from '../../kit/zeenea-settings.ts'
import { personOf, SETS } from '../../kit/zeenea-target.ts'

export const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
Object.assign(process.env, { ECHO_KEY: privateKey })

/**
 * Signs that every encoding spells in another way; the last ones end words, so that half a secret may stand at a cut.
 */
const odd = (name: string) => `${name}/7+q="&<Zx>%41\\w'é~9k/abc/def/ghi/jkl`
const header = (name: string) => `${name}~7.Qx_Zk+9/Yw/abc/def/ghi/jkl==`

export const OPTIONS: Options = {
  zendesk: {
    clientId: 'client.of+both/systems',
    clientSecret: odd('client'),
    token: header('zendesk-bearer'),
    apiToken: odd('api'),
  },
  salesforce: {
    clientId: 'client.of+both/systems',
    clientSecret: odd('client'),
    password: odd('pass word'),
    publicKey,
  },
  scim: { clientId: 'scim.client~7', clientSecret: odd('scim'), token: header('scim-bearer') },
  directory: { clientSecret: odd('directory'), token: header('directory-bearer') },
  gluu: { clientId: 'gluu-client-id', clientSecret: odd('gluu') },
  zeenea: { secret: header('zeenea-key') },
}

export interface Setup {
  world(): unknown
  source?: object
  target?: object
}

const salesforce = { clientId: '$SALESFORCE_CLIENT_ID', username: '$SALESFORCE_USERNAME' }
const zendesk = { clientId: undefined, clientSecret: undefined }
const inScim = () =>
  services({ people: [personOf(20), personOf(22)], users: [madeOf(21), madeOf(22, { displayName: 'Old' })] })

/** Each way to sign in, on either side. */
export const setups: Record<string, Setup> = {
  'OAuth clients of Salesforce and Zendesk': { world: changing },
  'a password of Salesforce, an API token of Zendesk': {
    world: changing,
    source: { ...salesforce, password: '$SALESFORCE_PASSWORD' },
    target: { ...zendesk, email: '$ZENDESK_EMAIL', apiToken: '$ZENDESK_API_TOKEN' },
  },
  'an assertion for Salesforce, a token of Zendesk': {
    world: changing,
    source: { ...salesforce, clientSecret: undefined, privateKey: '$ECHO_KEY' },
    target: { ...zendesk, token: '$ZENDESK_TOKEN' },
  },
  'a token of a directory, an OAuth client of a SCIM service': {
    world: inScim,
    source: { ...SCIM_SOURCE, account: undefined, key: 'userName' },
    target: SCIM_TARGET,
  },
  'an OAuth client of a directory, a token of a SCIM service': {
    world: inScim,
    source: {
      ...SCIM_SOURCE,
      account: undefined,
      key: 'userName',
      token: undefined,
      tokenUrl: '$DIRECTORY_TOKEN_URL',
      clientId: '$DIRECTORY_CLIENT_ID',
      clientSecret: '$DIRECTORY_CLIENT_SECRET',
    },
    target: { ...SCIM_TARGET, tokenUrl: undefined, clientId: undefined, clientSecret: undefined, token: '$SCIM_TOKEN' },
  },
  'Gluu and Zendesk': {
    world: () => ({
      zendesk: { organizations: organizations(3), users: [userOf(90)], organization_memberships: [] },
      gluu: { users: [gluuUserOf(1), gluuUserOf(2)] },
    }),
    source: { ...GLUU_SOURCE, network: SCIM_SOURCE.network },
  },
  'a directory and Zeenea': {
    world: () => ({
      directory: { users: [personOf(1), personOf(2)] },
      zeenea: {
        permissionSets: SETS,
        users: [zeeneaUserOf(2, { firstName: 'Old' }), zeeneaUserOf(3), zeeneaUserOf(0, { permissionSets: ['admin'] })],
      },
    }),
    ...(NAMED(ZEENEA_TARGET) as Omit<Setup, 'world'>),
  },
}

export function configure(here: Place, { source, target }: Setup): void {
  here.settings((one) => {
    const network = { deadline: 60, tries: 2, firstWait: 0.01 }
    const side = (given: object, more: object = {}) => Object.assign('use' in more ? {} : given, more, { network })
    const isScim = 'use' in (target ?? {})
    Object.assign(one, {
      source: side(one.source, source),
      target: side(one.target, target),
      protect: [],
      limits: FREE,
      ...(isScim && { scope: 'end-users' }),
    })
    for (const both of [one.source, one.target])
      for (const [key, value] of Object.entries(both)) if (value === undefined) Reflect.deleteProperty(both, key)
  })
}
