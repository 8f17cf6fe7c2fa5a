// The sandbox: Zendesk and Salesforce on loopback, over one world that the requests change.

import { clock } from './clock.ts'
import { control } from './control.ts'
import { salesforceKinds } from './faults/salesforce.ts'
import { zendeskKinds } from './faults/zendesk.ts'
import { type Fault, type Faults, faults } from './faults.ts'
import { usual } from './salesforce/sign-in.ts'
import { type SalesforceOptions, salesforce } from './salesforce.ts'
import { type Answer, type Asked, type Remote, serve } from './serve.ts'
import { isTooMany, noStats, patience, type Stats } from './stats.ts'
import type { World } from './world.ts'
import { budgeted } from './zendesk/limits.ts'
import { fixed } from './zendesk/sign-in.ts'
import { type ZendeskOptions, zendesk } from './zendesk.ts'

export type System = 'zendesk' | 'salesforce'

export interface Options extends Partial<ZendeskOptions>, Partial<SalesforceOptions> {
  /** Most rows of a page: of Zendesk (100) and of Salesforce (2,000). */
  pageSize?: number
  /** One factor for every time the sandbox takes (50). Headers that a client obeys are in real seconds all the same. */
  speed?: number
  /** What the time is, in milliseconds; a test may have its own. */
  clock?: () => number
  /** What goes wrong from the start. */
  faults?: { zendesk?: Fault[]; salesforce?: Fault[] }
  /** Asked before the system; what it returns is the answer. */
  respond?: (system: System, asked: Asked) => Answer | undefined | Promise<Answer | undefined>
}

export interface Logged {
  system: System
  method: string
  path: string
  query: Record<string, string>
  body: unknown
  /** 0: there was no answer, the connection was reset. */
  status: number
  /** The kind of the fault that was played on it. */
  fault?: string
}

export interface Sandbox {
  zendesk: { url: string }
  salesforce: { url: string }
  /** The environment that a stage needs to find both. */
  env: Record<string, string>
  world: World
  requests: Logged[]
  stats: Stats
  faults: Record<System, Faults>
  close(): Promise<void>
}

/** Starts both stand-ins over `world`, which they change in place: `readWorld`, `generate` or `convert` made it. */
export async function sandbox(world: World, options: Options = {}): Promise<Sandbox> {
  const all = { clientId: 'user-sync', clientSecret: 'sandbox-secret', ...options }
  const time = clock(options.speed ?? 50, options.clock ?? (() => performance.now()))
  const requests: Logged[] = []
  const stats = noStats()
  const wrong = {
    zendesk: faults(zendeskKinds, options.faults?.zendesk),
    salesforce: faults(salesforceKinds, options.faults?.salesforce),
  }

  function watched(system: System, remote: Remote): Remote {
    const own = control({ world: () => world, requests: () => requests }, wrong[system])
    const { isEarly, told } = patience(time.now)
    return async (asked) => {
      const about = own(asked)
      if (about) return about
      if (isEarly(asked)) stats[system].early++
      const answer = (await options.respond?.(system, asked)) ?? (await remote(asked))
      told(asked, answer)
      if (system === 'zendesk' && isTooMany(answer)) stats.zendesk.tooManyRequests++
      requests.push(logged(system, asked, answer))
      return answer
    }
  }

  const desk = zendesk(world, all, time, stats.zendesk)
  const limited = budgeted(wrong.zendesk.around(desk.remote), options, time)
  const force = wrong.salesforce.around(salesforce(world, all, time))
  const [zendeskServer, salesforceServer] = await Promise.all([
    serve(watched('zendesk', limited)),
    serve(watched('salesforce', force)),
  ])
  return {
    zendesk: { url: zendeskServer.url },
    salesforce: { url: salesforceServer.url },
    env: {
      SALESFORCE_LOGIN_URL: salesforceServer.url,
      SALESFORCE_CLIENT_ID: all.clientId,
      SALESFORCE_CLIENT_SECRET: all.clientSecret,
      SALESFORCE_USERNAME: options.username ?? usual.username,
      SALESFORCE_PASSWORD: options.password ?? usual.password,
      ZENDESK_URL: zendeskServer.url,
      ZENDESK_CLIENT_ID: all.clientId,
      ZENDESK_CLIENT_SECRET: all.clientSecret,
      ZENDESK_TOKEN: options.token ?? fixed.token,
      ZENDESK_EMAIL: desk.email,
      ZENDESK_API_TOKEN: options.apiToken ?? fixed.apiToken,
    },
    world,
    requests,
    stats,
    faults: wrong,
    close: async () => {
      await Promise.all([zendeskServer.close(), salesforceServer.close()])
    },
  }
}

function logged(system: System, { method, path, query, body }: Asked, answer: Answer): Logged {
  const { status = 200, wire, fault } = answer
  const sent = wire === 'reset' ? 0 : status
  const entry = { system, method, path, query: Object.fromEntries(query), body, status: sent }
  return fault ? { ...entry, fault } : entry
}
