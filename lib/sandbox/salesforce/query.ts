// A query, and the pages after its first.

import { randomBytes } from 'node:crypto'
import type { RemoteRequest, RemoteResponse, Routes } from '../http/remote.ts'
import { apiError, unknownPath } from './answers.ts'
import { select } from './soql.ts'
import type { SalesforceStore } from './store.ts'
import { type EncryptionOptions, recordOf, tablesOf } from './tables.ts'

export interface QueryOptions extends EncryptionOptions {
  /** The limit of rows in a page, whatever the request says. */
  pageSize: number
  /**
   * Pages are smaller than requested, and differ: Salesforce does not guarantee their size (Salesforce, Query Options
   * Header).
   */
  smallPages: boolean
}

/** The newest of 2026, and some before it (Salesforce, API end of life). */
const VERSIONS = ['50.0', '60.0', '62.0', '66.0', '67.0'].map((version) => ({
  label: version,
  url: `/services/data/v${version}`,
  version,
}))

interface Cursor {
  records: object[]
  size: number
}

/** The share of the requested rows in a small page, by its start. */
const PAGE_SHARES = [0.4, 0.7, 0.25, 0.9, 0.55]

/** The routes that read the org of a store. */
export function queryRoutes(store: SalesforceStore, options: Partial<QueryOptions>): Routes {
  const { masked, pageSize, smallPages } = options
  const cursors = new Map<string, Cursor>()
  let calls = 0

  function query({ query, headers, params }: RemoteRequest): RemoteResponse {
    const version = params['version']!
    if (!VERSIONS.some(({ url }) => url.endsWith(`/${version}`))) return unknownPath()
    calls++
    const tables = tablesOf(store, options)
    try {
      const { object, fields, rows, ordered, isCount } = select(query.get('q') ?? '', tables)
      if (isCount) return { body: { totalSize: rows.length, done: true, records: [] } }
      // Without ORDER BY, Salesforce guarantees no order: it differs at every call.
      if (!ordered) rows.push(...rows.splice(0, (calls * 7) % (rows.length || 1)))
      const records = rows.map((row) => recordOf(row, { object, fields, version, tables, ...(masked && { masked }) }))
      const [, batch = '2000'] = /batchSize=(\d+)/.exec(String(headers['sforce-query-options'])) ?? []
      const size = pageSize ?? Math.min(Math.max(Number(batch), 200), 2000)
      const locator = `0r8${randomBytes(9).toString('hex').slice(0, 15)}`
      cursors.set(locator, { records, size })
      return page(locator, 0, version)
    } catch (error) {
      if (!(error instanceof Error && 'errorCode' in error)) throw error
      return apiError(400, String(error.errorCode), error.message)
    }
  }

  /** The result was frozen by the query; a locator points into it. */
  function page(locator: string, from: number, version: string): RemoteResponse {
    const cursor = cursors.get(locator)
    if (!cursor || !(from <= cursor.records.length)) {
      return apiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
    }
    const { records, size } = cursor
    const share = smallPages ? PAGE_SHARES[from % PAGE_SHARES.length]! : 1
    const to = from + Math.max(1, Math.floor(size * share))
    const totalSize = records.length
    const pageRecords = records.slice(from, to)
    if (to >= totalSize) return { body: { totalSize, done: true, records: pageRecords } }
    const nextRecordsUrl = `/services/data/${version}/query/${locator}-${to}`
    return { body: { totalSize, done: false, nextRecordsUrl, records: pageRecords } }
  }

  return {
    'GET /services/data': () => ({ body: VERSIONS }),
    'GET /services/data/:version/query': query,
    'GET /services/data/:version/query/:locator': ({ params }) => {
      const [locator = '', from] = (params['locator'] ?? '').split('-')
      return page(locator, Number(from), params['version']!)
    },
  }
}
