// One node:http server for one remote system: reads the request, asks the system, writes the answer.

import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Answer, Asked, Remote } from './remote.ts'
import { write } from './write.ts'

/** What is said of a body that is no JSON. */
type Unreadable = (why: string) => Answer
const unreadable: Unreadable = (description) => ({ status: 400, body: { error: 'Unprocessable body', description } })

/** Milliseconds. Load balancers keep an idle connection about as long; node:http would end it after 5 s. */
const KEEP_ALIVE = 75_000

/** Serves `remote` on a free port of the loopback address; `close` also ends connections kept alive or stalled. */
export async function serve(remote: Remote, refusal: Unreadable = unreadable) {
  // Above Salesforce's 16,384 bytes, so that not node:http but the system says what is too much.
  const server = createServer({ maxHeaderSize: 64 * 1024, keepAliveTimeout: KEEP_ALIVE }, (request, response) => {
    answerTo(request, remote, refusal)
      .catch((error: Error): Answer => ({ status: 500, body: { error: `sandbox: ${error.stack}` } }))
      .then((answer) => write(answer, response))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

async function answerTo(request: IncomingMessage, remote: Remote, refusal: Unreadable): Promise<Answer> {
  let text = ''
  request.setEncoding('utf8')
  for await (const chunk of request) text += chunk

  const origin = `http://${request.headers.host}`
  const { pathname: path, searchParams: query } = new URL(request.url!, origin)
  const { method = '', headers } = request
  const asked = { method, path, query, headers, origin, params: {}, size: sizeOf(request) }
  try {
    return await remote({ ...asked, body: parsed(text, headers['content-type'] ?? '') })
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return refusal(error.message)
  }
}

function sizeOf({ method = '', url = '', rawHeaders }: IncomingMessage): Asked['size'] {
  // A header takes its name, its value, a colon, a blank and a line end for the two; the last line is empty.
  const headers = rawHeaders.reduce((sum, text) => sum + text.length + 2, 2)
  return { uri: url.length, head: `${method} ${url} HTTP/1.1\r\n`.length + headers }
}

function parsed(text: string, type: string): unknown {
  if (text === '') return null
  return type.includes('form-urlencoded') ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text)
}
