// The proxy of the environment: every https request goes through it, except to the hosts of NO_PROXY.

import type { ClientRequest, Agent as HttpAgent, IncomingMessage } from 'node:http'
import type { Agent } from 'node:https'
import { BlockList, isIP } from 'node:net'

export interface ProxySettings {
  /** With its sign-in, if there is one. */
  url: URL
  /** NO_PROXY: hosts, domains and networks that are reached without it. */
  except: readonly string[]
}

/** The proxy refused the connection; its status is no answer of the service. */
export class ProxyRefusal extends Error {
  readonly code = 'ERR_PROXY'
}

/** The proxy of this process. */
let current: ProxySettings | null = null
let agents: Promise<Agent> | null = null

export function useProxy(settings: ProxySettings | null): void {
  if (settings?.url.href !== current?.url.href) agents = null
  current = settings
}

/** The proxy of a request, without its sign-in; null for a direct connection. Plain http is only for this machine. */
export function proxyOf(url: URL): string | null {
  if (current === null || url.protocol !== 'https:' || current.except.some((one) => isExcepted(url, one))) return null
  return `${current.url.protocol}//${current.url.host}`
}

/** Whether a proxy is set at all. */
export const hasProxy = (): boolean => current !== null

/** The agent of a request. It is loaded only for a proxy, because loading takes 15 ms. */
export async function agentOf(url: URL): Promise<Agent | null> {
  if (proxyOf(url) === null) return null
  agents ??= makeAgent(current!.url)
  return agents
}

async function makeAgent(proxy: URL): Promise<Agent> {
  const { HttpsProxyAgent } = await import('https-proxy-agent')
  const agent = new HttpsProxyAgent(proxy, { keepAlive: true })
  // The library replays a refusal as if the service had given it: its 404 would be somebody who is absent.
  agent.on('proxyConnect', ({ statusCode }: IncomingMessage, request: ClientRequest) => {
    if (statusCode !== 200) request.destroy(new ProxyRefusal(`the proxy answered ${statusCode}`))
  })
  return agent as HttpAgent as Agent
}

/** `acme.com` and `.acme.com` are the domain and all below it; `*` is every host; a network is `10.0.0.0/8`. */
function isExcepted({ hostname, port }: URL, entry: string): boolean {
  const host = withoutBrackets(hostname)
  const [, name = '', only] = /^(\[[^\]]+\]|[^:]+|[^:]*:[^:]*:.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? []
  if (only !== undefined && only !== (port || '443')) return false
  const pattern = withoutBrackets(name)
  if (pattern === '*') return true
  if (pattern.includes('/')) return isInNetwork(host, pattern)
  const domain = pattern.replace(/^\*?\./, '')
  return domain !== '' && (host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`)))
}

const withoutBrackets = (host: string) => host.replace(/^\[|\]$/g, '')

function isInNetwork(host: string, network: string): boolean {
  const [address = '', bits = ''] = network.split('/')
  const family = isIP(address)
  if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/.test(bits)) return false
  if (Number(bits) > (family === 4 ? 32 : 128)) return false
  const type = family === 4 ? 'ipv4' : 'ipv6'
  const list = new BlockList()
  list.addSubnet(address, Number(bits), type)
  return list.check(host, type)
}
