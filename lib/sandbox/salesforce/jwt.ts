// The assertion of the JWT bearer flow.

import { verify } from 'node:crypto'

interface Expected {
  clientId: string
  username: string
  /** The addresses an assertion may be meant for. */
  audiences: string[]
  /** The key that verifies the signature: PEM; without a key, every assertion is invalid. */
  publicKey: string | undefined
}

/** Seconds that an assertion may be good for (Salesforce, OAuth 2.0 JWT Bearer Flow: "within 5 minutes"). */
const ASSERTION_SECONDS = 300

/** Why `assertion` is refused, in the words of the token endpoint; null when it is good. */
export function assertionProblem(
  assertion: string,
  { clientId, username, audiences, publicKey }: Expected,
): string | null {
  const [head = '', payload = '', signature = ''] = assertion.split('.')
  const claims = decodeJwtPart(payload)
  if (decodeJwtPart(head)?.['alg'] !== 'RS256' || !claims || !publicKey) return 'invalid assertion'
  const isSigned = verify(
    'RSA-SHA256',
    Buffer.from(`${head}.${payload}`),
    publicKey,
    Buffer.from(signature, 'base64url'),
  )
  if (!isSigned || claims['iss'] !== clientId) return 'invalid assertion'
  if (!audiences.includes(String(claims['aud']))) return 'audience is invalid'
  const left = Number(claims['exp']) - Math.floor(Date.now() / 1000)
  if (!(left > 0 && left <= ASSERTION_SECONDS)) return 'expired authorization code'
  return claims['sub'] === username ? null : "user hasn't approved this consumer"
}

function decodeJwtPart(part: string): Record<string, unknown> | null {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString())
  } catch {
    return null
  }
}
