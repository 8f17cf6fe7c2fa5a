// The table of systems: a new one takes its line here, and all else in its own folder.

import { z } from 'zod'
import { feedFiles } from './feed/feed.ts'
import { gluuSystem } from './gluu/system.ts'
import { salesforceSystem } from './salesforce/system.ts'
import { directorySystem, scimSystem } from './scim/system.ts'
import type { System } from './system.ts'
import { zeeneaSystem } from './zeenea/system.ts'
import { zendeskSystem } from './zendesk/system.ts'

/**
 * In the order of a world file, in which a world is generated. `scim` is the service that people are synced into,
 * `directory` the one they come from.
 */
export const systems = {
  zendesk: zendeskSystem,
  salesforce: salesforceSystem,
  scim: scimSystem,
  directory: directorySystem,
  zeenea: zeeneaSystem,
  gluu: gluuSystem,
}

/** What is no system on the wire: batch files with the people of a world, by file name. */
export const writers: Record<string, (world: World) => Record<string, string>> = { feed: feedFiles }

export type SystemName = keyof typeof systems
type StartOf<S extends SystemName> = Parameters<(typeof systems)[S]['start']>[0]

/** What the remote systems hold when the sandbox starts, and what they hold now. */
export type World = { [S in SystemName]: StartOf<S>['store'] }
export type SystemOptions = { [S in SystemName]?: StartOf<S>['options'] }
export type SystemStats = { [S in SystemName]: StartOf<S>['stats'] }

export const systemNames = Object.keys(systems) as SystemName[]
const table: Record<SystemName, System> = systems

/** The entry of a name, for whoever treats all systems alike. */
export const systemOf = (name: SystemName): System => table[name]

export const isSystem = (name: string): name is SystemName => Object.hasOwn(systems, name)

/** One value for each system, in the order of the table. */
export const forEachSystem = <T>(make: (system: System, name: SystemName) => T) =>
  Object.fromEntries(systemNames.map((name) => [name, make(table[name], name)])) as Record<SystemName, T>

/** The shape of a world file. */
export const worldShape = z.strictObject(forEachSystem(({ store }) => store)) as unknown as z.ZodType<World>

/** Refuses ids, names and addresses that are there twice, and references into nothing. */
export function assertWorldConsistent(world: World): void {
  for (const name of systemNames) table[name].assertConsistent(name, world[name])
}
