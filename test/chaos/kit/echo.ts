// Systems that repeat everything they are sent, in every form of an answer; and the search for what is left of a
// secret.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RemoteRequest, RemoteResponse } from '../../../lib/sandbox/http/remote.ts'

/** All of a request in one text: its lines, its body as JSON and as a form, and what a Basic header has in it. */
function repeated({ method, path, query, headers, body }: RemoteRequest): string {
  const [, basic = ''] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? []
  const pairs =
    typeof body === 'object' && body !== null
      ? Object.entries(body).map(([name, value]): [string, string] => [name, String(value)])
      : []
  return [
    `${method} ${path}?${query}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    Buffer.from(basic, 'base64').toString(),
    JSON.stringify(body),
    new URLSearchParams(pairs).toString(),
    pairs.map(([, value]) => value).join(' '),
  ].join('\n')
}

const escaped = (text: string) =>
  text.replace(/[&<>"']/g, (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[one] ?? '&#39;')

const error = (text: string) => ({
  error: text,
  error_description: text,
  message: text,
  description: text,
  detail: text,
  scimType: text,
  errors: [{ message: text, errorCode: text, extensions: { code: text } }],
  details: { name: [{ description: text }] },
})

type Form = (text: string, origin: string) => RemoteResponse

const JSON_TYPE = { 'content-type': 'application/json' }

/** The answers that a system may give; each repeats the text. */
export const forms: Record<string, Form> = {
  'a refusal as JSON': (text) => ({ status: 400, body: error(text) }),
  'a list of errors': (text) => ({ status: 400, body: [{ message: text, errorCode: 'MALFORMED_QUERY' }] }),
  'a record that is not valid': (text) => ({ status: 422, body: error(text) }),
  'a sign-in that is refused': (text) => ({ status: 401, body: error(text) }),
  'a grant that is refused': (text) => ({ status: 400, body: { ...error(text), error: `invalid_grant ${text}` } }),
  'a page that breaks': (text) => ({ status: 500, headers: { 'content-type': 'text/html' }, body: escaped(text) }),
  'a page for an answer': (text) => ({
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: `<html>${escaped(text)}`,
  }),
  'a text, URL-encoded': (text) => ({
    status: 403,
    headers: { 'content-type': 'text/plain' },
    body: encodeURIComponent(text),
  }),
  'errors in a 200': (text) => ({ status: 200, body: error(text) }),
  'JSON in JSON': (text) => ({
    status: 409,
    headers: JSON_TYPE,
    body: JSON.stringify({ error: JSON.stringify(text) }),
  }),
  'a redirect': (text, origin) => ({
    status: 302,
    headers: { location: `${origin}/login?${encodeURIComponent(text)}` },
    body: text,
  }),
}

/** Characters after which messages cut what a remote said, and how far before that a credential may begin. */
const CUT = 300
const BEFORE = 70

/** So many characters stand before what is repeated, so that its credential is cut at another place each turn. */
export const atCut = (turn: number): number => CUT - (turn % BEFORE)
/** Or so that it is shown whole. */
export const whole = (): number => 0

/** Every answer repeats in its headers, too; credentials stand in front. */
export function echo(form: string, asked: RemoteRequest, start: number): RemoteResponse {
  const text = `${'-'.repeat(start)} ${sentIn(asked).join(' ')}\n${repeated(asked)}`
  const answer = forms[form]!(text, asked.origin)
  const inHeader = encodeURIComponent(text).slice(0, 6_000)
  return { ...answer, headers: { ...answer.headers, 'x-zendesk-api-warn': inHeader, 'x-echo': inHeader } }
}

/** What a system was sent to sign in by. */
function sentIn({ headers, body }: RemoteRequest): string[] {
  const sent = (body ?? {}) as Record<string, unknown>
  return [
    headers.authorization?.replace(/^\w+ /, ''),
    headers['x-api-secret'],
    ...['assertion', 'client_secret', 'password'].map((name) => sent[name]),
  ].filter((one): one is string => typeof one === 'string' && one.length >= 8)
}

/** The same, without the org's id that stands before a mark and is no secret (Salesforce, session ids). */
export const credentialsIn = (asked: RemoteRequest): string[] => sentIn(asked).map((one) => one.replace(/^00D\w+!/, ''))

const base64 = (text: string) => Buffer.from(text).toString('base64')

/** A secret as it may stand in a text; of a pair its id is none. */
const spellings = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  new URLSearchParams({ '': secret }).toString().slice(1),
  JSON.stringify(secret).slice(1, -1),
  escaped(secret),
  base64(secret),
  Buffer.from(secret).toString('base64url'),
]

/** So many characters of a secret are too many. */
const WINDOW = 12

/** The first piece of a secret that stands in a text, or null. */
export function leakIn(text: string, secrets: Iterable<string>): string | null {
  for (const secret of secrets)
    for (const spelling of spellings(secret))
      for (let at = 0; at === 0 || at + WINDOW <= spelling.length; at++) {
        const piece = spelling.slice(at, at + WINDOW)
        if (text.includes(piece)) return piece
      }
  return null
}

/** The first name that stands in a text as a word, or null; a part of a longer name is none. */
export function nameIn(text: string, names: readonly string[]): string | null {
  const isIn = (name: string) => {
    const literal = name.replace(/[^\p{L}\p{N}]/gu, '\\$&')
    const before = /^[\p{L}\p{N}]/u.test(name) ? '(?<![\\w-]|\\w\\.)' : ''
    return new RegExp(`${before}${literal}(?![\\w-]|\\.\\w)`).test(text)
  }
  return names.find((name) => [name, encodeURIComponent(name)].some(isIn)) ?? null
}

/** Every file below a folder, by its path. */
export function filesIn(folder: string): Map<string, string> {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  return new Map(
    found.map((one) => {
      const path = join(one.parentPath, one.name)
      return [path, readFileSync(path, 'utf8')]
    }),
  )
}
