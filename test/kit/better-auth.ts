// A SCIM server that is not ours: the plugin of better-auth over its store in memory, on loopback.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { scim } from '@better-auth/scim'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { toNodeHandler } from 'better-auth/node'

const PROVIDER = 'user-sync'
const SECRET = 'better-auth-scim-token'

export interface BetterAuth {
  /** The base of its endpoints. */
  url: string
  token: string
  /** The tables of its store. */
  store: Record<string, Record<string, unknown>[]>
  close(): Promise<void>
}

export async function betterAuthServer(): Promise<BetterAuth> {
  const store: BetterAuth['store'] = { user: [], account: [], session: [], verification: [], scimProvider: [] }
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const auth = betterAuth({
    baseURL: origin,
    secret: 'a secret of a server that lives for one test',
    database: memoryAdapter(store),
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    plugins: [scim({ defaultSCIM: [{ providerId: PROVIDER, scimToken: SECRET }] })],
  })
  server.on('request', toNodeHandler(auth))
  return {
    url: `${origin}/api/auth/scim/v2`,
    token: Buffer.from(`${SECRET}:${PROVIDER}`).toString('base64url'),
    store,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
