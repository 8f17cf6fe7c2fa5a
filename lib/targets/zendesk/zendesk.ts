// Zendesk: organizations and users by cursor pages; creations one by one, updates and marks through jobs.

import pLimit from 'p-limit'
import type { Contact, Creation, Deletion, Kind, Receipt, Update, User } from '../../artifacts.ts'
import type { ZendeskSettings } from '../../config.ts'
import { exit, Failure } from '../../exit.ts'
import { type Answer, http } from '../../http.ts'
import { batches, inFlight } from '../../inflight.ts'
import { after, before, made, unmade } from '../../readback.ts'
import type { Target, TargetContext, Written } from '../target.ts'
import { errorOf, type Job, watch } from './jobs.ts'
import { signIn } from './sign-in.ts'
import { type ApiIdentity, type ApiUser, asPatch, asUser, mapping } from './users.ts'

/** Records a page, and users a call: Zendesk takes no more (zendesk.md A1, A2). */
const MANY = 100
/** Zendesk allows 30 jobs queued or working in an account; the rest is left to others (zendesk.md A3). */
const JOBS = 20
const CREATIONS = 5

/** Longer names are nowhere documented to be taken; Salesforce's own limit is 121. */
const LONGEST_NAME = 255

interface Page {
  meta?: { has_more?: boolean; after_cursor?: string | null }
}

type Change = Update | Deletion

/** The users of a Zendesk instance, through an OAuth client. Needs an admin: only admins may change all users. */
export function zendesk(settings: ZendeskSettings, context: TargetContext): Target {
  const { accountField, removal, url } = settings
  const call = http({ name: 'Zendesk', url, authorization: signIn(settings) })
  const ended = watch(call)
  let mapped: Promise<ReturnType<typeof mapping>> | null = null
  const mapper = () => {
    mapped ??= whoAmI().then((self) => mapping(removal, context, self))
    return mapped
  }

  /** /users/me answers 200 to an anonymous caller too (zendesk.md A2), so its id and role are looked at. */
  async function whoAmI(): Promise<string> {
    const { body } = await call('GET', '/api/v2/users/me')
    const { id, role } = (body as { user?: Partial<ApiUser> }).user ?? {}
    if (id && role && role !== 'end-user') return String(id)
    throw new Failure(
      exit.refused,
      `Zendesk: signed in as ${id ? `a user of role ${role}` : 'nobody'}. The client has to belong to an admin`,
    )
  }

  /** Every page. The end is `has_more: false` and nothing else: the last page may carry a cursor (zendesk.md A1). */
  async function* pages<T>(what: 'organizations' | 'users'): AsyncGenerator<T[]> {
    const seen = new Set<string>()
    const wrong = (why: string) =>
      new Failure(exit.remote, `Zendesk: ${what}: ${why}; the read is not proven whole. Run the stage again`)
    for (let cursor: string | null = null; ; ) {
      const query = { 'page[size]': MANY, ...(cursor !== null && { 'page[after]': cursor }) }
      const body = (await call('GET', `/api/v2/${what}`, { query })).body as (Page & Record<string, T[]>) | null
      const rows = body?.[what]
      if (!Array.isArray(rows) || typeof body?.meta?.has_more !== 'boolean')
        throw wrong('a page has no rows or no meta.has_more')
      context.count('pages')
      yield rows
      if (!body.meta.has_more) return
      cursor = body.meta.after_cursor ?? null
      if (cursor === null) throw wrong('a page says there is more and names no cursor')
      if (seen.has(cursor)) throw wrong('a cursor came twice')
      seen.add(cursor)
    }
  }

  /** Users with all their addresses, a hundred a call; those who are gone are left out. */
  async function shown(by: 'ids' | 'external_ids', values: readonly string[]): Promise<User[]> {
    const map = await mapper()
    const found: User[] = []
    for (const batch of batches(values, MANY)) {
      const query = { [by]: batch.join(','), include: 'identities' }
      const { body } = await call('GET', '/api/v2/users/show_many', { query })
      const { users = [], identities = [] } = (body ?? {}) as { users?: ApiUser[]; identities?: ApiIdentity[] }
      const ofUser = addresses(identities)
      for (const user of users) {
        const one = user.active === false ? null : map(user, ofUser.get(user.id) ?? [])
        if (one) found.push(one)
      }
    }
    return found
  }

  /** Search is loose and knows what its index knows, so its finds are read and held against the address. */
  async function owners(email: string): Promise<User[]> {
    const wanted = email.trim().toLowerCase()
    const query = { query: `email:"${wanted.replace(/["\\]/g, '')}"` }
    const { body } = await call('GET', '/api/v2/users/search', { query })
    const ids = ((body as { users?: ApiUser[] }).users ?? []).map(({ id }) => String(id))
    const users = await shown('ids', ids)
    return users.filter((user) => [user.email, ...user.otherEmails].some((one) => one.toLowerCase() === wanted))
  }

  async function createOne(entry: Creation): Promise<Receipt> {
    for (const last of [false, true]) {
      let answer: Answer
      try {
        const allow = [400, 404, 409, 413, 422, 429]
        answer = await call('POST', '/api/v2/users', { json: { user: asUser(entry) }, allow })
      } catch (error) {
        // The answer is lost, the user may be there: never again before both ids have been looked up.
        const [ours] = await shown('external_ids', [entry.to.externalId])
        if (ours) return made(entry, ours, 'applied')
        const [other] = await owners(entry.to.email)
        if (other) return taken(entry, other)
        if (last) return unmade(entry, 'failed', (error as Error).message)
        continue
      }
      if (answer.status === 201) return stored(entry, answer)
      if (!isDuplicate(answer.body)) return unmade(entry, 'failed', words(answer))
      const [owner] = await owners(entry.to.email)
      return owner
        ? taken(entry, owner)
        : unmade(entry, 'conflict', 'the address is taken, its owner is not found by search yet')
    }
    throw new Error('unreachable')
  }

  async function stored(entry: Creation, { body }: Answer): Promise<Receipt> {
    const { user } = body as { user: ApiUser }
    const now = (await mapper())(user, [])
    return now ? made(entry, now, 'applied') : unmade(entry, 'failed', 'target stored no address', String(user.id))
  }

  /** An update of the organization would drop all other memberships (zendesk.md 0.7). */
  async function severalHomes({ id }: Change): Promise<boolean> {
    const { body } = await call('GET', `/api/v2/users/${encodeURIComponent(id)}/organization_memberships`)
    return ((body as { organization_memberships?: unknown[] }).organization_memberships ?? []).length > 1
  }

  /** One batch: read before, sent as a job, every result read, read after. */
  async function sendBatch(kind: Kind, entries: Change[], emit: (said: Written) => void): Promise<void> {
    const was = byId(
      await shown(
        'ids',
        entries.map(({ id }) => id),
      ),
    )
    const limit = pLimit(CREATIONS)
    const ready = await Promise.all(
      entries.map(async (entry) => {
        const receipt = before(entry, was.get(entry.id))
        if (receipt) emit(receipt)
        if (receipt || !('organization' in entry.to) || !(await limit(() => severalHomes(entry)))) return !receipt
        const error = 'has several organizations: an update of one would drop the others'
        emit({ error, from: null, id: entry.id, key: entry.key, kind, outcome: 'conflict', to: null })
        return false
      }),
    )
    const open = entries.filter((_, index) => ready[index])
    if (open.length === 0) return

    let said: (index: number, id: string) => string | null
    try {
      const allow = [400, 404, 409, 413, 422, 429]
      const answer = await call('PUT', '/api/v2/users/update_many', {
        json: { users: open.map((entry) => asPatch(entry, removal)) },
        allow,
      })
      const job = (answer.body as { job_status?: Job } | null)?.job_status
      if (job) {
        emit({ job: job.id, keys: open.map(({ key }) => key), kind })
        const over = await ended(job.id)
        said = (index, id) => errorOf(over, index, id)
      } else said = () => words(answer)
    } catch (error) {
      said = () => `no answer: ${(error as Error).message}`
    }
    const now = byId(
      await shown(
        'ids',
        open.map(({ id }) => id),
      ),
    )
    for (const [index, entry] of open.entries()) {
      emit(after(entry, now.get(entry.id), was.get(entry.id)!, said(index, entry.id)))
    }
  }

  const send = (kind: Kind, entries: Iterable<Change>): AsyncIterable<Written> =>
    inFlight(JOBS, batches(entries, MANY), (batch, emit) => sendBatch(kind, batch, emit))

  return {
    from: url,

    async *organizations() {
      for await (const rows of pages<{ id: number; name: string }>('organizations')) {
        for (const row of rows) {
          const stored = accountField
            .split('.')
            .reduce<unknown>((at, field) => Reflect.get(Object(at ?? {}), field), row)
          yield { id: String(row.id), key: typeof stored === 'string' ? stored : '', name: row.name }
        }
      }
    },

    async *groups() {},

    async *users() {
      for await (const rows of pages<ApiUser>('users')) {
        const withAddress = rows.filter(({ email }) => email)
        context.count('without an address', rows.length - withAddress.length)
        yield* await shown(
          'ids',
          withAddress.map(({ id }) => String(id)),
        )
      }
    },

    read: (ids) => shown('ids', ids),

    async find({ emails = [], externalIds = [] }) {
      const found = await shown('external_ids', externalIds)
      for (const email of emails) found.push(...(await owners(email)))
      return [...byId(found).values()]
    },

    async *create(entries) {
      for (const batch of batches(entries, MANY)) {
        const ours = await shown(
          'external_ids',
          batch.map(({ to }) => to.externalId),
        )
        const byExternalId = new Map(ours.map((user) => [user.externalId, user]))
        yield* inFlight<Creation, Written>(CREATIONS, batch, async (entry, emit) => {
          const user = byExternalId.get(entry.to.externalId)
          emit(user ? made(entry, user, 'unchanged') : await createOne(entry))
        })
      }
    },

    update: (entries) => send('update', entries),

    remove: (entries) => send('delete', entries),

    async settle(jobs) {
      await Promise.all(jobs.map((id) => ended(id)))
    },

    problem: ({ email, person }: Contact) => {
      // seen refused: "is not properly formatted" (zendesk.md A2)
      if (email !== null && !/@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(email))
        return 'Zendesk takes no address with such a domain'
      return person.name.length > LONGEST_NAME ? `the name is longer than ${LONGEST_NAME} characters` : null
    },
  }
}

const byId = (users: User[]) => new Map(users.map((user) => [user.id, user]))

function addresses(identities: readonly ApiIdentity[]): Map<number, ApiIdentity[]> {
  const map = new Map<number, ApiIdentity[]>()
  for (const one of identities) map.set(one.user_id, [...(map.get(one.user_id) ?? []), one])
  return map
}

/** An owner is ours only if it carries this very external id. */
const taken = (entry: Creation, owner: User): Receipt =>
  owner.externalId === entry.to.externalId
    ? made(entry, owner, 'unchanged')
    : unmade(entry, 'conflict', `the address belongs to user ${owner.id}`, owner.id)

const isDuplicate = (body: unknown) =>
  ((body as { details?: { email?: { error?: string }[] } } | null)?.details?.email ?? []).some(
    ({ error }) => error === 'DuplicateValue',
  )

const words = ({ status, body }: Answer) => `Zendesk answered ${status}: ${JSON.stringify(body).slice(0, 300)}`
