// Salesforce's side of the wire: a token, a query, and the pages after its first.

import { randomBytes } from 'node:crypto'
import { madeId } from './salesforce-id.ts'
import { type Answer, type Asked, type Remote, routed } from './serve.ts'
import { type Row, type Selected, select, type Table } from './soql.ts'
import type { World } from './world.ts'

export interface SalesforceOptions {
  clientId: string
  clientSecret: string
  /** Most rows of a page, whatever was asked for. */
  pageSize: number
}

type Needed = Pick<SalesforceOptions, 'clientId' | 'clientSecret'> & Partial<SalesforceOptions>

interface Cursor {
  records: object[]
  size: number
}

/** The Salesforce org of `world`. */
export function salesforce(world: World, { clientId, clientSecret, pageSize }: Needed): Remote {
  const tokens = new Set<string>()
  const cursors = new Map<string, Cursor>()
  let calls = 0

  function token({ body, origin }: Asked): Answer {
    const { grant_type, client_id, client_secret } = { ...(body as Record<string, string> | null) }
    if (grant_type !== 'client_credentials')
      return oauthError(400, 'unsupported_grant_type', 'grant type not supported')
    if (client_id !== clientId) return oauthError(400, 'invalid_client_id', 'client identifier invalid')
    if (client_secret !== clientSecret) return oauthError(401, 'invalid_client', 'invalid client credentials')
    const org = madeId('00D', 1)
    // The usual length, 112: request sizes are counted with it.
    const access_token = `${org.slice(0, 15)}!${randomBytes(72).toString('base64url')}`
    tokens.add(access_token)
    const id = `${origin}/id/${org}/${madeId('005', 1)}`
    const issued_at = String(Date.now())
    const signature = randomBytes(32).toString('base64')
    return { body: { access_token, instance_url: origin, id, token_type: 'Bearer', issued_at, signature } }
  }

  function query({ query, headers, params }: Asked): Answer {
    const version = params['version']!
    calls++
    const tables = tablesOf(world)
    try {
      const { object, fields, rows, ordered } = select(query.get('q') ?? '', tables)
      // Without ORDER BY nothing is promised: the order is another one at every call.
      if (!ordered) rows.push(...rows.splice(0, (calls * 7) % (rows.length || 1)))
      const records = rows.map((row) => record(row, object, fields, version, tables))
      const [, batch = '2000'] = /batchSize=(\d+)/.exec(String(headers['sforce-query-options'])) ?? []
      const size = pageSize ?? Math.min(Math.max(Number(batch), 200), 2000)
      const locator = `0r8${randomBytes(9).toString('hex').slice(0, 15)}`
      cursors.set(locator, { records, size })
      return page(locator, 0, version)
    } catch (error) {
      if (!(error instanceof Error && 'errorCode' in error)) throw error
      return { status: 400, body: [{ message: error.message, errorCode: error.errorCode }] }
    }
  }

  /** The result was frozen by the query; a locator points into it. */
  function page(locator: string, from: number, version: string): Answer {
    const cursor = cursors.get(locator)
    if (!cursor || from > cursor.records.length) {
      return { status: 400, body: [{ message: 'invalid query locator', errorCode: 'INVALID_QUERY_LOCATOR' }] }
    }
    const { records, size } = cursor
    const to = from + size
    const totalSize = records.length
    const shown = records.slice(from, to)
    if (to >= totalSize) return { body: { totalSize, done: true, records: shown } }
    const nextRecordsUrl = `/services/data/${version}/query/${locator}-${to}`
    return { body: { totalSize, done: false, nextRecordsUrl, records: shown } }
  }

  const open = routed({ 'POST /services/oauth2/token': token })
  const answer = routed({
    'GET /services/data/:version/query': query,
    'GET /services/data/:version/query/:locator': ({ params }) => {
      const [locator = '', from] = (params['locator'] ?? '').split('-')
      return page(locator, Number(from), params['version']!)
    },
  })

  return (asked) => {
    const anonymous = open(asked)
    if (anonymous) return anonymous
    const [, bearer = ''] = /^(?:Bearer|OAuth) (\S+)$/i.exec(asked.headers.authorization ?? '') ?? []
    if (!tokens.has(bearer)) {
      return { status: 401, body: [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }] }
    }
    const missing = [{ message: 'The requested resource does not exist', errorCode: 'NOT_FOUND' }]
    return answer(asked) ?? { status: 404, body: missing }
  }
}

/** The objects a query may name, and how they hang together. */
function tablesOf({ salesforce }: World): Record<string, Table> {
  const accounts = new Map(
    salesforce.accounts.map((one): [string, Row] => [one.Id, { ...one, Account_ID_18__c: one.Id }]),
  )
  return {
    Account: {
      fields: { Id: 'id', Name: 'text', Account_ID_18__c: 'text' },
      parents: {},
      rows: () => [...accounts.values()],
    },
    Contact: {
      fields: {
        Id: 'id',
        Name: 'text',
        Email: 'text',
        AccountId: 'id',
        Role__c: 'picklist',
        Inactive_Contact__c: 'boolean',
      },
      parents: { Account: { table: 'Account', of: ({ AccountId }) => accounts.get(String(AccountId)) ?? null } },
      rows: () => salesforce.contacts.map((contact) => ({ ...contact })),
    },
  }
}

/** A row as a record: `attributes` at every level, empty text as null, a parent that is not there as null. */
function record(row: Row, object: string, fields: Selected[], version: string, tables: Record<string, Table>) {
  const attributes = (type: string, { Id }: Row) => ({ type, url: `/services/data/${version}/sobjects/${type}/${Id}` })
  const shown: Record<string, unknown> = { attributes: attributes(object, row) }
  for (const { parent, name } of fields) {
    if (parent === null) {
      shown[name] = row[name] === '' ? null : row[name]
      continue
    }
    const { table, of } = tables[object]!.parents[parent]!
    const above = of(row)
    shown[parent] ??= above && { attributes: attributes(table, above) }
    if (above) Object.assign(shown[parent] as object, { [name]: above[name] })
  }
  return shown
}

const oauthError = (status: number, error: string, error_description: string): Answer => ({
  status,
  body: { error, error_description },
})
