// One request and its complete answer. Only this file opens connections.

import type { ClientRequest } from 'node:http'
import got, { type Method, RequestError, type Response } from 'got'
import { agentOf } from './proxy.ts'
import type { Network } from './retry.ts'
import { userAgent } from './user-agent.ts'

/** The default limit of one answer, in megabytes after decompression. */
const USUAL_MEGABYTES = 256

interface Outgoing {
  method: Method
  headers?: Record<string, string>
  query?: Record<string, string | number> | undefined
  json?: unknown
  form?: Record<string, string> | undefined
  /** Sent unchanged. */
  body?: string | undefined
  signal?: AbortSignal | undefined
}

export type RawAnswer = Pick<Response<string>, 'statusCode' | 'headers' | 'body' | 'url'>

/** An answer that is larger after decompression than the settings allow. */
export class TooLarge extends Error {
  constructor(megabytes: number) {
    super(`the answer has more than ${megabytes} MB, unpacked (network.maxMegabytes)`)
  }
}

/**
 * Sends a request; no redirect is followed, nothing is repeated. Throws `TooLarge`, or got's error of the connection.
 */
export async function exchange(url: URL, request: Outgoing, network: Network): Promise<RawAnswer> {
  const { method, headers, query, json, form, body, signal } = request
  const { deadline, maxMegabytes = USUAL_MEGABYTES } = network
  const agent = await agentOf(url)
  const stream = got.stream(url, {
    method,
    headers: { 'user-agent': userAgent, ...headers },
    ...(query && { searchParams: query }),
    ...(json !== undefined && { json }),
    ...(form && { form }),
    ...(body !== undefined && { body }),
    ...(signal && { signal }),
    ...(agent && { agent: { https: agent } }),
    followRedirect: false, // a credential is never sent on to another host
    retry: { limit: 0 },
    throwHttpErrors: false,
    timeout: { request: deadline * 1000 },
  })
  const hasBody = json !== undefined || form !== undefined || body !== undefined
  if (!hasBody && method !== 'GET' && method !== 'HEAD') stream.end() // got waits for a body to be written otherwise
  // The loop below throws an error; an error after its end has no other listener.
  stream.on('error', () => undefined)
  // Node closes a connection that changes its protocol (101), and got would neither answer nor fail (seen with 14.6.6)
  stream.once('request', (one: ClientRequest) => {
    one.once('upgrade', (_, socket) => {
      socket.destroy()
      stream.destroy(new RequestError('the answer changes the protocol', { code: 'ERR_UPGRADE' }, stream))
    })
  })
  let response: Response | null = null
  stream.once('response', (one: Response) => {
    response = one
  })
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of stream as AsyncIterable<Buffer>) {
    bytes += piece.length
    if (bytes > maxMegabytes * 1024 * 1024) {
      stream.destroy()
      throw new TooLarge(maxMegabytes)
    }
    pieces.push(piece)
  }
  const { statusCode, headers: received } = response! as Response
  return { statusCode, headers: received, url: url.href, body: Buffer.concat(pieces).toString('utf8') }
}
