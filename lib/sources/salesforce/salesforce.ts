// Salesforce: contacts by SOQL. jsforce signs in; the reading is ours, because jsforce never settles on a cut-off body,
// follows redirects with the token and stops at 10,000 rows (seen with 3.10.16).

import pLimit from 'p-limit'
import { clean, keyed, usable } from '../../artifacts/key.ts'
import type { Contact } from '../../artifacts/records.ts'
import { attributesOf } from '../../connector/attributes.ts'
import type { Progress } from '../../connector/progress.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { type Call, http } from '../../http/client.ts'
import { chunked, room } from '../../http/uri-chunks.ts'
import type { Source } from '../source.ts'
import { looks } from './checks.ts'
import { query, type Row, verdict } from './query.ts'
import { recordId } from './record-id.ts'
import type { SalesforceSettings } from './settings.ts'
import { signIn } from './sign-in.ts'
import { soqlOfContacts, soqlOfPresent } from './soql.ts'

/** Chunks asked at a time: far from Salesforce's cap of 25 long calls, and no faster beyond (Salesforce, API limits). */
const AT_ONCE = 5

/** Contacts of a Salesforce org. Throws exit 8 or 9 when a read is not proven whole. */
export function salesforce(settings: SalesforceSettings, progress: Progress): Source {
  const { accountField, chunk, loginUrl, network, version } = settings
  const contact = mapping(settings)

  /** A query that is too long, or runs too long, is asked by halves of its values. */
  async function rowsOf(call: Call, values: string[], asked: (values: string[]) => string): Promise<Row[]> {
    const rows = await query(call, version, asked(values), progress)
    if (rows) return rows
    if (values.length <= 1) {
      const what = `the query is too long, or runs too long, even for ${values[0] ?? 'one person'} alone`
      throw new Failure(
        exit.input,
        `Salesforce: ${what}. Shorten source.where, or ask for an index on ${accountField ?? 'what it asks for'}`,
      )
    }
    const half = Math.ceil(values.length / 2)
    return [...(await rowsOf(call, values.slice(0, half), asked)), ...(await rowsOf(call, values.slice(half), asked))]
  }

  /** Bytes that values may take in a query, beside what `asked` says around one of them. */
  const spare = ({ url, header }: { url: string; header: string }, shortest: string) =>
    room(new URL(`/services/data/v${version}/query?${new URLSearchParams({ q: shortest })}`, url), header)

  async function connected(signal?: AbortSignal) {
    const { url, authorization } = await signIn(settings)
    const heard = () => {
      progress.count('requests')
      return null
    }
    const service = { name: 'Salesforce', url, network, authorization, verdict, heard, ...(signal && { signal }) }
    return { call: http(service), url, authorization }
  }

  return {
    from: loginUrl,

    looks() {
      let call: Promise<Call> | null = null
      return looks(() => {
        call ??= connected().then((one) => one.call)
        return call
      }, settings)
    },

    async *contacts({ accounts, person }) {
      const stop = new AbortController() // a failed chunk ends the others
      const { call, url, authorization } = await connected(stop.signal)
      const asked = (ids: string[]) => soqlOfContacts(settings, ids, person)
      const left = spare({ url, header: await authorization(null) }, asked(accounts.slice(0, 1)))
      const chunks = accounts.length ? [...chunked(accounts, { most: chunk, room: left, around: "''" })] : [[]]
      progress.expect('chunks', chunks.length)
      const limit = pLimit(AT_ONCE)
      const reads = chunks.map((ids) =>
        limit(async () => {
          const rows = await rowsOf(call, ids, asked)
          progress.count('chunks')
          return rows
        }),
      )
      try {
        for (const rows of await Promise.all(reads))
          for (const row of rows) {
            if (person === null || keyed(row.Email ?? '') === keyed(person)) yield contact(row)
          }
      } finally {
        limit.clearQueue()
        stop.abort()
      }
    },

    async findPresent(leavers) {
      const { call, url, authorization } = await connected()
      const ids = leavers.flatMap(({ externalId }) => contactIdOf(externalId) ?? [])
      const names = leavers.flatMap(({ emails }) => emails.map(keyed))
      const found = new Set<string>()
      for (const [field, values] of [
        ['Id', ids],
        ['Email', names.filter(usable)],
        ...(settings.key === 'Email' ? [] : [[settings.key, names]]),
      ] as [string, string[]][]) {
        const asked = (some: string[]) => soqlOfPresent(settings, field, some)
        const left = spare({ url, header: await authorization(null) }, asked(['']))
        for (const some of chunked(new Set(values), { most: chunk, room: left, around: "''" })) {
          for (const row of await rowsOf(call, some, asked))
            for (const value of [row.Id, keyed(row.Email ?? ''), keyed(String(at(row, settings.key) ?? ''))])
              found.add(value)
        }
      }
      const has = (value: string | null) => value !== null && found.has(value)
      return new Map(
        leavers.map(({ id, externalId, emails }) => {
          const isThere = has(contactIdOf(externalId)) || emails.some((email) => has(keyed(email)))
          return [id, isThere ? { is: 'present', account: null } : { is: 'absent' }]
        }),
      )
    },
  }
}

/** The contact that an external id of ours names; null where it names none, so that nothing else can reach a query. */
const contactIdOf = (externalId: string | null): string | null =>
  externalId?.startsWith(OURS) ? recordId(externalId.slice(OURS.length)) : null

const OURS = 'salesforce:'

function mapping({ accountField, attributes, key }: SalesforceSettings) {
  const attributesIn = attributesOf<Row>(attributes, (path) => (row) => plain(at(row, path)))

  return (row: Row): Contact => {
    const name = clean(row.Name ?? '')
    const email = row.Email?.trim() ? row.Email : null
    const good = email !== null && usable(email)
    const externalId = OURS + row.Id
    const account = accountField === undefined ? null : at(row, accountField)
    const signIn = key === 'Email' ? (good ? email : null) : at(row, key)
    const problem = !good ? 'no usable address' : name === '' ? 'no usable name' : null
    return {
      account: typeof account === 'string' ? recordId(account) : null,
      email: email?.trim() ?? null,
      externalId,
      key: typeof signIn === 'string' && signIn.trim() !== '' ? keyed(signIn) : `?${externalId}`,
      person: { active: true, attributes: attributesIn(row), groups: [], name, organization: null },
      problem,
    }
  }
}

const at = (row: Row, path: string) =>
  path.split('.').reduce<unknown>((value, field) => Reflect.get(Object(value ?? {}), field), row)

/** Salesforce has no empty texts; several picks come as one text (Salesforce, multi-select picklists). */
const plain = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
