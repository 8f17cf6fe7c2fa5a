// The connection to one org. It signs in once, cuts queries to the size of a request, and halves those that Salesforce
// refuses as too long.

import type { Progress } from '../../connector/progress.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { httpClient, type Service } from '../../http/client.ts'
import { uriBytesLeft, uriChunks } from '../../http/uri-chunks.ts'
import { errorRule, type ProvenRows, query, type SalesforceRow } from './query.ts'
import type { SalesforceSettings } from './settings.ts'
import { signIn } from './sign-in.ts'

export type Connection = Awaited<ReturnType<typeof connect>>

/** Makes the query for some values. */
type QueryMaker = (values: string[]) => string

/** Signs in. `signal` ends the requests in flight. */
export async function connect(settings: SalesforceSettings, progress: Progress, signal?: AbortSignal) {
  const { accountField, chunk, network, version } = settings
  const { url, authorization } = await signIn(settings)
  const onHeaders = () => {
    progress.count('requests')
    return null
  }
  const service: Service = { name: 'Salesforce', url, network, authorization, errorRule, onHeaders }
  if (signal) service.signal = signal
  const call = httpClient(service)

  /** The proven rows of a query, with its values. A query that is too long, or runs too long, is halved. */
  async function* proven(values: string[], asked: QueryMaker): AsyncGenerator<{ values: string[]; rows: ProvenRows }> {
    const rows = await query(call, { version, soql: asked(values), progress })
    if (rows) return yield { values, rows }
    if (values.length <= 1) {
      const what = `the query is too long, too complicated, or runs too long, even for ${values[0] ?? 'source.where'} alone`
      throw new Failure(
        exit.input,
        `Salesforce: ${what}. Shorten source.where, or ask for an index on ${accountField ?? 'what it asks for'}`,
      )
    }
    const half = Math.ceil(values.length / 2)
    yield* proven(values.slice(0, half), asked)
    yield* proven(values.slice(half), asked)
  }

  /** The same, with all rows in memory. */
  async function* answers(
    values: string[],
    asked: QueryMaker,
  ): AsyncGenerator<{ values: string[]; rows: SalesforceRow[] }> {
    for await (const one of proven(values, asked)) yield { ...one, rows: [...one.rows.rows()] }
  }

  return {
    call,
    answers,

    async rows(values: string[], asked: QueryMaker): Promise<SalesforceRow[]> {
      const found: SalesforceRow[][] = []
      for await (const { rows } of answers(values, asked)) found.push(rows)
      return found.flat()
    },

    /** The same rows, without holding them all in memory. */
    async provenRows(values: string[], asked: QueryMaker): Promise<ProvenRows[]> {
      const found: ProvenRows[] = []
      try {
        for await (const { rows } of proven(values, asked)) found.push(rows)
        return found
      } catch (error) {
        for (const rows of found) rows.discard()
        throw error
      }
    },

    /** Values in chunks that fit into a request; `overheadPerValue` is the text of the query around each value. */
    async chunks(values: Iterable<string>, asked: QueryMaker, overheadPerValue: string): Promise<string[][]> {
      const [first = ''] = values
      const path = `/services/data/v${version}/query?${new URLSearchParams({ q: asked([first]) })}`
      const left = uriBytesLeft(new URL(path, url), (await authorization(null)) ?? '')
      return [...uriChunks(values, { maxValues: chunk, bytesLeft: left, overheadPerValue })]
    },
  }
}
