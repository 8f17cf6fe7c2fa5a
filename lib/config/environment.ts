// From settings as they are written to settings with their secrets and addresses.

import { isName, serviceUrlProblem, urlProblem, type VariableKind } from '../connector/settings.ts'
import { exit, Failure } from '../errors/failure.ts'
import { SHORTEST_SECRET } from '../errors/secret-forms.ts'
import { registerName, registerSecret, registerUrl } from '../errors/secrets.ts'
import { nameHost } from '../http/host-names.ts'
import type { ProxySettings } from '../http/proxy.ts'

/** One side of an instance as it is written; `at` is where it stands, `named` which settings may name a variable. */
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

/** The variables that a side names. */
function variablesOf({ settings, variables }: SettingsSide): Variable[] {
  return Object.entries(settings).flatMap(([key, value]) => {
    const kind = variables.get(key)
    return kind && isName(value) ? [{ key, name: value.slice(1), kind }] : []
  })
}

/** Variables of the runner and its tools hold credentials that are none of a system's. */
const FOREIGN = /^(CI|GITLAB|NPM|NODE)_/

/** Both sides of an instance, whichever a script uses: names are checked, values kept out of all output. */
export function guardNames({ source, target }: Sides, environment: NodeJS.ProcessEnv): void {
  assertNames(source, target)
  assertNames(target, source)
  for (const side of [source, target]) registerNamed(side, environment)
}

/**
 * Throws exit 7 where a setting names a variable and takes none, or names a variable of the runner. The same goes for a
 * secret of the other side: it would go to a system that it was not made for.
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

/** Throws exit 7 where a text in the form of a name stands in a value that is read as it is written. */
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
 * Keeps every value that a side names out of all output from now on; variables that are not set are passed over. Throws
 * exit 7 for a secret that is too short to be told from other words.
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

/** Throws exit 7 for a secret that is too short to be told from other words. */
function assertMaskable(secret: string, name: string): void {
  if (secret.trim().length >= SHORTEST_SECRET) return
  const what = `has fewer than ${SHORTEST_SECRET} characters and could not be masked`
  throw new Failure(exit.input, `${name} ${what}. Set a longer one`)
}

/** CI hands a key over as a file, and the variable has its path. */
const isPath = (key: string, value: string) => key === 'privateKey' && !value.includes('-----BEGIN')

/**
 * The settings of a side with every `"$NAME"` read from `environment`. Throws exit 7 with all names that are missing,
 * for a value with a line break, and for an unsafe address.
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
 * The proxy that the environment names, and what is reached without it; null: none. A sign-in in it is kept out of all
 * output. Throws exit 7 for a value that is no address of a proxy, and for a password that is too short to be masked.
 */
export function readProxy(environment: NodeJS.ProcessEnv): ProxySettings | null {
  const name = ['https_proxy', 'HTTPS_PROXY'].find((one) => environment[one]) // curl's order
  if (name === undefined) return null
  const written = environment[name]!
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `http://${written}`
  const url = URL.canParse(text) ? new URL(text) : null
  const user = decodePart(url?.username ?? '')
  const password = decodePart(url?.password ?? '')
  // behind the host stands the rest of a password with a sign that a url has to encode
  const isBare = url !== null && `${url.pathname}${url.search}${url.hash}` === '/'
  if (!isBare || !/^https?:$/.test(url.protocol) || user === null || password === null)
    throw new Failure(exit.input, `${name} is no address of a proxy such as http://proxy.acme.com:3128`)
  if (password !== '') assertMaskable(password, `the password in ${name}`)
  registerSecret(password || user) // a token goes without a password
  const except = environment['no_proxy'] || environment['NO_PROXY'] || ''
  return { url, except: except.split(/[\s,]+/).filter(Boolean) }
}

function decodePart(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
