// The sandbox: Zendesk and Salesforce on loopback, over one world that the requests change.

import { type SalesforceOptions, salesforce } from './salesforce.ts'
import { type Answer, type Asked, type Remote, serve } from './serve.ts'
import type { World } from './world.ts'
import { type ZendeskOptions, zendesk } from './zendesk.ts'

export type System = 'zendesk' | 'salesforce'

export interface Options extends Partial<ZendeskOptions>, Partial<SalesforceOptions> {
  /** Most rows of a page: of Zendesk (100) and of Salesforce (2,000). */
  pageSize?: number
  /** Asked before the system; what it returns is the answer. */
  respond?: (system: System, asked: Asked) => Answer | undefined | Promise<Answer | undefined>
}

export interface Logged {
  system: System
  method: string
  path: string
  query: Record<string, string>
  body: unknown
  status: number
}

export interface Sandbox {
  zendesk: { url: string }
  salesforce: { url: string }
  /** The environment that a stage needs to find both. */
  env: Record<string, string>
  world: World
  requests: Logged[]
  close(): Promise<void>
}

/** Starts both stand-ins over `world`, which they change in place: `readWorld`, `generate` or `convert` made it. */
export async function sandbox(world: World, options: Options = {}): Promise<Sandbox> {
  const client = { clientId: 'user-sync', clientSecret: 'sandbox-secret' }
  const requests: Logged[] = []

  const watched =
    (system: System, remote: Remote): Remote =>
    async (asked) => {
      const { method, path, query, body } = asked
      if (path === '/__sandbox/world') return { body: world }
      const answer = (await options.respond?.(system, asked)) ?? (await remote(asked))
      const { status = 200 } = answer
      requests.push({ system, method, path, query: Object.fromEntries(query), body, status })
      return answer
    }

  const desk = await serve(watched('zendesk', zendesk(world, { ...client, ...options })))
  const force = await serve(watched('salesforce', salesforce(world, { ...client, ...options })))
  const env = {
    SALESFORCE_LOGIN_URL: force.url,
    SALESFORCE_CLIENT_ID: client.clientId,
    SALESFORCE_CLIENT_SECRET: client.clientSecret,
    ZENDESK_URL: desk.url,
    ZENDESK_CLIENT_ID: client.clientId,
    ZENDESK_CLIENT_SECRET: client.clientSecret,
  }
  const close = async () => {
    await Promise.all([desk.close(), force.close()])
  }
  return { zendesk: { url: desk.url }, salesforce: { url: force.url }, env, world, requests, close }
}
