// An answer that changes the protocol (101) is no answer: the request ends, and does not wait for ever.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as assert from 'uvu/assert'
import { httpClient } from '../../lib/http/client.ts'
import { UnknownFate } from '../../lib/http/outcome.ts'
import { refusalOf } from '../kit/refusal.ts'
import { suite } from '../kit/suite.ts'

const upgrade = suite('upgrade')

upgrade('a 101 is exit 9, and of what is not sent twice the fate is unknown', async () => {
  let requests = 0
  const server = createServer(({ socket }) => {
    requests++
    socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: Upgrade\r\n\r\n{}')
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const call = httpClient({ name: 'Test', url, network: { deadline: 60, tries: 3, firstWait: 0.01 } })
  const began = performance.now()
  try {
    const { code, message } = await refusalOf(() => call('GET', '/x'))
    assert.is(code, 9)
    assert.is(message, 'Test: GET /x: no answer (ERR_UPGRADE). Is it up? Run the stage again')
    assert.is(requests, 3)
    assert.instance(await refusalOf(() => call('POST', '/x', { json: {}, once: true })), UnknownFate)
    assert.is(requests, 4)
    assert.ok(performance.now() - began < 30_000)
  } finally {
    server.closeAllConnections()
    server.close()
  }
})

upgrade.run()
