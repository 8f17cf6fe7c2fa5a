// A place whose target is a SCIM server that is not ours; its people come from the Salesforce simulator.

import type { ScimSettings } from '../../lib/targets/scim/settings.ts'
import { type Place, place } from './pipeline.ts'
import { FREE } from './scim-settings.ts'
import { type Options, type Scimmy, scimmy } from './scimmy.ts'

/** Runs `work` on a place whose target is that server, and ends both. */
export async function foreign(
  world: unknown,
  options: Options,
  work: (here: Place, server: Scimmy) => Promise<void>,
  settings: Partial<ScimSettings> = {},
  source?: object,
): Promise<void> {
  const server = await scimmy(options)
  const here = await place(world).catch(async (error) => {
    await server.close()
    throw error
  })
  const name = `SCIMMY_${new URL(server.url).port}`
  here.env[name] = server.token
  const network = { deadline: 60, tries: 4, firstWait: 0.01 }
  here.settings((one) => {
    const target = { use: 'scim', url: server.url, token: `$${name}`, network, ...settings }
    Object.assign(one, { target, protect: [], scope: 'managed', limits: FREE, ...(source && { source }) })
  })
  try {
    await work(here, server)
  } finally {
    await Promise.all([here.end(), server.close()])
  }
}
