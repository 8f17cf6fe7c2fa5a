// Salesforce: contacts by SOQL. jsforce signs in; the reading is ours, because jsforce never settles on a cut-off body,
// follows redirects with the token and stops at 10,000 rows (seen with 3.10.16).

import pLimit from 'p-limit'
import { type Contact, clean, keyed, usable } from '../artifacts.ts'
import type { SalesforceSettings } from '../config.ts'
import { exit, Failure } from '../exit.ts'
import { type Call, http } from '../http.ts'
import { accountId } from './account-id.ts'
import type { Source, SourceContext } from './source.ts'

/** Chunks asked at a time: far from Salesforce's cap of 25 long calls, and no faster beyond (Salesforce, API limits). */
const AT_ONCE = 5
const SIGN_IN_DEADLINE = 30_000
/** A query may run for 120 s before Salesforce ends it (Salesforce, API limits). */
const QUERY_DEADLINE = 150_000

interface Row {
  Id: string
  Name: string | null
  Email: string | null
}

interface Page {
  totalSize: number
  done: boolean
  nextRecordsUrl?: string
  records: Row[]
}

/** Contacts of a Salesforce org, through client credentials. Throws exit 8 or 9 when a read is not proven whole. */
export function salesforce(settings: SalesforceSettings, { count }: SourceContext): Source {
  const { accountField, chunk, loginUrl, version } = settings

  return {
    from: loginUrl,

    async *contacts({ accounts }) {
      const call = await signedIn(settings)
      const limit = pLimit(AT_ONCE)
      const chunks = chunked(accounts, chunk).map((ids) => soql(settings, ids))
      const reads = chunks.map((query) => limit(() => proven(call, version, query, count)))
      // The first failure is thrown below, in order; what was not asked yet is not asked any more.
      for (const read of reads) read.catch(() => limit.clearQueue())
      for (const read of reads) {
        for (const row of await read) yield contact(row, accountField)
      }
    },
  }
}

/**
 * The query for one chunk of account ids, exactly these characters: at 500 ids joined by a bare comma the URI and headers
 * come to some 14,100 of the 16,384 bytes that Salesforce takes (Salesforce, API limits). Throws exit 7 for anything that is no id.
 */
export function soql(
  { accountField, where }: Pick<SalesforceSettings, 'accountField' | 'where'>,
  ids: readonly string[],
): string {
  const wrong = ids.find((id) => accountId(id) !== id)
  if (wrong !== undefined) {
    throw new Failure(
      exit.input,
      `organizations.json: ${JSON.stringify(wrong)} is no Salesforce account id. Run again: npm run gather-organizations`,
    )
  }
  const condition = /\bOR\b/i.test(where) ? `(${where})` : where
  return (
    `SELECT Id, Name, Email, ${accountField} FROM Contact WHERE ${condition} ` +
    `AND ${accountField} IN (${ids.map((id) => `'${id}'`).join(',')}) ORDER BY Id`
  )
}

async function signedIn({ loginUrl, clientId, clientSecret }: SalesforceSettings): Promise<Call> {
  // Loaded here: 175 ms that only a query is worth. Unfenced it follows redirects and waits 15 s for a host that is away.
  const [{ default: jsforce }, { setDefaults }] = await Promise.all([
    import('jsforce'),
    import('jsforce/lib/request.js'),
  ])
  setDefaults({ followRedirect: false, timeout: SIGN_IN_DEADLINE, retry: { maxRetries: 0 } })
  const connection = new jsforce.Connection({ loginUrl, oauth2: { loginUrl, clientId, clientSecret } })
  const authorize = async () => {
    const answer = connection.authorize({ grant_type: 'client_credentials' })
    await within(SIGN_IN_DEADLINE, answer).catch((cause: unknown) => {
      throw signInFailed(cause)
    })
    // jsforce accepts a 200 without a token and would then ask without one (seen with 3.10.16)
    if (!connection.accessToken || !connection.instanceUrl)
      throw signInFailed(new Error('the answer has no access_token or instance_url'))
    return connection.accessToken
  }
  let token = authorize()
  await token
  return http({
    name: 'Salesforce',
    url: connection.instanceUrl,
    deadline: QUERY_DEADLINE,
    authorization: async (refused) => {
      const current = token
      if (`Bearer ${await current}` === refused && token === current) token = authorize()
      return `Bearer ${await token}`
    },
  })
}

/** A refused client is exit 8; a server that is away, or answers with something else, is exit 9. */
function signInFailed(cause: unknown): Failure {
  const { name = '', message = '' } = cause as Partial<Error>
  if (/^(invalid_|unsupported_|unauthorized_|inactive_|access_denied)/.test(name)) {
    return new Failure(
      exit.refused,
      `Salesforce: sign-in refused (${name}). Check SALESFORCE_CLIENT_ID, its secret and the run-as user`,
      { cause },
    )
  }
  const what = /access_token/.test(message) ? message : 'no usable answer'
  return new Failure(
    exit.remote,
    `Salesforce: sign-in: ${what}. Check SALESFORCE_LOGIN_URL: it is the org's own host`,
    { cause },
  )
}

/** The one thing that always ends a call of jsforce: a timer that keeps the process alive until it does. */
async function within<T>(deadline: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${deadline / 1000} s`)), deadline)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** Every row of a query; rows that do not add up to totalSize are read once more, then refused. */
async function proven(call: Call, version: string, query: string, count: SourceContext['count']): Promise<Row[]> {
  const first = await walk(call, version, query, count)
  if (first.rows.length === first.total) return first.rows
  const again = await walk(call, version, query, count)
  if (again.rows.length === again.total) return again.rows
  throw refused(`${again.rows.length} rows came of ${again.total}; the read is not proven whole`)
}

async function walk(call: Call, version: string, query: string, count: SourceContext['count']) {
  const rows: Row[] = []
  const seen = new Set<string>()
  let page = await ask(call, `/services/data/v${version}/query`, { q: query })
  for (;;) {
    count('pages')
    count('contacts read', page.records.length)
    rows.push(...page.records)
    if (page.done) return { rows, total: page.totalSize }
    const next = page.nextRecordsUrl
    if (!next?.startsWith('/') || next.startsWith('//')) throw refused('a page is not the last and names no next one')
    if (seen.has(next)) throw refused('a page names a next one that was read already')
    seen.add(next)
    page = await ask(call, next)
  }
}

async function ask(call: Call, path: string, query?: Record<string, string>): Promise<Page> {
  const { body } = await call('GET', path, query ? { query } : {})
  const page = body as Partial<Page> | null
  if (page && Array.isArray(page.records) && typeof page.done === 'boolean' && typeof page.totalSize === 'number') {
    return page as Page
  }
  throw refused('a page has no records, done or totalSize')
}

const refused = (what: string) =>
  new Failure(exit.remote, `Salesforce: query: ${what}. Run again: npm run gather-contacts`)

function contact(row: Row, accountField: string): Contact {
  const name = clean(row.Name ?? '')
  const email = row.Email?.trim() ? row.Email : null
  const good = email !== null && usable(email)
  const externalId = `salesforce:${row.Id}`
  const account = accountField.split('.').reduce<unknown>((at, field) => Reflect.get(Object(at ?? {}), field), row)
  const problem = !good ? 'no usable address' : name === '' ? 'no usable name' : null
  return {
    account: typeof account === 'string' ? accountId(account) : null,
    email: email?.trim() ?? null,
    externalId,
    key: good ? keyed(email) : `?${externalId}`,
    person: { active: true, attributes: {}, groups: [], name, organization: null },
    problem,
  }
}

function chunked<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = []
  for (let from = 0; from < items.length; from += size) chunks.push(items.slice(from, from + size))
  return chunks
}
