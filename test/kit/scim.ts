// Asking a SCIM simulator over HTTP, with no code of ours between, and a small service to ask.

import { readFileSync } from 'node:fs'
import type { Options } from '../../lib/sandbox/options.ts'
import type { Sandbox } from '../../lib/sandbox/sandbox.ts'
import { readWorld } from '../../lib/sandbox/worlds/world-file.ts'
import { sample } from './samples.ts'
import { type Reply, send } from './wire.ts'

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group'
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
export const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

/** Three people, two of them in a group. */
export const service = () => ({
  users: [
    {
      id: 'u1',
      userName: 'Ann@acme.test',
      externalId: 'salesforce:X1',
      displayName: 'Ann Lee',
      name: { givenName: 'Ann', familyName: 'Lee' },
      emails: [
        { value: 'ann@acme.test', type: 'work', primary: true },
        { value: 'ann@home.test', type: 'home' },
      ],
      [ENTERPRISE]: { organization: 'Acme' },
    },
    { id: 'u2', userName: 'bo@acme.test', displayName: 'Bo', active: false, title: 'Clerk' },
    { id: 'u3', userName: 'acme\\cy "c"', displayName: 'Cy', meta: { lastModified: '2025-05-01T00:00:00Z' } },
  ],
  groups: [{ id: 'g1', displayName: 'Support', members: [{ value: 'u1' }, { value: 'u2' }] }],
})

export const scimWorld = (scim: object = service()) => readWorld({ scim })

/** The service with the token that never ends: `ask('GET /Users/u1')`. */
export function scimOf(box: Sandbox, system: 'scim' | 'directory' = 'scim') {
  const authorization = `Bearer ${box.env[system === 'scim' ? 'SCIM_TOKEN' : 'DIRECTORY_TOKEN']}`
  return (route: string, body?: unknown, more: Record<string, string> = {}): Promise<Reply> => {
    const [method = '', path = ''] = route.split(' ')
    const headers = { authorization, 'content-type': 'application/scim+json', ...more }
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return send(`${box[system].url}${path}`, { method, headers, ...(body !== undefined && { body: text }) })
  }
}

export type Ask = ReturnType<typeof scimOf>

/** The ids of those that a filter finds. */
export async function filtered(ask: Ask, filter: string): Promise<string> {
  const reply = await ask(`GET /Users?filter=${encodeURIComponent(filter)}`)
  return reply.status === 200 ? idsIn(reply) : `${reply.status} ${reply.at('scimType')}`
}

export const idsIn = (reply: Reply) => ((reply.at('Resources') ?? []) as { id: string }[]).map(({ id }) => id).join(' ')

/** A PATCH of these operations. */
export const operations = (...Operations: object[]) => ({ schemas: [PATCH], Operations })

/** The status, and the reason a SCIM error has. */
export const said = ({ status, at }: Reply) => [status, at('scimType') ?? null]

export const scimFaults = (...faults: { kind: string }[]): Options => ({ faults: { scim: faults } })

/** A sample of shared/data/scim; null when there is none. */
export function scimSample(test: string, ...path: string[]): Record<string, never> | null {
  const file = sample(test, 'scim', ...path)
  return file === null ? null : JSON.parse(readFileSync(file, 'utf8'))
}
