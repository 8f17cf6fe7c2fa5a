// From settings as they are written to settings with their secrets and addresses.

import { urlProblem } from '../connector/settings.ts'
import { exit, Failure } from '../errors/failure.ts'
import { registerSecret } from '../errors/secrets.ts'
import type { ProxySettings } from '../http/proxy.ts'

/**
 * Settings with every `"$NAME"` in them read from `environment`; `at` is where they stand. Secrets are kept out of every output
 * from then on. Throws exit 7 with all names that are missing, for a secret with a line break, and for an unsafe address.
 */
export function resolved<T extends object>(settings: T, at: string, environment: NodeJS.ProcessEnv): T {
  const named = Object.entries(settings).filter(([, value]) => isName(value))
  const missing = named.filter(([, value]) => !environment[value.slice(1)])
  if (missing.length > 0) {
    const list = missing.map(([key, value]) => `${value.slice(1)} (${at}.${key})`).join(', ')
    throw new Failure(exit.input, `not set in the environment: ${list}. README.md, "Settings", says what they are`)
  }
  const values = Object.fromEntries(named.map(([key, value]) => [key, environment[value.slice(1)]]))
  const all = { ...settings, ...values }
  for (const [key, value] of named) {
    const secret = environment[value.slice(1)]!
    if (!SECRET.test(key)) continue
    registerSecret(secret)
    const isKey = key === 'privateKey' // PEM has lines
    if (!isKey && /[\p{Cc}]/u.test(secret))
      throw new Failure(exit.input, `${value.slice(1)} (${at}.${key}) has a line break or another control character`)
  }
  for (const [key, value] of Object.entries(all)) {
    const problem = /url$/i.test(key) ? urlProblem(String(value)) : null
    if (problem === null) continue
    const name =
      key in values ? `${(settings as Record<string, string>)[key]!.slice(1)} (${at}.${key})` : `${at}.${key}`
    throw new Failure(exit.input, `${name} ${problem}`)
  }
  return all
}

/** Settings that are secrets, whatever the connector. */
const SECRET = /secret|token$|password|privateKey/i

const isName = (value: unknown): value is string => typeof value === 'string' && /^\$[A-Z][A-Z0-9_]*$/.test(value)

/**
 * The proxy that the environment names, and what is reached without it; null: none. A sign-in in it is kept out of every
 * output. Throws exit 7 for a value that is no address of a proxy.
 */
export function readProxy(environment: NodeJS.ProcessEnv): ProxySettings | null {
  const name = ['https_proxy', 'HTTPS_PROXY'].find((one) => environment[one]) // curl's order
  if (name === undefined) return null
  const written = environment[name]!
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `http://${written}`
  const url = URL.canParse(text) ? new URL(text) : null
  const user = decoded(url?.username ?? '')
  const password = decoded(url?.password ?? '')
  if (url === null || !/^https?:$/.test(url.protocol) || user === null || password === null)
    throw new Failure(exit.input, `${name} is no address of a proxy such as http://proxy.acme.com:3128`)
  if (password !== '') registerSecret(password)
  const except = environment['no_proxy'] || environment['NO_PROXY'] || ''
  return { url, except: except.split(/[\s,]+/).filter(Boolean) }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
