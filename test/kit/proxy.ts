// A CONNECT proxy on loopback, and a service behind it whose name no name server knows.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecure } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port

/** A key and a certificate of its own for these names; null where there is no openssl. */
export function certificate(...names: string[]): { folder: string; key: string; cert: string } | null {
  const folder = mkdtempSync(join(tmpdir(), 'user-sync-tls-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=user-sync test']
  const all = names.map((name) => (/^[\d.]+$/.test(name) ? `IP:${name}` : `DNS:${name}`)).join()
  try {
    execFileSync('openssl', [...words, '-keyout', key, '-out', cert, '-addext', `subjectAltName=${all}`], {
      stdio: 'ignore',
    })
    return { folder, key, cert }
  } catch {
    rmSync(folder, { recursive: true, force: true })
    return null
  }
}

/** Serves https with a certificate; gives the port and what ends it. */
export async function secure({ key, cert }: { key: string; cert: string }, listener: RequestListener) {
  const server = createSecure({ key: readFileSync(key), cert: readFileSync(cert) }, listener)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const end = () => {
    server.closeAllConnections()
    return new Promise((done) => server.close(done))
  }
  return { port: portOf(server), end }
}

interface Connect {
  to: string
  authorization: string | undefined
}

/**
 * A proxy that leads every CONNECT to `port` of this machine, whatever name it asks for; `status` is what it answers
 * instead. `asked` has every request; anything but CONNECT is refused.
 */
export async function proxy(port: number, status = 200) {
  const asked: Connect[] = []
  const open = new Set<Socket>()
  const server = createServer((request, response) => {
    asked.push({ to: `${request.method} ${request.url}`, authorization: request.headers['proxy-authorization'] })
    response.writeHead(405).end()
  })
  server.on('connect', (request, socket: Socket) => {
    asked.push({ to: request.url!, authorization: request.headers['proxy-authorization'] })
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 2\r\n\r\n{}`)
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(onward).pipe(socket)
    })
    for (const one of [socket, onward]) {
      open.add(one)
      one.on('error', () => one.destroy()).on('close', () => open.delete(one))
    }
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const end = () => {
    for (const socket of open) socket.destroy()
    server.closeAllConnections()
    return new Promise((done) => server.close(done))
  }
  return { url: `http://127.0.0.1:${portOf(server)}`, host: `127.0.0.1:${portOf(server)}`, asked, end }
}
