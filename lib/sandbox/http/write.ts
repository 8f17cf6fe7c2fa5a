// Writes a response to the connection, whole or broken.

import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Breakage, RemoteResponse } from './remote.ts'

/** Writes a response. A broken response leaves no usable connection. */
export function writeResponse(
  { status = 200, headers = {}, body, breakage }: RemoteResponse,
  response: ServerResponse,
): void {
  const type = typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8'
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const all = { 'content-type': type, ...headers }
  const { socket } = response
  if (breakage === undefined) response.writeHead(status, all).end(text)
  else if (socket) writeBroken(breakage, { status, headers: all, body: Buffer.from(text) }, socket)
}

interface Whole {
  status: number
  headers: Record<string, string>
  body: Buffer
}

/** Writes to the socket, because node:http does not send incomplete responses. */
function writeBroken(breakage: Breakage, { status, headers, body }: Whole, socket: Socket): void {
  const half = body.subarray(0, Math.floor(body.length / 2))
  const send = (extra: Record<string, string | number>, sent: Buffer | string, then: () => void) => {
    const fields = Object.entries({ ...headers, date: new Date().toUTCString(), ...extra })
    const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...fields.map(([name, value]) => `${name}: ${value}`)]
    socket.write(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), Buffer.from(sent)]), then)
  }
  // An empty chunk would end the body.
  const chunk = half.length === 0 ? '' : `${half.length.toString(16)}\r\n${half.toString('latin1')}\r\n`
  const ways: Record<Breakage, () => void> = {
    'cut-off': () => send({ 'content-length': body.length }, half, () => socket.destroy()),
    'cut-short': () => send({ connection: 'close' }, half, () => socket.end()),
    'cut-chunks': () => send({ 'transfer-encoding': 'chunked' }, Buffer.from(chunk, 'latin1'), () => socket.destroy()),
    stall: () => send({ 'content-length': body.length }, half, () => {}),
    reset: () => socket.destroy(),
  }
  ways[breakage]()
}
