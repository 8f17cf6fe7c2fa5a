// The contract of a system: what serving, worlds, faults, options and statistics take from its entry.

import type { z } from 'zod'
import type { Clock } from './clock.ts'
import type { FaultKinds } from './faults/kind.ts'
import type { PageFormat } from './faults/pages.ts'
import type { Fault } from './faults/read.ts'
import type { Remote, RemoteResponse } from './http/remote.ts'

/** The input of a start. */
export interface StartContext<Store, Options, Stats> {
  store: Store
  options: Options
  clock: Clock
  stats: Stats
  /** Puts the faults before a remote. A layer that has to answer before any fault wraps the result. */
  withFaults(remote: Remote): Remote
}

export interface RunningSystem {
  remote: Remote
  /** The path at which all paths of the system begin, if its URL has one. */
  path?: string
  /** The variables of a stage, for a server that listens at `url`. */
  environment(url: string): Record<string, string>
}

/** A bad day: options and faults that are unpleasant. They never lose or invent a record. */
export interface Unpleasant<Options> {
  options: Options
  faults: Fault[]
}

/** The counters of every system. */
interface CommonStats {
  /** Requests that came before a Retry-After had passed. */
  early: number
}

/** An entry as a system writes it. */
interface SystemDefinition<Store, Options, Stats extends object> {
  /** The part of a world file; fields that are left out get their defaults. */
  store: z.ZodType<Store>
  /** Throws if the remote system could not have such a store; `where` is its place in the world file. */
  assertConsistent(where: string, store: Store): void
  /** The content of the store, in a few words. */
  inWords(store: Store): string
  /** Fills its part of a generated world, after the entries above it. Absent: another entry fills it. */
  populate?(world: object, seed: number): void
  /** Changes the generated world after all parts are filled; `signInNames` are those of all systems. */
  finish?(world: object, signInNames: ReadonlySet<string>): void
  /** Sign-in names of people that come from here; their contacts keep the spelling of their address. */
  signInNames?(store: Store): string[]
  faults: FaultKinds
  pages: PageFormat
  /** The counters of this system alone, at zero. */
  ownStats(): Stats
  /** Counts the response in the statistics of the client. */
  count?(stats: Stats, response: RemoteResponse): void
  unpleasant(): Unpleasant<Options>
  /** The response to a body that is not JSON; absent: the response of the server. */
  invalidBody?(reason: string): RemoteResponse
  start(context: StartContext<Store, Options, Stats>): RunningSystem
}

/** The entry of a system in the table. */
export interface System<Store = unknown, Options = unknown, Stats extends object = object>
  extends SystemDefinition<Store, Options, Stats> {
  /** All counters, at zero. */
  emptyStats(): CommonStats & Stats
}

/** Makes the entry of a system; its types stay with it in the table. */
export const systemEntry = <Store, Options, Stats extends object = object>(
  definition: SystemDefinition<Store, Options, Stats>,
): System<Store, Options, Stats> => ({
  ...definition,
  emptyStats: () => ({ early: 0, ...definition.ownStats() }),
})
