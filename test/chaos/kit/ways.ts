// One way to sign in, for tests of sign-ins.

import { generateKeyPairSync } from 'node:crypto'
import { gatherContacts } from '../../../lib/scripts/gather-contacts.ts'
import { gatherOrganizations } from '../../../lib/scripts/gather-organizations.ts'
import type { Place } from '../../kit/pipeline.ts'
import { stageIn } from '../../kit/stages.ts'

export type Way = Record<string, string | undefined>

/** The settings of one side with this way to sign in, and no other. */
export function by(here: Place, side: 'source' | 'target', way: Way): void {
  here.settings((settings) => {
    const all: Way = { clientId: undefined, clientSecret: undefined, ...way }
    for (const [key, value] of Object.entries(all)) {
      if (value === undefined) Reflect.deleteProperty(settings[side], key)
      else Reflect.set(settings[side], key, value)
    }
  })
}

export const organizations = (here: Place) => stageIn(here, gatherOrganizations)

export const contacts = (here: Place) => stageIn(here, gatherContacts)

export const tokensAsked = ({ box }: Place) => box.requests.filter(({ path }) => /oauth2?\/tokens?$/.test(path)).length

export const client = { clientId: '$ZENDESK_CLIENT_ID', clientSecret: '$ZENDESK_CLIENT_SECRET' }

export const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

Object.assign(process.env, { PRIVATE_KEY: privateKey, WRONG: 'wrong-one' })

export const app = { clientId: '$SALESFORCE_CLIENT_ID' }

export const salesforce: Record<string, Way> = {
  'client credentials': { ...app, clientSecret: '$SALESFORCE_CLIENT_SECRET' },
  'a signed assertion': { ...app, username: '$SALESFORCE_USERNAME', privateKey: '$PRIVATE_KEY' },
  'a password': {
    ...app,
    clientSecret: '$SALESFORCE_CLIENT_SECRET',
    username: '$SALESFORCE_USERNAME',
    password: '$SALESFORCE_PASSWORD',
  },
}
