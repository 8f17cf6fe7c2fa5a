// The contract of a system of the sandbox: what serving, worlds, faults, options and statistics take from its entry.

import type { z } from 'zod'
import type { Clock } from './clock.ts'
import type { FaultKinds } from './faults/kind.ts'
import type { Fault } from './faults/read.ts'
import type { Remote, RemoteResponse } from './http/remote.ts'

/** What a system is started with. */
export interface StartContext<Holding, Options, Stats> {
  store: Holding
  options: Options
  clock: Clock
  stats: Stats
  /** Puts the faults before a remote; what has to answer before any fault wraps the result. */
  withFaults(remote: Remote): Remote
}

export interface RunningSystem {
  remote: Remote
  /** The path that all of its own begin with, where its URL has one. */
  path?: string
  /** The variables of a stage, for a server that listens at `url`. */
  environment(url: string): Record<string, string>
}

/** A bad day: what is merely unpleasant about the system. No record is lost or invented. */
export interface Unpleasant<Options> {
  options: Options
  faults: Fault[]
}

export interface System<Holding = unknown, Options = unknown, Stats extends object = object> {
  /** Its part of a world file; left-out fields get their defaults. */
  store: z.ZodType<Holding>
  /** Throws where the holding is one that the system could not have. */
  assertConsistent(where: string, store: Holding): void
  /** What it holds, in a few words. */
  inWords(store: Holding): string
  /** Fills its part of a generated world after the entries above it; absent: `generate` does. */
  populate?(world: object, seed: number): void
  /** Sign-in names of people who come from here: the contacts they were made of keep their spelling. */
  signInNames?(store: Holding): string[]
  faults: FaultKinds
  /** Nothing counted yet, of what is counted beside early requests. */
  emptyStats(): Stats
  /** Counts what an answer says of the client's manners. */
  count?(stats: Stats, answer: RemoteResponse): void
  unpleasant(): Unpleasant<Options>
  /** The answer to a body that is no JSON; absent: that of the server. */
  invalidBody?(why: string): RemoteResponse
  start(start: StartContext<Holding, Options, Stats>): RunningSystem
}
