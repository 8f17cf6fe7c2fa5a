// A place whose target is a SCIM server that is not ours; its people come from the Salesforce stand-in.

import type { Settings } from '../../lib/config.ts'
import type { ScimSettings } from '../../lib/targets/scim/settings.ts'
import { type Place, place } from './pipeline.ts'
import { type Options, type Scimmy, scimmy } from './scimmy.ts'

/** Limits that hold nobody. */
const free = { count: 10_000, share: 1 }
export const FREE: Settings['limits'] = { create: free, update: free, delete: { ...free, organizations: 100 } }

const OF_USERS = ['urn:ietf:params:scim:schemas:core:2.0:User']

/** The user of contact `n` (test/kit/worlds.ts) as a sync has made it. */
export const scimUserOf = (n: number, id18: (n: number) => string, changes: object = {}) => ({
  schemas: OF_USERS,
  id: `u${n}`,
  userName: `person${n}@acme.test`,
  externalId: `salesforce:${id18(n)}`,
  displayName: `Person ${n}`,
  active: true,
  emails: [{ value: `person${n}@acme.test`, type: 'work', primary: true }],
  ...changes,
})

/** Runs `work` on a place whose target is that server, and ends both. */
export async function foreign(
  world: unknown,
  options: Options,
  work: (here: Place, server: Scimmy) => Promise<void>,
  settings: Partial<ScimSettings> = {},
): Promise<void> {
  const server = await scimmy(options)
  const here = await place(world)
  const name = `SCIMMY_${new URL(server.url).port}`
  process.env[name] = server.token
  const network = { deadline: 10, tries: 4, firstWait: 0.01 }
  here.settings((one) => {
    const target = { use: 'scim', url: server.url, token: `$${name}`, network, ...settings }
    Object.assign(one, { target, protect: [], scope: 'managed', limits: FREE })
  })
  try {
    await work(here, server)
  } finally {
    await Promise.all([here.end(), server.close()])
  }
}
