// Asking the sandbox over HTTP, signed in, with no code of ours between.

import type { Options } from '../../lib/sandbox/options.ts'
import { newRecordId } from '../../lib/sandbox/salesforce/record-id.ts'
import { type Sandbox, sandbox } from '../../lib/sandbox/sandbox.ts'
import type { World } from '../../lib/sandbox/systems.ts'
import { readWorld } from '../../lib/sandbox/worlds/world-file.ts'

export interface Reply {
  status: number
  headers: Headers
  text: string
  /** The part of the body at a path: `users.0.id`. */
  at: (path: string) => unknown
}

export const account = newRecordId('001', 5)
export const other = newRecordId('001', 6)

/** Three people in two organizations, and a third organization. */
export const small = () =>
  readWorld({
    zendesk: {
      organizations: [
        { id: 90, name: 'Acme', organization_fields: { salesforce_id: account } },
        { id: 91, name: 'Globex', organization_fields: { salesforce_id: other } },
        { id: 92 },
      ],
      users: [
        { id: 1, name: 'Ann', email: 'Ann@acme.test', organization_id: 90, identities: [{ value: 'ann@home.test' }] },
        { id: 2, name: 'Ben', email: 'ben@acme.test', organization_id: 90, external_id: 'salesforce:X1' },
        { id: 3, name: 'Cat', email: 'cat@globex.test', organization_id: 91, active: false },
        { id: 4, name: 'Dan', email: 'dan@globex.test', organization_id: 91 },
      ],
      organization_memberships: [{ user_id: 1, organization_id: 91 }],
    },
    salesforce: {
      accounts: [{ Id: account, Name: 'Acme' }, { Id: other }],
      contacts: [
        { Id: newRecordId('003', 1), Name: 'Ann', Email: 'ann@acme.test', AccountId: account },
        {
          Id: newRecordId('003', 2),
          Name: "Bo O'Hara",
          Email: 'bo@acme.test',
          AccountId: account,
          Role__c: 'Billing;Gitlab Admin',
        },
        { Id: newRecordId('003', 3), Name: 'Cy', Email: 'cy@acme.test', AccountId: account, Role__c: 'Billing' },
        { Id: newRecordId('003', 4), Name: 'Di', Email: '', AccountId: account },
        { Id: newRecordId('003', 5), Name: 'Ed', Email: 'ed@acme.test', AccountId: account, Inactive_Contact__c: true },
        { Id: newRecordId('003', 6), Name: 'Flo', Email: 'flo@nowhere.test' },
        { Id: newRecordId('003', 7), Name: 'Gus', Email: 'gus@globex.test', AccountId: other },
      ],
    },
  })

/** Runs `work` against a sandbox and ends it. */
export async function against(world: World, options: Options, work: (box: Sandbox) => Promise<void>) {
  const box = await sandbox(world, { speed: 5000, ...options })
  try {
    await work(box)
  } finally {
    await box.close()
  }
}

export async function send(url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(url, { redirect: 'manual', ...init })
  const text = await response.text()
  const body: unknown = /^[[{]/.test(text) ? JSON.parse(text) : null
  const at = (path: string) =>
    path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], body)
  const { status, headers } = response
  return { status, headers, text, at: (path) => (path === '' ? body : at(path)) }
}

/** A clock for the sandbox that stands still until it is told that time passes. */
export function stopped() {
  let now = 0
  return {
    clock: () => now,
    pass(seconds: number) {
      now += seconds * 1000
    },
  }
}

export const json = (body: unknown, token = '') => ({
  headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  body: JSON.stringify(body),
})

/** A token of Zendesk's: what the token endpoint answers. */
export function granted({ zendesk, env }: Sandbox, more: object = {}): Promise<Reply> {
  const client = { client_id: env['ZENDESK_CLIENT_ID'], client_secret: env['ZENDESK_CLIENT_SECRET'] }
  const grant = json({ grant_type: 'client_credentials', ...client, ...more })
  return send(`${zendesk.url}/oauth/tokens`, { method: 'POST', ...grant })
}

/** Zendesk with a token: `zendesk('GET /users/1')`. */
export async function signedIn(box: Sandbox) {
  return bearing(box, String((await granted(box)).at('access_token')))
}

/** Zendesk with the token that never ends, so that nothing was asked yet. */
export const fixedToken = (box: Sandbox) => bearing(box, box.env['ZENDESK_TOKEN']!)

function bearing({ zendesk }: Sandbox, token: string) {
  return (route: string, body?: unknown) => {
    const [method = '', path = ''] = route.split(' ')
    const init = body === undefined ? { headers: { authorization: `Bearer ${token}` } } : json(body, token)
    return send(path.startsWith('http') ? path : `${zendesk.url}/api/v2${path}`, { method, ...init })
  }
}

export type Desk = Awaited<ReturnType<typeof signedIn>>

/** Polls until the job that `reply` tells of is completed. */
export async function completed(desk: Desk, reply: Reply): Promise<Record<string, unknown>[]> {
  const id = reply.at('job_status.id')
  for (;;) {
    const { at } = await desk(`GET /job_statuses/show_many?ids=${id}`)
    if (at('job_statuses.0.status') === 'completed') return at('job_statuses.0.results') as Record<string, unknown>[]
  }
}

export async function force({ salesforce, env }: Sandbox, options: Record<string, string> = {}) {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: env['SALESFORCE_CLIENT_ID']!,
    client_secret: env['SALESFORCE_CLIENT_SECRET']!,
  })
  const login = await send(`${salesforce.url}/services/oauth2/token`, { method: 'POST', body: form })
  const headers = { authorization: `Bearer ${login.at('access_token')}`, ...options }
  return (what: string) => {
    const path = what.startsWith('/') ? what : `/services/data/v62.0/query?q=${encodeURIComponent(what)}`
    return send(`${login.at('instance_url')}${path}`, { headers })
  }
}

/** The query of the main job. */
export const real = (ids: string[]) =>
  `SELECT Id, Name, Email, Account.Account_ID_18__c FROM Contact WHERE Inactive_Contact__c = false AND Role__c INCLUDES ('Gitlab Admin') AND Name != '' AND Email != '' AND Account.Account_ID_18__c IN ('${ids.join("','")}') ORDER BY Id`

export const names = (reply: Reply) => (reply.at('records') as { Name: string }[]).map(({ Name }) => Name)

/** Options with these faults from the start. */
export const zendeskFaults = (...faults: object[]): Options => ({ faults: { zendesk: faults as { kind: string }[] } })
export const salesforceFaults = (...faults: object[]): Options => ({
  faults: { salesforce: faults as { kind: string }[] },
})
