// A place whose people come from the directory and whose target is Zeenea, both simulators, and what it was asked.

import type { RemoteRequest } from '../../lib/sandbox/http/remote.ts'
import type { Options } from '../../lib/sandbox/options.ts'
import { at, type Place } from './pipeline.ts'
import { FREE } from './scim-settings.ts'
import { personOf as signedOf } from './service.ts'
import { compared, synced } from './stages.ts'
import { NAMED, ZEENEA_TARGET, zeeneaUserOf } from './zeenea-settings.ts'

interface Setup {
  /** What is said about the target, and about the source, beside where they are. */
  target?: object
  source?: object
  options?: Options
}

/** Does `work` between a directory and an instance. */
export const toZeenea = (world: unknown, work: (here: Place) => Promise<void>, setup: Setup = {}): Promise<void> =>
  at(
    world,
    (here) => {
      configure(here, setup)
      return work(here)
    },
    setup.options,
  )

/** Writes the settings anew. */
export function configure(here: Place, { target = {}, source = {} }: Setup): void {
  here.settings((one) => {
    const sides = NAMED({ ...ZEENEA_TARGET, ...target })
    Object.assign(one, sides, { protect: [], limits: FREE, source: { ...(sides.source as object), ...source } })
  })
}

/** Two groups of the directory, the first of which wins. */
export const GROUPS = [
  { group: 'stewards', set: 'steward' },
  { group: 'everyone', set: 'Explorer' },
]

/** Person `n` of the directory, with the parts of a name. */
export const personOf = (n: number, changes: object = {}) =>
  signedOf(n, { name: { givenName: 'Person', familyName: String(n) }, ...changes })

export const SETS = [
  { id: 'admin', name: 'Super Admin' },
  { id: 'steward', name: 'Data Steward' },
  { id: 'explorer', name: 'Explorer' },
]
const ROOT = zeeneaUserOf(0, { id: 'root', email: 'root@acme.test', firstName: 'Rosa', permissionSets: ['admin'] })

interface World {
  sets?: object[]
  /** Who is on both sides and equal: 1 to `equal`. */
  equal?: number
  people?: object[]
  users?: object[]
  contacts?: object[]
  /** Members of the directory's groups, by number. */
  groups?: Record<string, number[]>
}

/** A directory, and an instance of the same people with an admin of its own. */
export function worldOf({ sets = SETS, equal = 2, people = [], users = [], contacts = [], groups = {} }: World = {}) {
  const same = Array.from({ length: equal }, (_, n) => n + 1)
  const members = (all: number[]) => all.map((n) => ({ value: `d${n}` }))
  return {
    directory: {
      users: [...same.map((n) => personOf(n)), ...people],
      groups: Object.entries(groups).map(([name, all]) => ({ id: name, displayName: name, members: members(all) })),
    },
    zeenea: { permissionSets: sets, users: [ROOT, ...same.map((n) => zeeneaUserOf(n)), ...users], contacts },
  }
}

/** A plan that is carried out, and another one after it that finds nothing to do. */
export async function twice(here: Place, line: string): Promise<void> {
  await compared(here)
  const first = await synced(here)
  if (first.code !== 0 || first.line !== line) throw new Error(`ended with ${first.code}: ${first.line}`)
  await idle(here)
}

/** Another run finds nothing to do, and writes nothing. */
export async function idle(here: Place): Promise<void> {
  const before = writes(here).length
  await compared(here)
  const { line } = await synced(here)
  if (line !== 'nothing to do' || writes(here).length !== before) throw new Error(`not idle: ${line}`)
}

type Body = { query?: string; variables?: Record<string, unknown> } | null

/** The operation that a request asks for; what is no GraphQL has none. */
export const operationOf = ({ body }: Pick<RemoteRequest, 'body'>) =>
  /\{\s*(\w+)/.exec((body as Body)?.query ?? '')?.[1] ?? ''
export const variablesOf = ({ body }: Pick<RemoteRequest, 'body'>) => (body as Body)?.variables ?? {}

const posts = ({ box }: Place) => box.requests.filter(({ system, method }) => system === 'zeenea' && method === 'POST')
export const asked = (here: Place) => posts(here).map(operationOf)
export const documents = (here: Place) => posts(here).map(({ body }) => String((body as Body)?.query))
export const writes = (here: Place) => posts(here).filter((one) => /^(upsert|delete)User/.test(operationOf(one)))

export const userNamed = ({ box }: Place, email: string) =>
  box.world.zeenea.users.find((user) => user.email.toLowerCase() === email.toLowerCase())
export const emails = ({ box }: Place) => box.world.zeenea.users.map(({ email }) => email).sort()

/** Shows requests for an operation before they are answered; what `look` gives is answered instead. */
export function watching(
  here: Place,
  operation: string,
  look: (asked: RemoteRequest) => ReturnType<NonNullable<Options['respond']>>,
): void {
  here.interfere((system, one) => (system === 'zeenea' && operationOf(one) === operation ? look(one) : undefined))
}

/** GraphQL's answer where a rule forbids something. */
export const refusing = (operation: string, message: string, code?: string) => ({
  errors: [{ message, path: [operation], ...(code && { extensions: { code } }) }],
  data: null,
})
