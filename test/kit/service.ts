// A place whose target is the SCIM simulator; people come from the other SCIM simulator, or from Salesforce's.

import type { RemoteRequest } from '../../lib/sandbox/http/remote.ts'
import type { Options } from '../../lib/sandbox/options.ts'
import type { SalesforceSettings } from '../../lib/sources/salesforce/settings.ts'
import type { ScimSourceSettings } from '../../lib/sources/scim/settings.ts'
import type { ScimSettings } from '../../lib/targets/scim/settings.ts'
import { at, type Place } from './pipeline.ts'
import { FREE, SCIM_SOURCE, SCIM_TARGET } from './scim-settings.ts'

interface Setup {
  /** What is said about the target beside where it is. */
  target?: Partial<ScimSettings>
  options?: Options
}

/** The directory as the source of an instance, by sign-in name. */
export const directory = (settings: Partial<ScimSourceSettings> = {}) => ({
  ...SCIM_SOURCE,
  key: 'userName',
  ...settings,
})

/** Does `work` between a directory and a service. */
export const between = (
  world: unknown,
  work: (here: Place) => Promise<void>,
  { source, target, options }: Setup & { source?: Partial<ScimSourceSettings> } = {},
) =>
  at(
    world,
    (here) => {
      here.settings((one) => {
        const sides = { source: directory(source), target: { ...SCIM_TARGET, ...target } }
        Object.assign(one, { ...sides, protect: [], scope: 'managed', limits: FREE })
      })
      return work(here)
    },
    options,
  )

/** Does `work` between Salesforce and a service. */
export const fromSalesforce = (
  world: unknown,
  work: (here: Place) => Promise<void>,
  { source, target, options, scope = 'managed' }: Setup & { source?: Partial<SalesforceSettings>; scope?: string } = {},
) =>
  at(
    world,
    (here) => {
      here.settings((one) => {
        const sides = { source: { ...one.source, ...source }, target: { ...SCIM_TARGET, ...target } }
        Object.assign(one, { ...sides, protect: [], scope, limits: FREE })
      })
      return work(here)
    },
    options,
  )

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

/** Person `n` of the directory. */
export const personOf = (n: number, changes: object = {}) => ({
  id: `d${n}`,
  userName: `person${n}@acme.test`,
  displayName: `Person ${n}`,
  emails: [{ value: `person${n}@acme.test`, type: 'work', primary: true }],
  ...changes,
})

/** The user whom a sync made of person `n`. */
export const madeOf = (n: number, changes: object = {}) =>
  personOf(n, { id: `u${n}`, externalId: `scim:d${n}`, ...changes })

/** A directory and a service of `equal` people, and what is added to each. */
export const services = ({ equal = 3, people = [] as object[], users = [] as object[], groups = {} } = {}) => {
  const { here = [], there = [] } = groups as { here?: object[]; there?: object[] }
  return {
    directory: { users: [...range(0, equal).map((n) => personOf(n)), ...people], groups: there },
    scim: { users: [...range(0, equal).map((n) => madeOf(n)), ...users], groups: here },
  }
}

export const userAt = ({ box }: Place, id: string) => box.world.scim.users.find((user) => user.id === id)
export const usersNamed = ({ box }: Place, userName: string) =>
  box.world.scim.users.filter((user) => user.userName.toLowerCase() === userName.toLowerCase())
export const membersAt = ({ box }: Place, id: string) =>
  box.world.scim.groups.find((group) => group.id === id)!.members.map(({ value }) => value)

/** What went to the service and was to change something. */
export const writes = ({ box }: Place) =>
  box.requests.filter(({ system, method, path }) => system === 'scim' && method !== 'GET' && !path.endsWith('/token'))

/** `PATCH /Users/u1`, and so on. */
export const routes = (here: Place) =>
  writes(here).map(({ method, path }) => `${method} ${path.slice('/scim/v2'.length)}`)

interface Operation {
  op: string
  path?: string
  value?: unknown
}

/** The operations of all that was patched. */
export const patched = (here: Place) =>
  writes(here)
    .filter(({ method }) => method === 'PATCH')
    .map(({ path, body }) => ({
      path: path.slice('/scim/v2'.length),
      operations: (body as { Operations: Operation[] }).Operations,
    }))

/** Shows every request to the service before it is answered; what `look` gives is answered instead. */
export function watching(
  here: Place,
  look: (asked: RemoteRequest) => ReturnType<NonNullable<Options['respond']>>,
): void {
  here.interfere((system, asked) => (system === 'scim' ? look(asked) : undefined))
}
