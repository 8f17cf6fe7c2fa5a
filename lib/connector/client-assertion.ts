// A client that proves itself by its key: the assertion that it sends in place of a secret (RFC 7523, 2.2).

import { createPrivateKey, createSign, type KeyObject, randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { exit, Failure } from '../errors/failure.ts'
import { registerSecret } from '../errors/secrets.ts'

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Seconds that an assertion is good for. */
const LIFE = 180

interface Client {
  clientId: string
  /** PEM, or the path of a file that holds it. */
  privateKey: string
  /** Which of the keys of the client it is, where the provider knows several. */
  keyId?: string | undefined
}

/** The assertion for one token endpoint, signed with RS256. Throws exit 7 where `setting` holds no RSA key. */
export function clientAssertion({ clientId, keyId, privateKey }: Client, audience: string, setting: string): string {
  const key = keyOf(privateKey)
  if (key?.asymmetricKeyType !== 'rsa')
    throw new Failure(exit.input, `${setting} is neither a private RSA key (PEM) nor the path of a file that holds one`)
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: clientId, sub: clientId, aud: audience, jti: randomUUID(), iat: now, exp: now + LIFE }
  const signed = `${part({ alg: 'RS256', typ: 'JWT', ...(keyId !== undefined && { kid: keyId }) })}.${part(claims)}`
  const assertion = `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`
  registerSecret(assertion)
  return assertion
}

/** CI hands keys over as files. */
function keyOf(written: string): KeyObject | null {
  const pem = !written.includes('-----BEGIN') && existsSync(written) ? readFileSync(written, 'utf8') : written
  registerSecret(pem)
  try {
    return createPrivateKey(pem)
  } catch {
    return null
  }
}
