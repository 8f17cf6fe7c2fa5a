// Asking the Gluu simulator over HTTP, with no code of ours between, and a small server to ask.

import { readFileSync } from 'node:fs'
import type { GluuOptions } from '../../lib/sandbox/gluu/options.ts'
import type { GluuUser } from '../../lib/sandbox/gluu/store.ts'
import type { Options } from '../../lib/sandbox/options.ts'
import type { Sandbox } from '../../lib/sandbox/sandbox.ts'
import { readWorld } from '../../lib/sandbox/worlds/world-file.ts'
import { sample } from './samples.ts'
import { type Reply, send } from './wire.ts'

export const FEED = '/identity/restv1/scim/UpdatedUsers'
export const SCIM = '/identity/restv1/scim/v2'
export const READ = 'https://gluu.org/scim/users.read https://gluu.org/scim/groups.read'
const DN = 'inum=g1,ou=groups,o=gluu'

/** Five people in no order of names: changed, only made, expired, made by an LDAP tool, changed last; and a group. */
export const server = () => ({
  users: [
    {
      inum: 'i-zoe',
      uid: 'zoe',
      mail: ['zoe@acme.test', 'zoe@home.test'],
      givenName: 'Zoë',
      sn: 'Quist',
      cn: 'Zoë Quist',
      displayName: 'Zoë Quist',
      memberOf: [DN],
      oxTrustEmail: ['{"value":"zoe@acme.test","type":"work","primary":true}'],
      account: '0015e00000A',
      oxCreationTimestamp: '2025-01-01T00:00:00Z',
      updatedAt: '2025-06-01T12:00:00.5Z',
    },
    { inum: 'i-ann', uid: 'ann', mail: 'ann@acme.test', oxCreationTimestamp: '2025-03-01T00:00:00Z' },
    {
      inum: 'i-bob',
      uid: 'Bob',
      gluuStatus: 'expired',
      oxCreationTimestamp: '2025-04-01T00:00:00Z',
      updatedAt: '2025-05-01T00:00:00Z',
    },
    { inum: 'i-tool', uid: 'tool', displayName: 'By a tool' },
    {
      inum: 'i-cy',
      uid: 'cy',
      displayName: 'Cy',
      oxCreationTimestamp: '2024-12-01T00:00:00Z',
      updatedAt: '2025-07-01T00:00:00Z',
    },
  ],
  groups: [{ inum: 'g1', displayName: 'Support', members: ['i-zoe'] }],
})

export const gluuWorld = (gluu: object = server()) => readWorld({ gluu })
export const gluuWith = (gluu: Partial<GluuOptions>): Options => ({ gluu })
export const gluuFaults = (...faults: { kind: string; path?: string }[]): Options => ({ faults: { gluu: faults } })

/** What the token endpoint answers. */
export async function granted({ gluu, env }: Sandbox, form: object = { scope: READ }, secret?: string): Promise<Reply> {
  const client = `${env['GLUU_CLIENT_ID']}:${secret ?? env['GLUU_CLIENT_SECRET']}`
  const configuration = await send(`${gluu.url}/.well-known/openid-configuration`)
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...form })
  const headers = { authorization: `Basic ${Buffer.from(client).toString('base64')}` }
  return send(String(configuration.at('token_endpoint')), { method: 'POST', headers, body })
}

/** The server with a token: `ask('/identity/restv1/scim/v2/Users')`. */
export async function gluuOf(box: Sandbox, scope = READ) {
  const authorization = `Bearer ${(await granted(box, { scope })).at('access_token')}`
  return (path: string): Promise<Reply> => send(box.gluu.url + path, { headers: { authorization } })
}

export type Ask = Awaited<ReturnType<typeof gluuOf>>

/** Asks for who was changed since. */
export const since = (ask: Ask, timeStamp: string, more: object = {}, path = FEED) =>
  ask(`${path}?${new URLSearchParams({ timeStamp, pageSize: '100', ...more })}`)

/** The uids of a page. */
export const uids = (reply: Reply) =>
  (reply.at('results') as { uid: [string] }[]).map(({ uid: [uid] }) => uid).join(' ')

/** Changes somebody as the server would: the stamp goes along, on the wall clock, as stamps are dates. */
export function touch(user: GluuUser | undefined, changes: Partial<GluuUser> = {}, at = new Date()) {
  Object.assign(user!, changes, { updatedAt: at.toISOString() })
}

/** A sample of shared/data/gluu as text; null when there is none. */
export function gluuSample(test: string, name: string): string | null {
  const file = sample(test, 'gluu', name)
  return file === null ? null : readFileSync(file, 'utf8')
}
