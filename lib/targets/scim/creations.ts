// SCIM users created one by one, groups after them. None is ever created twice.

import { setTimeout as sleep } from 'node:timers/promises'
import { keyed } from '../../artifacts/key.ts'
import type { Creation, Receipt, User } from '../../artifacts/records.ts'
import { made, unmade } from '../../core/readback.ts'
import type { Answer } from '../../http/client.ts'
import { batches, inFlight } from '../../http/concurrency.ts'
import { Lost } from '../../http/outcome.ts'
import { waitBefore } from '../../http/retry.ts'
import { field, type Resource } from '../../scim/path.ts'
import type { Service } from '../../scim/service.ts'
import { MOST_TRIES, orLost, orUnknown, UNKNOWN, words } from '../resend.ts'
import type { Written } from '../target.ts'
import { ABOUT_THE_REQUEST } from './change.ts'
import type { memberships } from './groups.ts'
import { AT_ONCE, type Reads } from './reads.ts'
import type { ScimSettings } from './settings.ts'
import { asUser, idOf, type Paths } from './users.ts'

/** Users whose groups are read and changed together. */
const BATCH = 100

/** A user that was made, or was there already. */
interface Made {
  entry: Creation
  user: User
  outcome: 'applied' | 'unchanged'
}

/** A name that somebody has: 409, or 400 with the word for it (RFC 7644, 3.12; FusionAuth/fusionauth-issues#1776). */
const isTaken = ({ body, status }: Answer): boolean =>
  status === 409 || (status === 400 && String(field(body, 'scimType')).toLowerCase() === 'uniqueness')

/** The creations of one service. */
export function creations(
  service: Service,
  reads: Reads,
  groups: ReturnType<typeof memberships>,
  { dialect, network }: ScimSettings,
  paths: Paths,
) {
  const { externalIdFilter: externalIdAt } = paths

  async function* create(entries: Iterable<Creation>, stopped = () => false): AsyncGenerator<Written> {
    for (const batch of batches(entries, BATCH)) {
      if (stopped()) return
      const waiting: Made[] = []
      try {
        yield* inFlight<Creation, Written>(AT_ONCE, batch, async (entry, emit) => {
          const done = await createOne(entry, emit)
          if ('kind' in done) emit(done)
          else if (done.outcome === 'applied' && entry.to.groups.length === 0) emit(receiptOf(done, done.user))
          else waiting.push(done)
        })
        yield* inGroups(waiting)
      } catch (error) {
        for (const { entry } of waiting) yield unmade(entry, 'failed', UNKNOWN)
        throw error
      }
    }
  }

  /** A lost answer leaves open whether the user was made: it is looked up before each further try. */
  async function createOne(entry: Creation, emit: (said: Written) => void): Promise<Made | Receipt> {
    const unknown = [unmade(entry, 'failed', UNKNOWN)]
    const there = await ours(entry, false)
    if (there) return { entry, user: there, outcome: 'unchanged' }
    for (let tried = 1; ; tried++) {
      const request = { json: asUser(entry, paths, dialect), once: true, allow: ABOUT_THE_REQUEST }
      const answer = await service.call('POST', service.at('Users'), request).catch(orLost)
      if (!(answer instanceof Lost)) return orUnknown(emit, unknown, () => answered(entry, answer))
      await sleep(waitBefore(tried + 1, network))
      const standing = await orUnknown(emit, unknown, () => ours(entry, true))
      if (standing) return { entry, user: standing, outcome: 'applied' }
      if (tried >= MOST_TRIES) return unmade(entry, 'failed', answer.message)
    }
  }

  async function answered(entry: Creation, answer: Answer): Promise<Made | Receipt> {
    if (answer.status < 300) {
      const user = await stored(answer)
      return user
        ? { entry, user, outcome: 'applied' }
        : unmade(entry, 'failed', 'the service shows nobody whom it made')
    }
    if (!isTaken(answer)) return unmade(entry, 'failed', words('SCIM', answer))
    // what a run that was killed had sent may have been carried out after the look
    const there = await ours(entry, true)
    if (there) return { entry, user: there, outcome: 'unchanged' }
    return takenBy(entry, await foundBy(entry))
  }

  /** Whoever a filter finds by the names of an entry, also who does not show them. */
  async function foundBy({ key, to }: Creation): Promise<User[]> {
    const anybody = () => true
    const named = (await reads.having(paths.keyFilter, [key, to.email], anybody)) ?? []
    const found = named.length > 0 ? named : await reads.having('emails.value', [to.email], anybody)
    return found ?? []
  }

  function takenBy(entry: Creation, found: readonly User[]): Receipt {
    const names = [entry.key, entry.to.email].map(keyed)
    const owner = found.find(({ email, key, otherEmails }) =>
      [key, email, ...otherEmails].some((one) => names.includes(keyed(one))),
    )
    const what = 'the sign-in name or the address'
    if (owner) return unmade(entry, 'conflict', `${what} belongs to user ${owner.id}`, owner.id)
    const suspects = found.map(({ id }) => id)
    const more = suspects.length === 0 ? '' : `: they find user ${suspects.join(' and ')}, who shows other names`
    const error = `${what} is taken; no filter finds its owner${more}`
    return { ...unmade(entry, 'conflict', error), suspects }
  }

  /** The body of the answer; services that send none name the user in the header (RFC 7644, 3.3). */
  async function stored({ body, headers }: Answer): Promise<User | null> {
    const named = headers['location']?.split('/').at(-1)
    const isNamed = Boolean(field(body, 'id')) || !named
    if (isNamed && field(body, 'userName')) return (await reads.mapper())(body as Resource, [])
    const id = field(body, 'id') ? idOf(body as Resource) : named && decodeURIComponent(named)
    return id ? ((await reads.several([id]))[0] ?? null) : null
  }

  /** Who carries this very external id; where the service keeps none, who has the sign-in name. */
  async function ours(entry: Creation, isSent: boolean): Promise<User | null> {
    const { externalId } = entry.to
    const fits = (user: User) => user.externalId === externalId
    const found = externalIdAt === null ? null : await reads.having(externalIdAt, [externalId], fits)
    if (found) return found[0] ?? null
    const isOurs = (user: User) => user.key === entry.key && (externalIdAt === null || fits(user))
    const named = await byKey(entry)
    // where no filter is taken only a whole list tells what became of a creation; before it the service's own 409 has to do
    return (named ?? (isSent ? await reads.everyone() : [])).find(isOurs) ?? null
  }

  const byKey = (entry: Creation) =>
    reads.having(paths.keyFilter, [entry.key, entry.to.email], (user) => user.key === keyed(entry.key))

  async function* inGroups(waiting: Made[]): AsyncGenerator<Written> {
    if (waiting.length === 0) return
    const moves = waiting.filter(({ outcome }) => outcome === 'applied') // who was there already is the next run's to change
    const refused = await groups.change(
      moves.map(({ entry, user }) => ({ id: user.id, from: [], to: entry.to.groups })),
    )
    const members = await reads.membership()
    for (const one of [...waiting]) {
      const { id } = one.user
      const now = await reads.one(id, members)
      waiting.shift()
      const receipt = receiptOf(one, now?.user ?? one.user)
      yield receipt.outcome === 'failed' ? { ...receipt, error: refused.get(id)?.error ?? receipt.error } : receipt
    }
  }

  /** A service that keeps no external id is not held to one. */
  const receiptOf = ({ entry, outcome }: Made, user: User): Receipt => {
    const { externalId: _, ...to } = entry.to
    return made(externalIdAt === null ? { key: entry.key, to } : entry, user, outcome)
  }

  return create
}
