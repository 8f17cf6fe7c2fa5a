// Answers that are larger than anybody reads: they end early, whatever they are packed in.

import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, createGzip, gzipSync } from 'node:zlib'
import * as assert from 'uvu/assert'
import { httpClient } from '../../lib/http/client.ts'
import { UnknownFate } from '../../lib/http/outcome.ts'
import { refusalOf } from '../kit/refusal.ts'
import { suite } from '../kit/suite.ts'

const size = suite('size')

const MEGABYTE = 1024 * 1024

/** A client that takes a megabyte at most, the answers that were asked for, and the bytes that were sent. */
async function against(
  listener: RequestListener,
  work: (call: ReturnType<typeof httpClient>, seen: { requests: number; bytes: number }) => Promise<void>,
) {
  const seen = { requests: 0, bytes: 0 }
  const server = createServer((request, response) => {
    seen.requests++
    response.once('close', () => {
      seen.bytes = response.socket?.bytesWritten ?? request.socket.bytesWritten
    })
    listener(request, response)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const network = { deadline: 20, tries: 3, firstWait: 0.01, maxMegabytes: 1 }
  try {
    await work(httpClient({ name: 'Test', url, network }), seen)
  } finally {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
}

/** JSON of this many letters. */
const text = (letters: number) => Buffer.from(`"${'0'.repeat(letters)}"`)

const packed: Record<string, (bytes: Buffer) => Buffer> = {
  identity: (bytes) => bytes,
  gzip: gzipSync,
  br: brotliCompressSync,
}

for (const [name, pack] of Object.entries(packed)) {
  const answering = (letters: number): RequestListener => {
    const body = pack(text(letters))
    const headers = name === 'identity' ? {} : { 'content-encoding': name }
    return (_, response) => response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body)
  }

  size(`${name}: an answer of the largest size is read, one byte more is exit 9 and not asked again`, async () => {
    await against(answering(MEGABYTE - 2), async (call) => {
      assert.is(((await call('GET', '/')).body as string).length, MEGABYTE - 2)
    })
    await against(answering(MEGABYTE - 1), async (call, seen) => {
      const { code, message } = await refusalOf(() => call('GET', '/'))
      assert.is(code, 9)
      assert.match(message, 'the answer has more than 1 MB, unpacked (network.maxMegabytes). Raise it')
      assert.is(seen.requests, 1)
    })
  })

  size(`${name}: a bomb of 100 MB is not unpacked`, () =>
    against(answering(100 * MEGABYTE), async (call) => {
      const before = process.memoryUsage().rss
      assert.is((await refusalOf(() => call('GET', '/'))).code, 9)
      assert.ok(process.memoryUsage().rss - before < 60 * MEGABYTE)
    }),
  )
}

/** Writes the same piece for as long as somebody reads it. */
function endless(response: Parameters<RequestListener>[1], packing: boolean): void {
  response.writeHead(200, packing ? { 'content-encoding': 'gzip' } : {})
  const out = packing ? createGzip() : response
  if (packing) (out as ReturnType<typeof createGzip>).pipe(response)
  const piece = Buffer.alloc(64 * 1024, '0')
  const more = () => {
    while (!response.destroyed && out.write(piece));
    if (!response.destroyed) out.once('drain', more)
  }
  more()
}

for (const packing of [false, true])
  size(`an answer without an end is left early, packed: ${packing}`, () =>
    against(
      (_, response) => endless(response, packing),
      async (call, seen) => {
        assert.is((await refusalOf(() => call('GET', '/'))).code, 9)
        assert.is(seen.requests, 1)
        assert.ok(seen.bytes < 20 * MEGABYTE, String(seen.bytes))
      },
    ),
  )

size('an error that is a bomb ends alike', () =>
  against(
    (_, response) => response.writeHead(500, { 'content-encoding': 'gzip' }).end(gzipSync(text(5 * MEGABYTE))),
    async (call, seen) => {
      assert.match((await refusalOf(() => call('GET', '/'))).message, 'more than 1 MB')
      assert.is(seen.requests, 1)
    },
  ),
)

size('a write whose answer is a bomb may have been carried out: its fate is unknown', () =>
  against(
    (_, response) => response.end(text(MEGABYTE)),
    async (call) => {
      const failure = await refusalOf(() => call('POST', '/', { json: {}, once: true }))
      assert.instance(failure, UnknownFate)
    },
  ),
)

size.run()
