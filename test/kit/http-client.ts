// A client of HTTP against a server of the test.

import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as assert from 'uvu/assert'
import { Failure } from '../../lib/errors/failure.ts'
import { type Call, httpClient, type Service } from '../../lib/http/client.ts'
import type { Network } from '../../lib/http/retry.ts'

export interface Seen {
  path: string
  method: string
  authorization: string | undefined
}

/** A server that answers with `listener`, a client for it, and what the server saw. */
export async function against(
  listener: RequestListener,
  work: (call: Call, seen: Seen[]) => Promise<void>,
  service: Omit<Partial<Service>, 'network'> & { network?: Partial<Network> } = {},
) {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    const { url = '', method = '', headers } = request
    seen.push({ path: url, method, authorization: headers.authorization })
    listener(request, response)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    const network = { deadline: 60, tries: 3, firstWait: 0.01, ...service.network }
    await work(httpClient({ name: 'Test', url, ...service, network }), seen)
  } finally {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
}

export const refusal = async (work: Promise<unknown>): Promise<Failure> => {
  const caught = await work.then(
    () => null,
    (error: unknown) => error,
  )
  assert.instance(caught, Failure)
  return caught as Failure
}
