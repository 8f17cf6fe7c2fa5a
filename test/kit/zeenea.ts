// Asking the Zeenea simulator over HTTP, with no code of ours between, and a small instance to ask.

import type { Options } from '../../lib/sandbox/options.ts'
import type { Sandbox } from '../../lib/sandbox/sandbox.ts'
import { readWorld } from '../../lib/sandbox/worlds/world-file.ts'
import type { ZeeneaOptions } from '../../lib/sandbox/zeenea/options.ts'
import { type Reply, send } from './wire.ts'

/** Three sets and a twin; an admin, a steward who is in two, a curator, somebody in none; two contacts. */
export const instance = () => ({
  permissionSets: [
    { id: 'admin', name: 'Super Admin', description: 'All, and "more"', builtIn: true },
    { id: 'steward', name: 'Data Steward', code: 'DS' },
    { id: 'explorer', name: 'Explorer', builtIn: true, licenseType: 'Explorer' },
    { id: 'explorer2', name: 'Explorer', licenseType: 'Explorer' },
  ],
  users: [
    { id: 'u1', email: 'root@acme.test', firstName: 'Rosa', lastName: 'Root', permissionSets: ['admin'] },
    {
      id: 'u2',
      email: 'Ann@acme.test',
      firstName: 'Ann',
      lastName: 'Lee, "Jr."\nof York',
      phone: '+49 228 1',
      permissionSets: ['steward', 'explorer'],
      lastLogin: '2026-06-18T13:42:28Z',
      logins: 600,
    },
    {
      id: 'u3',
      email: 'cura@acme.test',
      firstName: 'Cura',
      lastName: 'Tor',
      permissionSets: ['steward'],
      curator: true,
    },
    { id: 'u4', email: 'nil@acme.test', firstName: 'Žofie', lastName: '王' },
  ],
  contacts: [
    { id: 'c1', email: 'past@acme.test', firstName: 'Pia', lastName: 'Past' },
    { id: 'c2', email: 'known@partner.test', firstName: 'Kim', lastName: 'Known' },
  ],
})

export const zeeneaWorld = (zeenea: object = instance()) => readWorld({ zeenea })
export const zeeneaFaults = (...faults: { kind: string; path?: string }[]): Options => ({ faults: { zeenea: faults } })
export const zeeneaWith = (zeenea: Partial<ZeeneaOptions>): Options => ({ zeenea })

/** GraphQL with the key, or what stands in its place: `ask('{ listPermissionSets { id } }')`. */
export function graphqlOf({ zeenea, env }: Sandbox, sign: Record<string, string> = {}) {
  const key = { 'x-api-secret': env['ZEENEA_API_SECRET']! }
  const headers = { 'content-type': 'application/json', ...(Object.keys(sign).length > 0 ? sign : key) }
  return (query: string, variables?: object): Promise<Reply> => {
    const body = JSON.stringify({ query, variables })
    return send(`${zeenea.url}/public-api/catalog/graphql`, { method: 'POST', headers, body })
  }
}

export type Ask = ReturnType<typeof graphqlOf>

/** SCIM with the key: `ask('GET /Users')`. */
export function zeeneaScimOf({ env }: Sandbox, authorization = `Bearer ${env['ZEENEA_API_SECRET']}`) {
  return (route: string, body?: unknown): Promise<Reply> => {
    const [method = '', path = ''] = route.split(' ')
    const headers = { authorization, 'content-type': 'application/scim+json' }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    return send(`${env['ZEENEA_SCIM_URL']}${path}`, { method, headers, ...sent })
  }
}

const FIELDS = `action user {
  id email contact { id firstName lastName contactInformation { key value } } permissionSet { id name }
}`

/** createUser or upsertUser, with what is said written into the document, as the samples have it. */
export const writing = (operation: 'createUser' | 'upsertUser', input: object) =>
  `mutation { ${operation}(input: ${literal(input)}) { ${FIELDS} } }`

export const deleting = (email: string) => `mutation { deleteUserByEmail(input: { email: "${email}" }) { id } }`

/** JSON as GraphQL writes it: names without quotes. */
const literal = (input: object) => JSON.stringify(input).replace(/"(\w+)":/g, '$1: ')

/** Why GraphQL refused: the status, the code of the first error, and its data. */
export const refusal = ({ status, at }: Reply) => [status, at('errors.0.extensions.code') ?? null, at('data')]

export async function exported(ask: Ask): Promise<string> {
  return String((await ask('mutation { createAllUsersExport { exportId } }')).at('data.createAllUsersExport.exportId'))
}

/** A look at an export, under the one name of a type that was seen. */
export async function polled(ask: Ask, exportId: string): Promise<{ status: string; url: string | null }> {
  const query = `query ($input: LoadUsersExportStatusInput!) {
    loadUsersExportStatus(input: $input) { exportId status url } }`
  return (await ask(query, { input: { exportId } })).at('data.loadUsersExportStatus') as never
}

/** Where the file of a new export is, once it is done. */
export async function fileOf(ask: Ask): Promise<string> {
  const id = await exported(ask)
  for (;;) {
    const { status, url } = await polled(ask, id)
    if (status === 'DONE') return String(url)
  }
}
