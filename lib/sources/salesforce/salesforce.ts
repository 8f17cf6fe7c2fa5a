// Salesforce: contacts by SOQL. jsforce signs in with our HTTP client. The queries are ours, because jsforce follows
// redirects with the token and stops at 10,000 rows (seen with 3.10.16).

import { setMaxListeners } from 'node:events'
import { setImmediate as aTurn } from 'node:timers/promises'
import { once } from '../../connector/once.ts'
import type { Progress } from '../../connector/progress.ts'
import { readCounter } from '../../connector/read-value.ts'
import { mapInOrder } from '../../http/concurrency.ts'
import { isCalled } from '../scope.ts'
import { EVERYONE, type Source } from '../source.ts'
import { presenceIn } from './absence.ts'
import { checks } from './checks.ts'
import { type Connection, connect } from './connection.ts'
import { mapping } from './contact.ts'
import { type ProvenRows, QueryRefused, type SalesforceRow } from './query.ts'
import type { SalesforceSettings } from './settings.ts'
import { soqlOfContacts } from './soql.ts'

/** Concurrent chunks: far below Salesforce's cap of 25 long calls (Salesforce, API limits). */
const QUERIES_AT_ONCE = 8

/** Rows that are made before other requests get their turn. */
const ROWS_AT_ONCE = 500

/** The first row, and more of an iterator, which stays open. */
function* someRows(first: SalesforceRow, rows: Iterator<SalesforceRow>): Generator<SalesforceRow> {
  yield first
  for (let n = 1; n < ROWS_AT_ONCE; n++) {
    const { done, value } = rows.next()
    if (done) return
    yield value
  }
}

/** The contacts of a Salesforce org. Throws exit 8 or 9 if a read is not proven complete. */
export function salesforceSource(settings: SalesforceSettings, progress: Progress): Source {
  const map = mapping(settings)

  /** All rows of these accounts; with `person`, at least those with this address. */
  async function* rowsOf(
    org: Connection,
    accounts: readonly string[],
    person: string | null,
  ): AsyncGenerator<Iterable<SalesforceRow>> {
    const queryOfChunk = (ids: string[]) => soqlOfContacts(settings, ids, person)
    const chunks = accounts.length ? await org.chunks(accounts, queryOfChunk, "''") : [[]]
    progress.expect('chunks', chunks.length)
    const kept = new Set<ProvenRows>()
    const rowsOfChunk = async (ids: string[]) => {
      const proven = await org.provenRows(ids, queryOfChunk)
      for (const one of proven) kept.add(one)
      return proven
    }
    try {
      for await (const proven of mapInOrder(QUERIES_AT_ONCE, chunks, rowsOfChunk)) {
        progress.count('chunks')
        for (const one of proven) {
          const rows = one.rows()
          for (let next = rows.next(); !next.done; next = rows.next()) {
            yield someRows(next.value, rows)
            await aTurn() // the answers of other requests come meanwhile
          }
          kept.delete(one)
        }
      }
    } finally {
      for (const { discard } of kept) discard() // of a read that ends early
    }
  }

  /** An address that a filter cannot find is searched among all contacts. */
  async function* rowsOfOne(
    org: Connection,
    accounts: readonly string[],
    person: string,
  ): AsyncGenerator<Iterable<SalesforceRow>> {
    try {
      yield* rowsOf(org, accounts, person)
    } catch (error) {
      if (!(error instanceof QueryRefused)) throw error
      yield* rowsOf(org, accounts, null)
    }
  }

  return {
    from: settings.loginUrl,

    checks: () =>
      checks(
        once(() => connect(settings, progress)),
        settings,
      ),

    async *contacts({ accounts, person }) {
      const stop = new AbortController() // a failed chunk ends the others
      setMaxListeners(0, stop.signal) // every request of every chunk listens
      const org = await connect(settings, progress, stop.signal)
      const counter = readCounter('Salesforce')
      const isMeant = person === null ? () => true : isCalled(person)
      try {
        const rows = person === null ? rowsOf(org, accounts, null) : rowsOfOne(org, accounts, person)
        for await (const page of rows) {
          for (const row of page) {
            const { contact, unreadable } = map(row)
            counter.count(unreadable)
            if (isMeant(contact)) yield contact
          }
        }
        counter.assertMostlyReadable()
        return EVERYONE
      } finally {
        stop.abort()
      }
    },

    async findPresent(leavers) {
      return presenceIn(await connect(settings, progress), { settings, leavers, progress })
    },
  }
}
