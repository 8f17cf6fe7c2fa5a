// From settings as they are written to settings with their secrets and addresses.

import { urlProblem } from '../connector/settings.ts'
import { exit, Failure } from '../errors/failure.ts'
import { conceal } from '../errors/mask.ts'

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
    conceal(secret)
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
