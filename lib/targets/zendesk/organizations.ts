// The organizations of Zendesk with their accounts, and the memberships of a user.

import { keyOfUnread } from '../../artifacts/key.ts'
import type { Organization } from '../../artifacts/records.ts'
import {
  isUnreadable,
  type Reading,
  readCounter,
  readField,
  readId,
  readText,
  shapeOf,
  Unreadable,
} from '../../connector/read-value.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { Call } from '../../http/client.ts'
import { batches, oneAhead } from '../../http/concurrency.ts'
import type { TargetContext } from '../target.ts'
import { readRowId } from './api-user.ts'
import { type pagesOf, readRows, unprovenList } from './pages.ts'

/** Values per search: its query stays below about 2,000 characters. */
const MOST_TERMS = 20

/** The memberships of one user: their number, and the readable ones by organization, with their own ids. */
export interface Memberships {
  count: number
  ids: ReadonlyMap<string, string | null>
  /** Whether all are among `ids`. */
  isWhole: boolean
}

/** The organizations of one instance; `path` is the place of the account id. */
export function organizationsOf(
  call: Call,
  { pages }: Pick<ReturnType<typeof pagesOf>, 'pages'>,
  {
    path,
    context: { progress, accountForms = (account) => [account] },
  }: { path: string; context: Pick<TargetContext, 'accountForms' | 'progress'> },
) {
  /** Every organization, or those of some accounts. With an unreadable account id, the key is `?<id>`. */
  async function* organizations(accounts: readonly string[] | null): AsyncGenerator<Organization> {
    const counter = readCounter('Zendesk: organizations')
    const unread: string[] = []
    const found = accounts
      ? [{ rows: await organizationsByAccount(accounts), first: 0 }]
      : oneAhead(pages('organizations'))
    for await (const { rows, first } of found) {
      for (const [n, row] of rows.entries()) {
        const id = readRowId(row, `organizations[${first + n}]`)
        if (isUnreadable(id)) throw unprovenList('organizations', `${id.path} is ${id.shape}`)
        const account = readAccount(row, path)
        counter.count(isUnreadable(account) ? String(account) : null)
        if (isUnreadable(account)) unread.push(`${id} (${account.path} is ${account.shape})`)
        const name = readText(readField(row, 'name'), 'name')
        yield {
          id,
          key: isUnreadable(account) ? keyOfUnread(id) : (account ?? ''),
          name: typeof name === 'string' ? name : '',
        }
      }
    }
    counter.assertMostlyReadable()
    if (unread.length > 0) progress.say(`${UNREAD}: ${listSome(unread)}`)
  }

  /**
   * The organizations of some accounts, by search. Terms of one field are alternatives (Zendesk, Search reference,
   * custom fields by their key). A search names each form of an account; other matches have other keys.
   */
  async function organizationsByAccount(values: readonly string[]): Promise<unknown[]> {
    const field = path.split('.').at(-1)
    const found: unknown[] = []
    for (const some of batches(values, MOST_TERMS)) {
      const forms = new Set(some.flatMap(accountForms))
      const terms = [...forms].map((one) => `${field}:"${one.replace(/["\\]/g, '')}"`)
      const { body } = await call('GET', '/api/v2/search', {
        query: { query: `type:organization ${terms.join(' ')}`, per_page: 100 },
      })
      const rows = readRows(body, 'results')
      if (readField(body, 'next_page'))
        throw new Failure(exit.remote, 'Zendesk: search: more organizations than one page. Gather everyone')
      found.push(...rows)
    }
    return [...new Map(found.map((row, n) => [String(readRowId(row, `results[${n}]`)), row])).values()]
  }

  /**
   * The memberships of a user, or null if the user is gone. An update of one organization drops all others (Zendesk,
   * Users).
   */
  async function membershipsOf(id: string): Promise<Memberships | null> {
    const at = `/api/v2/users/${encodeURIComponent(id)}/organization_memberships`
    const shown = '/api/v2/users/<id>/organization_memberships'
    const { body, status } = await call('GET', at, { allow: [404], shown })
    if (status === 404) return null
    const rows = readRows(body, 'organization_memberships')
    const count = readId(readField(body, 'count'), 'count')
    // the rows may be one page, or incomplete: the count is of all memberships
    const all = count === null ? 0 : Number(count)
    if (!Number.isInteger(all))
      throw unprovenList('organization_memberships', `count is ${shapeOf(readField(body, 'count'))}`)
    const ids = new Map<string, string | null>()
    for (const [n, row] of rows.entries()) {
      const organization = readText(readField(row, 'organization_id'), 'organization_id')
      const membership = readRowId(row, `organization_memberships[${n}]`)
      if (typeof organization === 'string') ids.set(organization, typeof membership === 'string' ? membership : null)
    }
    return { count: Math.max(rows.length, all), ids, isWhole: all <= rows.length && ids.size === rows.length }
  }

  return { organizations, membershipsOf }
}

const UNREAD = 'Zendesk: organizations whose account id cannot be read, so that nobody in them is removed'

/** Items in one message. */
const MOST_NAMED = 10

const listSome = (all: readonly string[]) =>
  all.length <= MOST_NAMED
    ? all.join(', ')
    : `${all.slice(0, MOST_NAMED).join(', ')} and ${all.length - MOST_NAMED} more`

/** The account id of an organization; null or empty if it has none. */
export function readAccount(row: unknown, path: string): Reading<string> {
  const names = path.split('.')
  let value = row
  for (const [n, name] of names.entries()) {
    const [parent, at] = [names.slice(0, n).join('.'), names.slice(0, n + 1).join('.')]
    if (value === null || typeof value !== 'object' || Array.isArray(value))
      return new Unreadable(parent || 'it', shapeOf(value))
    value = readField(value, name, at)
    if (isUnreadable(value)) return value
    if (value === undefined) return new Unreadable(at, 'missing')
  }
  return value === null || typeof value === 'string' ? value : new Unreadable(path, shapeOf(value))
}
