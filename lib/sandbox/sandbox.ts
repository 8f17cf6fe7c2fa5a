// The sandbox: the remote systems on loopback, over one world that the requests change.

import { clock } from './clock.ts'
import { control } from './control.ts'
import { type Faults, faultPlayer } from './faults/faults.ts'
import type { Remote } from './http/remote.ts'
import { serve } from './http/server.ts'
import { type LoggedRequest, logEntry } from './log.ts'
import type { Options } from './options.ts'
import { retryAfterMonitor } from './retry-after.ts'
import { emptyStats, forEachSystem, type Stats, type SystemName, systemNames, systemOf, type World } from './systems.ts'

/** The systems: the URL of each, with the path at which its own paths begin. */
export interface Sandbox extends Record<SystemName, { url: string }> {
  /** The environment in which a stage finds the systems. */
  env: Record<string, string>
  /** The port of each system. */
  ports: Record<SystemName, number>
  world: World
  requests: LoggedRequest[]
  stats: Stats
  faults: Record<SystemName, Faults>
  close(): Promise<void>
}

/** Starts the simulators of `world`, and changes `world` as requests write. */
export async function sandbox(world: World, options: Options = {}): Promise<Sandbox> {
  const time = clock(options.speed ?? 50, options.clock ?? (() => performance.now()), options.date)
  const requests: LoggedRequest[] = []
  const stats = emptyStats()
  const faultsOf = forEachSystem((system, name) => faultPlayer(system, options.faults?.[name]))

  function watch(name: SystemName, remote: Remote): Remote {
    const own = control({ world: () => world, requests: () => requests }, faultsOf[name])
    const { isEarly, onResponse } = retryAfterMonitor(time.now)
    return async (request) => {
      const about = own(request)
      if (about) return about
      if (isEarly(request)) stats[name].early++
      const answer = (await options.respond?.(name, request)) ?? (await remote(request))
      onResponse(request, answer)
      systemOf(name).count?.(stats[name], answer)
      requests.push(logEntry(name, request, answer))
      return answer
    }
  }

  async function startSystem(name: SystemName) {
    const { start, invalidBody } = systemOf(name)
    const {
      remote,
      path = '',
      environment,
    } = start({
      store: world[name],
      options: options[name] ?? {},
      clock: time,
      stats: stats[name],
      withFaults: faultsOf[name].applyFaults,
    })
    const { url, close } = await serve(watch(name, remote), { refusal: invalidBody, port: options.ports?.[name] })
    return { url: url + path, port: Number(new URL(url).port), env: environment(url), close }
  }

  const servers = await Promise.all(systemNames.map(startSystem))
  return {
    ...forEachSystem((_, name) => ({ url: servers[systemNames.indexOf(name)]!.url })),
    ports: forEachSystem((_, name) => servers[systemNames.indexOf(name)]!.port),
    env: Object.assign({}, ...servers.map(({ env }) => env)),
    world,
    requests,
    stats,
    faults: faultsOf,
    close: async () => {
      await Promise.all(servers.map(({ close }) => close()))
    },
  }
}
