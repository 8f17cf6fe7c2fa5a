// The sandbox: the remote systems on loopback, over one world that the requests change.

import { clock } from './clock.ts'
import { control } from './control.ts'
import { type Faults, faults } from './faults/faults.ts'
import type { Remote } from './http/remote.ts'
import { serve } from './http/server.ts'
import { type Logged, logged } from './log.ts'
import type { Options } from './options.ts'
import { noStats, patience, type Stats } from './stats.ts'
import { forEachSystem, type SystemName, systemNames, systemOf, type World } from './systems.ts'

/** Where each system is, the path that all of its own begin with included. */
export interface Sandbox extends Record<SystemName, { url: string }> {
  /** The environment that a stage needs to find them. */
  env: Record<string, string>
  world: World
  requests: Logged[]
  stats: Stats
  faults: Record<SystemName, Faults>
  close(): Promise<void>
}

/** Starts the simulators over `world`, which they change in place: `readWorld`, `generate` or `convert` made it. */
export async function sandbox(world: World, options: Options = {}): Promise<Sandbox> {
  const time = clock(options.speed ?? 50, options.clock ?? (() => performance.now()))
  const requests: Logged[] = []
  const stats = noStats()
  const wrong = forEachSystem((system, name) => faults(system.faults, options.faults?.[name]))

  function watched(name: SystemName, remote: Remote): Remote {
    const own = control({ world: () => world, requests: () => requests }, wrong[name])
    const { isEarly, told } = patience(time.now)
    return async (asked) => {
      const about = own(asked)
      if (about) return about
      if (isEarly(asked)) stats[name].early++
      const answer = (await options.respond?.(name, asked)) ?? (await remote(asked))
      told(asked, answer)
      systemOf(name).count?.(stats[name], answer)
      requests.push(logged(name, asked, answer))
      return answer
    }
  }

  async function started(name: SystemName) {
    const { start, unreadable } = systemOf(name)
    const {
      remote,
      path = '',
      environment,
    } = start({
      holding: world[name],
      options: options[name] ?? {},
      clock: time,
      stats: stats[name],
      withFaults: wrong[name].around,
    })
    const { url, close } = await serve(watched(name, remote), unreadable)
    return { url: url + path, env: environment(url), close }
  }

  const servers = await Promise.all(systemNames.map(started))
  return {
    ...forEachSystem((_, name) => ({ url: servers[systemNames.indexOf(name)]!.url })),
    env: Object.assign({}, ...servers.map(({ env }) => env)),
    world,
    requests,
    stats,
    faults: wrong,
    close: async () => {
      await Promise.all(servers.map(({ close }) => close()))
    },
  }
}
