// A second server, which has to hear nothing.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as assert from 'uvu/assert'
import type { Outcome } from '../../kit/stages.ts'

/**
 * Another server of this machine: what it heard, the headers of each request, and its host. It may lead on to `next`.
 */
export async function elsewhere(next?: string) {
  const heard: { path: string; headers: Record<string, unknown> }[] = []
  let connections = 0
  const server = createServer(({ headers, url = '' }, response) => {
    heard.push({ path: url, headers })
    const more = next === undefined ? {} : { location: next }
    response.writeHead(next === undefined ? 200 : 302, { 'content-type': 'application/json', ...more })
    response.end('{"access_token":"forged-token","records":[]}')
  })
  server.on('connection', () => connections++)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  const end = () => {
    server.closeAllConnections()
    return new Promise((done) => server.close(done))
  }
  return { host: `127.0.0.1:${port}`, heard, connections: () => connections, end }
}

export type Other = Awaited<ReturnType<typeof elsewhere>>

/** Does `work` beside another server, which has to hear nothing. */
export async function unheard(work: (other: Other) => Promise<void>): Promise<void> {
  const other = await elsewhere()
  try {
    await work(other)
    assert.equal([other.heard, other.connections()], [[], 0])
  } finally {
    await other.end()
  }
}

/** Addresses that lead to `host`, or would to somebody who reads them otherwise. */
export const leading = (host: string, own: string) => [
  `http://${host}/x`,
  `//${host}/x`,
  `/\\${host}/x`,
  `\\\\${host}/x`,
  `/\t/${host}/x`,
  `/\n/${host}/x`,
  `\thttp://${host}/x`,
  `http:\\\\${host}\\x`,
  `${own}@${host}/x`,
  `http://user:pass@${host}/x`,
  `/x/..//${host}`,
  `/%2e%2e//${host}`,
]

export const refused = ({ code, line }: Outcome, host: string, what: string) => {
  assert.is(code, 9, `${what}: ${line}`)
  assert.not.ok(line.includes(host), line)
}
