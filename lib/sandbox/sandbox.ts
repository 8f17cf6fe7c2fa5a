// The sandbox: the remote systems on loopback, over one world that the requests change.

import { clock } from './clock.ts'
import { control } from './control.ts'
import { environment, servicesOf } from './environment.ts'
import { type Faults, faults } from './faults/faults.ts'
import { kindsOf } from './faults/systems.ts'
import { gluuError } from './gluu/answers.ts'
import { gluu } from './gluu/gluu.ts'
import type { Remote } from './http/remote.ts'
import { serve } from './http/server.ts'
import { type Logged, logged } from './log.ts'
import type { Options, System } from './options.ts'
import { salesforce } from './salesforce/salesforce.ts'
import { scimError } from './scim/answers.ts'
import { scimService } from './scim/scim.ts'
import { isTooMany, noStats, patience, type Stats } from './stats.ts'
import type { World } from './world.ts'
import { problem } from './zeenea/answers.ts'
import { zeenea } from './zeenea/zeenea.ts'
import { budgeted } from './zendesk/limits.ts'
import { zendesk } from './zendesk/zendesk.ts'

export type { Logged }

export interface Sandbox {
  zendesk: { url: string }
  salesforce: { url: string }
  /** Where a SCIM service is, the path that all of its own begin with included. */
  scim: { url: string }
  directory: { url: string }
  /** The instance: GraphQL, SCIM and the files of exports are below it. */
  zeenea: { url: string }
  /** The host: SCIM, UpdatedUsers and the provider of tokens are below it. */
  gluu: { url: string }
  /** The environment that a stage needs to find them. */
  env: Record<string, string>
  world: World
  requests: Logged[]
  stats: Stats
  faults: Record<System, Faults>
  close(): Promise<void>
}

/** Starts the stand-ins over `world`, which they change in place: `readWorld`, `generate` or `convert` made it. */
export async function sandbox(world: World, options: Options = {}): Promise<Sandbox> {
  const all = { clientId: 'user-sync', clientSecret: 'sandbox-secret', ...options }
  const time = clock(options.speed ?? 50, options.clock ?? (() => performance.now()))
  const requests: Logged[] = []
  const stats = noStats()
  const wrong = Object.fromEntries(
    Object.entries(kindsOf).map(([name, kinds]) => [name, faults(kinds, options.faults?.[name as System])]),
  ) as Record<System, ReturnType<typeof faults>>

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
  const services = servicesOf(options)
  const scim = (system: 'scim' | 'directory') => {
    const service = wrong[system].around(scimService(world[system], services[system], time))
    return serve(watched(system, service), (why) => scimError(400, why, 'invalidSyntax'))
  }
  const catalog = wrong.zeenea.around(zeenea(world.zeenea, options.zeenea ?? {}, time))
  const people = wrong.gluu.around(gluu(world.gluu, options.gluu ?? {}, time))
  const servers = await Promise.all([
    serve(watched('zendesk', limited)),
    serve(watched('salesforce', force)),
    scim('scim'),
    scim('directory'),
    serve(watched('zeenea', catalog), (why) => problem(400, 'Bad Request', why)),
    serve(watched('gluu', people), (why) => gluuError(400, why)),
  ])
  const [desks, forces, scims, directories, catalogs, gluus] = servers
  const at = {
    zendesk: desks.url,
    salesforce: forces.url,
    scim: scims.url,
    directory: directories.url,
    zeenea: catalogs.url,
    gluu: gluus.url,
  }
  return {
    zendesk: { url: at.zendesk },
    salesforce: { url: at.salesforce },
    scim: { url: `${at.scim}/scim/v2` },
    directory: { url: `${at.directory}/scim/v2` },
    zeenea: { url: at.zeenea },
    gluu: { url: at.gluu },
    env: environment(at, all, services, desk.email),
    world,
    requests,
    stats,
    faults: wrong,
    close: async () => {
      await Promise.all(servers.map((server) => server.close()))
    },
  }
}
