// Replaces the names of variables in settings by their values: secrets, addresses, ids.

import { isName, serviceUrlProblem, urlProblem, type VariableKind } from '../connector/settings.ts'
import { exit, Failure } from '../errors/failure.ts'
import { SHORTEST_SECRET } from '../errors/secret-forms.ts'
import { registerName, registerSecret, registerUrl } from '../errors/secrets.ts'
import { nameHost } from '../http/host-names.ts'
import type { ProxySettings } from '../http/proxy.ts'

/**
 * The settings of one side as written. `at` is their path in the file; `variables` has the settings that may name a
 * variable.
 */
interface SettingsSide<T extends object = object> {
  settings: T
  at: string
  variables: ReadonlyMap<string, VariableKind>
}

export interface Sides<S extends object = object, T extends object = object> {
  source: SettingsSide<S>
  target: SettingsSide<T>
}

interface Variable {
  key: string
  name: string
  kind: VariableKind
}

/** The variables in the settings of a side. */
function variablesOf({ settings, variables }: SettingsSide): Variable[] {
  return Object.entries(settings).flatMap(([key, value]) => {
    const kind = variables.get(key)
    return kind && isName(value) ? [{ key, name: value.slice(1), kind }] : []
  })
}

/** Variables of the CI runner and its tools hold credentials of other systems. */
const FOREIGN = /^(CI|GITLAB|NPM|NODE)_/

/** Checks the variables of both sides, and registers their values as secrets, whichever side a script uses. */
export function guardNames({ source, target }: Sides, environment: NodeJS.ProcessEnv): void {
  assertNames(source, target)
  assertNames(target, source)
  for (const side of [source, target]) registerNamed(side, environment)
}

/**
 * Throws exit 7 if a setting that takes no variable names one. Throws it also for variables of the runner and secrets
 * of the other side.
 */
function assertNames(side: SettingsSide, other: SettingsSide): void {
  const variables = variablesOf(side)
  for (const [key, value] of Object.entries(side.settings))
    if (!variables.some((one) => one.key === key)) assertNoName(value, `${side.at}.${key}`)
  const secrets = new Set(variablesOf(other).flatMap(({ kind, name }) => (kind === 'secret' ? [name] : [])))
  for (const { key, name } of variables) {
    if (FOREIGN.test(name))
      throw new Failure(exit.input, `${side.at}.${key} names a variable of the runner. Name one of your own`)
    if (secrets.has(name))
      throw new Failure(exit.input, `${side.at}.${key} names a secret of ${other.at}. Name one of its own system`)
  }
}

/** Throws exit 7 if a value that is not read from the environment has the form `$NAME`. */
export function assertNoName(value: unknown, at: string): void {
  if (isName(value))
    throw new Failure(
      exit.input,
      `${at} is not read from the environment: only urls and sign-ins take a "$NAME". Write the value itself`,
    )
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) assertNoName(inner, `${at}.${key}`)
}

/**
 * Registers the values of a side's variables as secrets; unset variables are ignored. Throws exit 7 for a secret that
 * is too short to mask.
 */
function registerNamed(side: SettingsSide, environment: NodeJS.ProcessEnv): void {
  for (const { key, name, kind } of variablesOf(side)) {
    const value = environment[name]
    if (!value) continue
    if (kind === 'id' || isPath(key, value)) registerName(value)
    else if (kind !== 'secret') registerUrl(value)
    else {
      assertMaskable(value, `${name} (${side.at}.${key})`)
      registerSecret(value)
    }
  }
}

/** Throws exit 7 for a secret that is too short to mask. */
function assertMaskable(secret: string, name: string): void {
  if (secret.trim().length >= SHORTEST_SECRET) return
  const what = `has fewer than ${SHORTEST_SECRET} characters and could not be masked`
  throw new Failure(exit.input, `${name} ${what}. Set a longer one`)
}

/** CI stores a key in a file, and the variable has its path. */
const isPath = (key: string, value: string) => key === 'privateKey' && !value.includes('-----BEGIN')

/**
 * The settings of a side with the values of their variables. Throws exit 7 for missing variables, a value with a line
 * break, and an unsafe address.
 */
export function readEnvironment<T extends object>(side: SettingsSide<T>, environment: NodeJS.ProcessEnv): T {
  const { at, settings } = side
  const variables = variablesOf(side)
  const missing = variables.filter(({ name }) => !environment[name])
  if (missing.length > 0) {
    const list = missing.map(({ key, name }) => `${name} (${at}.${key})`).join(', ')
    throw new Failure(exit.input, `not set in the environment: ${list}. docs/settings.md says what they are`)
  }
  registerNamed(side, environment)
  const values = Object.fromEntries(variables.map(({ key, name }) => [key, environment[name]]))
  // PEM has lines
  for (const { key, name } of variables)
    if (key !== 'privateKey' && /\p{Cc}/u.test(values[key]!))
      throw new Failure(exit.input, `${name} (${at}.${key}) has a line break or another control character`)
  const all = { ...settings, ...values }
  for (const [key, kind] of side.variables) {
    const variable = variables.find((one) => one.key === key)
    if (kind === 'url' || kind === 'token endpoint')
      nameHost(String(Reflect.get(all, key)), variable?.name ?? `${at}.${key}`)
    const problem = problemOf(kind, Reflect.get(all, key))
    if (problem === null) continue
    throw new Failure(exit.input, `${variable ? `${variable.name} (${at}.${key})` : `${at}.${key}`} ${problem}`)
  }
  return all
}

function problemOf(kind: VariableKind, value: unknown): string | null {
  if (typeof value !== 'string') return null
  if (kind === 'url') return serviceUrlProblem(value)
  return kind === 'token endpoint' ? urlProblem(value) : null
}

/**
 * The proxy of the environment and the hosts without it; null if there is none. Its password is masked in all output.
 * Throws exit 7 for an invalid address, and for a password that is too short to mask.
 */
export function readProxy(environment: NodeJS.ProcessEnv): ProxySettings | null {
  const name = ['https_proxy', 'HTTPS_PROXY'].find((one) => environment[one]) // curl's order
  if (name === undefined) return null
  const written = environment[name]!
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `http://${written}`
  const url = URL.canParse(text) ? new URL(text) : null
  const user = decodeCredential(url?.username ?? '')
  const password = decodeCredential(url?.password ?? '')
  // A path means that the password has a sign that a url must encode.
  const isBare = url !== null && `${url.pathname}${url.search}${url.hash}` === '/'
  if (!isBare || !/^https?:$/.test(url.protocol) || user === null || password === null)
    throw new Failure(exit.input, `${name} is no address of a proxy such as http://proxy.acme.com:3128`)
  if (password !== '') assertMaskable(password, `the password in ${name}`)
  registerSecret(password || user) // a token goes without a password
  const except = environment['no_proxy'] || environment['NO_PROXY'] || ''
  return { url, except: except.split(/[\s,]+/).filter(Boolean) }
}

function decodeCredential(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
