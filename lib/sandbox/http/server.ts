// The node:http server of a remote system.

import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Remote, RemoteRequest, RemoteResponse } from './remote.ts'
import { writeResponse } from './write.ts'

/** The response to a body that is not JSON. */
type InvalidBody = (why: string) => RemoteResponse
const invalidBody: InvalidBody = (description) => ({ status: 400, body: { error: 'Unprocessable body', description } })

/** Milliseconds. Load balancers keep an idle connection about as long; node:http would end it after 5 s. */
const KEEP_ALIVE = 75_000

interface ServeOptions {
  refusal?: InvalidBody | undefined
  /** The port to listen on; where it is in use, a free one. Default: a free one. */
  port?: number | undefined
}

/** Serves `remote` on the loopback address; `close` also ends connections kept alive or stalled. */
export async function serve(remote: Remote, { refusal = invalidBody, port = 0 }: ServeOptions = {}) {
  // Over Salesforce's 16,384 bytes, so that the system refuses long headers, and not node:http.
  const server = createServer({ maxHeaderSize: 64 * 1024, keepAliveTimeout: KEEP_ALIVE }, (incoming, response) => {
    respondTo(incoming, remote, refusal)
      .catch((error: Error): RemoteResponse => ({ status: 500, body: { error: `sandbox: ${error.stack}` } }))
      .then((answer) => writeResponse(answer, response))
  })
  const listen = (on: number) =>
    new Promise<void>((ready, refuse) => {
      server.once('error', refuse)
      server.listen(on, '127.0.0.1', () => {
        server.off('error', refuse)
        ready()
      })
    })
  await listen(port).catch(() => listen(0))
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

async function respondTo(incoming: IncomingMessage, remote: Remote, refusal: InvalidBody): Promise<RemoteResponse> {
  let text = ''
  incoming.setEncoding('utf8')
  for await (const chunk of incoming) text += chunk

  const origin = `http://${incoming.headers.host}`
  const { pathname: path, searchParams: query } = new URL(incoming.url!, origin)
  const { method = '', headers } = incoming
  const request = { method, path, query, headers, origin, params: {}, size: sizeOf(incoming) }
  try {
    return await remote({ ...request, body: parseBody(text, headers['content-type'] ?? '') })
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return refusal(error.message)
  }
}

function sizeOf({ method = '', url = '', rawHeaders }: IncomingMessage): RemoteRequest['size'] {
  // A header takes its name, its value, a colon, a blank and a line end for the two; the last line is empty.
  const headers = rawHeaders.reduce((sum, text) => sum + text.length + 2, 2)
  return { uri: url.length, head: `${method} ${url} HTTP/1.1\r\n`.length + headers }
}

function parseBody(text: string, type: string): unknown {
  if (text === '') return null
  return type.includes('form-urlencoded') ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text)
}
