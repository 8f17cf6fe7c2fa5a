// A process for the bench: a Salesforce org and a Zendesk account that make their rows on the fly, from their numbers.
// node --import tsx test/bench/gather-server.ts CONTACTS_PER_ACCOUNT USERS LATENCY_MS CHANGED prints its address.
// CHANGED users are in its incremental export.

import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { newRecordId } from '../../lib/sandbox/salesforce/record-id.ts'
import { identityRecords, userRecord } from '../../lib/sandbox/zendesk/records.ts'
import type { User } from '../../lib/sandbox/zendesk/store.ts'
import { userFieldRecord, userFields } from '../../lib/sandbox/zendesk/user-fields.ts'

/** Rows of a page (Salesforce, Query Options Header; Zendesk, Pagination; Incremental exports). */
const PAGE = { contacts: 2000, users: 100, changes: 1000 }
/** One in so many users has a second address. */
const SECOND = 40
/** Accounts and organizations have the same numbers; a user belongs to one of this many. */
const ORGANIZATIONS = 500
const FIRST_ID = 5000

const [perAccount = 50, users = 0, latency = 0, changed = 0] = process.argv.slice(2).map(Number)
const fields = { not_in_sfdc: null }
const queries = new Map<string, { id: string; first: number }[]>()
let requests = 0

/** A number in an order of its own: addresses do not come in their order. */
const scattered = (n: number) => (Math.imul(n, 0x9e3779b1) >>> 0).toString(36)

/** The number of an account, from its id. */
const numberOf = (account: string) =>
  [...account.slice(3, 15)].reduce((sum, digit) => sum * 62 + DIGITS.indexOf(digit), 0)
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** The record of a contact, with the fields of the shipped query. */
function contactRecord(account: string, n: number, version: string) {
  const url = (type: string, id: string) => ({ type, url: `/services/data/${version}/sobjects/${type}/${id}` })
  const id = newRecordId('003', n)
  return {
    attributes: url('Contact', id),
    Id: id,
    Name: `Person ${n}`,
    Email: `person.${scattered(n)}@acme.test`,
    Account: { attributes: url('Account', account), Account_ID_18__c: account },
  }
}

/** A page of a query. The locator has the rows before it, as the one of Salesforce does (Salesforce, Query). */
function queryPage(version: string, locator: string, from: number) {
  const accounts = queries.get(locator)!
  const totalSize = accounts.length * perAccount
  const to = Math.min(from + PAGE.contacts, totalSize)
  const records = Array.from({ length: to - from }, (_, n) => {
    const { id, first } = accounts[Math.floor((from + n) / perAccount)]!
    return contactRecord(id, first + ((from + n) % perAccount), version)
  })
  if (to === totalSize) return { totalSize, done: true, records }
  return { totalSize, done: false, nextRecordsUrl: `/services/data/${version}/query/${locator}-${to}`, records }
}

/** Remembers the accounts of a query, each with the number of its first contact. */
function newQuery(version: string, soql: string) {
  const locator = `0r8${String(queries.size).padStart(15, '0')}`
  const ids = soql.match(/(?<=')001\w{15}(?=')/g) ?? []
  queries.set(
    locator,
    ids.map((id) => ({ id, first: numberOf(id) * perAccount })),
  )
  return queryPage(version, locator, 0)
}

const userOf = (n: number): User => ({
  id: FIRST_ID + n,
  name: `Person ${n}`,
  email: `person.${scattered(n)}@acme.test`,
  role: n === 0 ? 'admin' : 'end-user',
  organization_id: 900 + (n % ORGANIZATIONS),
  external_id: `salesforce:${newRecordId('003', n)}`,
  user_fields: fields,
  tags: [],
  suspended: false,
  shared: false,
  identities: n % SECOND === 1 ? [{ type: 'email', value: `second.${scattered(n)}@acme.test` }] : [],
  active: true,
  created_at: '2024-01-08T09:00:00Z',
  updated_at: '2024-01-08T09:00:00Z',
  verified: true,
})

const shown = (user: User, origin: string) => userRecord(user, origin, Object.keys(fields))

const usersOf = (rows: readonly User[], origin: string) => ({
  users: rows.map((user) => shown(user, origin)),
  identities: rows.flatMap((user) => identityRecords(user, origin)),
})

/** A page of all users with their identities. The cursor is the number of the first row. */
function usersPage(from: number, origin: string) {
  const to = Math.min(from + PAGE.users, users)
  const rows = Array.from({ length: to - from }, (_, n) => userOf(from + n))
  return {
    ...usersOf(rows, origin),
    meta: { has_more: to < users, after_cursor: String(to), before_cursor: String(from) },
  }
}

/** A page of changes, all of this moment. The cursor is the number of the first row. */
function changesPage(from: number, origin: string) {
  const to = Math.min(from + PAGE.changes, changed)
  const step = Math.floor(users / changed)
  const now = new Date().toISOString().replace(/\.\d+/, '')
  const rows = Array.from({ length: to - from }, (_, n) => shown(userOf((from + n) * step), origin))
  return {
    users: rows.map((user) => ({ ...user, updated_at: now })),
    after_cursor: String(to),
    end_of_stream: to === changed,
  }
}

function answerTo({ url = '', headers }: IncomingMessage): unknown {
  const origin = `http://${headers.host}`
  const { pathname, searchParams } = new URL(url, origin)
  if (pathname === '/services/oauth2/token')
    return { access_token: 'bench-session-id', instance_url: origin, token_type: 'Bearer', id: `${origin}/id/0/0` }
  if (pathname === '/oauth/tokens') return { access_token: 'bench-token', token_type: 'bearer' }
  if (pathname === '/requests') return { requests }
  requests++
  const [, version = '', locator = '', from] =
    /^\/services\/data\/(v[\d.]+)\/query(?:\/(\w+)-(\d+))?$/.exec(pathname) ?? []
  if (version) return from ? queryPage(version, locator, Number(from)) : newQuery(version, searchParams.get('q') ?? '')
  if (pathname === '/api/v2/users/me') return { user: shown(userOf(0), origin) }
  if (pathname === '/api/v2/users/count') return { count: { value: users, refreshed_at: new Date().toISOString() } }
  const ids = searchParams.get('ids')?.split(',') ?? []
  if (pathname === '/api/v2/users/show_many')
    return usersOf(
      ids.map((id) => userOf(Number(id) - FIRST_ID)),
      origin,
    )
  const [, alone] = /^\/api\/v2\/users\/(\d+)\/identities$/.exec(pathname) ?? []
  if (alone) return { identities: identityRecords(userOf(Number(alone) - FIRST_ID), origin), meta: { has_more: false } }
  if (pathname === '/api/v2/users') return usersPage(Number(searchParams.get('page[after]') ?? 0), origin)
  if (pathname === '/api/v2/incremental/users/cursor')
    return changesPage(Number(searchParams.get('cursor') ?? 0), origin)
  if (pathname === '/api/v2/user_fields')
    return {
      user_fields: userFields(Object.keys(fields)).map((one) => userFieldRecord(one, origin)),
      meta: { has_more: false },
    }
  throw new Error(`the bench has no answer for ${pathname}`)
}

const server = createServer((request, response) => {
  request.resume().once('end', () => {
    const body = JSON.stringify(answerTo(request))
    const respond = () => response.setHeader('content-type', 'application/json').end(body)
    if (latency > 0) setTimeout(respond, latency)
    else respond()
  })
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
process.stdin.once('end', () => process.exit()).resume()
