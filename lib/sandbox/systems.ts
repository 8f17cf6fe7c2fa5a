// The table of systems. A new system takes its line here, and everything else in its own folder.

import * as z from 'zod'
import { feedFiles } from './feed/feed.ts'
import { gluuSystem } from './gluu/system.ts'
import { callEach, column, entryNames, mapNames } from './parts/table.ts'
import { salesforceSystem } from './salesforce/system.ts'
import { directorySystem, scimSystem } from './scim/system.ts'
import type { System } from './system.ts'
import { zeeneaSystem } from './zeenea/system.ts'
import { zendeskSystem } from './zendesk/system.ts'

/**
 * The systems, in the order of a world file, in which a world is generated. People are synced into `scim`, and from
 * `directory`.
 */
export const systems = {
  zendesk: zendeskSystem,
  salesforce: salesforceSystem,
  scim: scimSystem,
  directory: directorySystem,
  zeenea: zeeneaSystem,
  gluu: gluuSystem,
}

/** Writers of batch files with the people of a world: file name -> text. They serve no requests. */
export const writers: Record<string, (world: World) => Record<string, string>> = { feed: feedFiles }

export type SystemName = keyof typeof systems
type ContextOf<S extends SystemName> = Parameters<(typeof systems)[S]['start']>[0]

/** The stores of all systems: when the sandbox starts, and as requests change them. */
export type World = { [S in SystemName]: ContextOf<S>['store'] }
export type SystemOptions = { [S in SystemName]?: ContextOf<S>['options'] }
/** The counters of all systems. */
export type Stats = { [S in SystemName]: ReturnType<(typeof systems)[S]['emptyStats']> }

export const systemNames = entryNames(systems)
const systemTable: Record<SystemName, System> = systems

/** The entry of a name, for code that treats all systems alike. */
export const systemOf = (name: SystemName): System => systemTable[name]

export const isSystem = (name: string): name is SystemName => Object.hasOwn(systems, name)

/** One value for each system, in the order of the table. */
export const forEachSystem = <T>(make: (system: System, name: SystemName) => T): Record<SystemName, T> =>
  mapNames(systemTable, (name) => make(systemTable[name], name))

/** The shape of a world file. */
export const worldShape: z.ZodType<World> = z.strictObject(column(systems, 'store'))

/** All counters of all systems, at zero. */
export const emptyStats = (): Stats => callEach(systems, 'emptyStats')

/** The bad days of all systems. */
export const unpleasantDays = () => callEach(systems, 'unpleasant')

/** Throws if an id, a name or an address exists twice, or if a reference has no target. */
export function assertWorldConsistent(world: World): void {
  for (const name of systemNames) systemTable[name].assertConsistent(name, world[name])
}
