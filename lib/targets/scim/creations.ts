// SCIM users are created one by one, then their groups are changed. No user is created twice.

import { toKey } from '../../artifacts/key.ts'
import type { Creation, Receipt, User } from '../../artifacts/records.ts'
import { receiptOfCreation, receiptOfFailedCreation, withoutExternalId } from '../../core/readback.ts'
import { batches, runConcurrently } from '../../http/concurrency.ts'
import { type Answer, UnknownFate } from '../../http/outcome.ts'
import { field, type Resource } from '../../scim/path.ts'
import { lastPartOf } from '../../scim/people.ts'
import type { ScimService } from '../../scim/service.ts'
import { reportUnknown, sendUntilAnswered, unknownCreation } from '../resend.ts'
import { firstThenAnew, readUntil } from '../settle.ts'
import type { Emit, Written } from '../target.ts'
import { ABOUT_THE_REQUEST } from './change.ts'
import type { memberships } from './groups.ts'
import { isGroupsKept, type UnstoredChanges, unstoredChanges } from './not-stored.ts'
import { SCIM_USERS_AT_ONCE, type ScimReads } from './reads.ts'
import type { ScimSettings } from './settings.ts'
import { asUser, idOfUser, type Paths } from './users.ts'
import { scimWords } from './words.ts'

/** Users per change of groups. */
const BATCH = 100

/** A user who was created, or existed before. */
interface CreatedUser {
  entry: Creation
  user: User
  outcome: 'applied' | 'unchanged'
  /** No read has shown the user: the id is from the answer. */
  isUnproven?: true
}

/** The obstacle to a creation: our own user, or users with its names. */
type Standing = { ours: User } | { found: User[] }

const UNPROVEN = 'unproven: the service said that it made this user, and no read shows it yet'

/** Whether a name is taken: 409, or 400 with `uniqueness` (RFC 7644, 3.12; FusionAuth/fusionauth-issues#1776). */
const isTaken = ({ body, status }: Answer): boolean =>
  status === 409 || (status === 400 && String(field(body, 'scimType')).toLowerCase() === 'uniqueness')

/** The creations of one service. */
export function scimCreations(
  service: ScimService,
  reads: ScimReads,
  { groups, settings, paths }: { groups: ReturnType<typeof memberships>; settings: ScimSettings; paths: Paths },
) {
  const { dialect, network } = settings
  const { externalIdFilter: externalIdAt } = paths

  async function* create(entries: Iterable<Creation>, stopped = () => false): AsyncGenerator<Written> {
    const unstored = unstoredChanges()
    for (const batch of batches(entries, BATCH)) {
      if (stopped() || unstored.stop() !== null) break
      const waiting: CreatedUser[] = []
      try {
        yield* runConcurrently<Creation, Written>(SCIM_USERS_AT_ONCE, batch, async (entry, emit) => {
          const done = await createOne(entry, emit)
          if ('kind' in done) emit(done)
          else if (done.outcome === 'applied' && entry.to.groups.length === 0) emit(receiptOf(done, done.user))
          else waiting.push(done)
        })
        yield* changeGroups(waiting, unstored)
      } catch (error) {
        for (const { entry } of waiting) yield unknownCreation(entry)
        throw error
      }
    }
    const stop = unstored.stop()
    if (stop !== null) yield { stop }
  }

  /** Creates one user. After a lost answer or 5xx, the user is looked up before each further attempt. */
  async function createOne(entry: Creation, emit: Emit): Promise<CreatedUser | Receipt> {
    const receipts = [unknownCreation(entry)]
    const there = await findOurs(entry)
    if (there) return { entry, user: there, outcome: 'unchanged' }
    const request = { json: asUser(entry, paths, dialect), once: true, allow: ABOUT_THE_REQUEST }
    const sent = await sendUntilAnswered({
      network,
      send: () => service.call('POST', service.at('Users'), request),
      findSent: () => outcomeOfStanding(entry),
      unknown: { emit, receipts },
    })
    if (sent instanceof UnknownFate) return receiptOfFailedCreation(entry, { outcome: 'failed', error: sent.message })
    if (!('answer' in sent)) return sent
    return reportUnknown(emit, receipts, () => outcomeOfAnswer(entry, sent.answer))
  }

  /** The outcome of a creation after a lost answer; null while it is unknown. */
  async function outcomeOfStanding(entry: Creation): Promise<CreatedUser | Receipt | null> {
    const standing = await findStanding(entry)
    const isTold = standing !== null && ('ours' in standing || ownerAmong(entry, standing.found) !== undefined)
    return isTold ? outcomeOf(entry, standing, 'applied') : null
  }

  async function outcomeOfAnswer(entry: Creation, answer: Answer): Promise<CreatedUser | Receipt> {
    if (answer.status < 300) return readStored(entry, answer)
    const isSaid = isTaken(answer)
    const standing = await (isSaid ? findStanding(entry) : findShown(entry))
    if (standing) return outcomeOf(entry, standing, externalIdAt === null ? 'unchanged' : 'applied')
    return isSaid
      ? conflictReceipt(entry, [])
      : receiptOfFailedCreation(entry, { outcome: 'failed', error: scimWords(answer) })
  }

  /** Users with the names of an entry that was refused for another reason, by filters alone. */
  async function findShown(entry: Creation): Promise<Standing | null> {
    const user = await findOurs(entry)
    if (user) return { ours: user }
    const found = await findByNames(entry)
    return ownerAmong(entry, found) ? { found } : null
  }

  /** The matches of filters by the names of an entry, including users who do not show them. */
  async function findByNames({ key, to }: Creation): Promise<User[]> {
    const anybody = () => true
    const named = (await reads.findBy(paths.keyFilter, [key, to.email], anybody)) ?? []
    const found = named.length > 0 ? named : await reads.findBy('emails.value', [to.email], anybody)
    return found ?? []
  }

  function ownerAmong(entry: Creation, found: readonly User[]): User | undefined {
    const names = [entry.key, entry.to.email].map(toKey)
    return found.find(({ email, key, otherEmails }) =>
      [key, email, ...otherEmails].some((one) => names.includes(toKey(one))),
    )
  }

  function conflictReceipt(entry: Creation, found: readonly User[]): Receipt {
    const owner = ownerAmong(entry, found)
    const what = 'the sign-in name or the address'
    if (owner)
      return receiptOfFailedCreation(entry, {
        outcome: 'conflict',
        error: `${what} belongs to user ${owner.id}`,
        id: owner.id,
      })
    const suspects = found.map(({ id }) => id)
    const more = suspects.length === 0 ? '' : `: they find user ${suspects.join(' and ')}, who shows other names`
    const error = `${what} is taken; no filter finds its owner${more}`
    return { ...receiptOfFailedCreation(entry, { outcome: 'conflict', error }), suspects }
  }

  /** The obstacle for an entry that may have taken effect, or was refused as a duplicate. */
  function findStanding(entry: Creation): Promise<Standing | null> {
    const look = async (): Promise<Standing | null> => {
      const user = await findOurs(entry, { isSent: true })
      if (user) return { ours: user }
      const found = await findByNames(entry)
      const carrier = found.find(({ externalId }) => externalId !== null && externalId === entry.to.externalId)
      if (carrier) return { ours: carrier }
      return found.length > 0 ? { found } : null
    }
    return readUntil(settings, look, (standing) => standing !== null)
  }

  /** The outcome by an obstacle. Without stored external ids, a refused duplicate existed before. */
  function outcomeOf(entry: Creation, standing: Standing, outcome: CreatedUser['outcome']): CreatedUser | Receipt {
    return 'ours' in standing ? { entry, user: standing.ours, outcome } : conflictReceipt(entry, standing.found)
  }

  /** Reads the created user back. Services may answer another id than they store. */
  async function readStored(entry: Creation, answer: Answer): Promise<CreatedUser | Receipt> {
    const id = idIn(answer)
    const isIts = ({ key, externalId }: User) => key === entry.key || externalId === entry.to.externalId
    const look = async (): Promise<User | null> => {
      const known = id === null ? null : await reads.one(id, noGroups, entry.key)
      return known && isIts(known.user) ? known.user : findOurs(entry)
    }
    const isSeen = (user: User | null) =>
      user !== null && receiptOf({ entry, user, outcome: 'applied' }, withGroups(user, entry)).outcome === 'applied'
    const user = await readUntil(settings, look, isSeen)
    if (user) return { entry, user, outcome: 'applied' }
    const told =
      id === null || !field(answer.body, 'userName') ? null : (await reads.mapper())(answer.body as Resource, [])
    return told
      ? { entry, user: { ...told, id: id! }, outcome: 'applied', isUnproven: true }
      : receiptOfFailedCreation(entry, {
          outcome: 'failed',
          error: `SCIM answered ${answer.status}, and shows nobody whom it made within target.settle`,
        })
  }

  /** The user with this external id; without stored external ids, the user with this sign-in name. */
  async function findOurs(entry: Creation, { isSent } = { isSent: false }): Promise<User | null> {
    const { externalId } = entry.to
    const fits = (user: User) => user.externalId === externalId
    const found = externalIdAt === null ? null : await reads.findBy(externalIdAt, [externalId], fits)
    if (found) return found[0] ?? null
    const isOurs = (user: User) => user.key === entry.key && (externalIdAt === null || fits(user))
    const named = await byKey(entry)
    // without filters, only a whole list shows a created user; before the request, the 409 of the service has to do
    return (named ?? (isSent ? await reads.everyone() : [])).find(isOurs) ?? null
  }

  const byKey = (entry: Creation) =>
    reads.findBy(paths.keyFilter, [entry.key, entry.to.email], (user) => user.key === toKey(entry.key))

  async function* changeGroups(waiting: CreatedUser[], unstored: UnstoredChanges): AsyncGenerator<Written> {
    if (waiting.length === 0) return
    // The next run changes users who existed before.
    const moves = waiting.filter(({ outcome }) => outcome === 'applied')
    const refused = await groups.change(
      moves.map(({ entry, user }) => ({ id: user.id, from: [], to: entry.to.groups })),
    )
    const first = await reads.membership()
    yield* runConcurrently<CreatedUser, Written>(SCIM_USERS_AT_ONCE, [...waiting], async (one, emit) => {
      const error = refused.get(one.user.id)?.error ?? null
      const members = firstThenAnew(first, reads.membership)
      const look = async () => {
        const now = await reads.one(one.user.id, await members(), one.entry.key)
        return receiptOf(one, now?.user ?? one.user)
      }
      const isSettled = error !== null || unstored.stop() !== null // all groups were changed before the first was read
      const patience = isSettled ? { ...settings, settle: 0 } : settings
      const receipt = await readUntil(patience, look, ({ outcome }) => outcome !== 'failed')
      waiting.splice(waiting.indexOf(one), 1)
      const isVain = error === null && receipt.to !== null && isGroupsKept(one.entry, { groups: [] }, receipt.to)
      const isFailed = receipt.outcome === 'failed'
      emit(
        isFailed && isVain
          ? unstored.note('groups', receipt)
          : isFailed
            ? { ...receipt, error: error ?? receipt.error }
            : receipt,
      )
    })
  }

  /** The receipt of a creation, without external id if the service stores none. */
  function receiptOf({ entry, isUnproven, outcome }: CreatedUser, user: User): Receipt {
    const receipt = receiptOfCreation(externalIdAt === null ? withoutExternalId(entry) : entry, user, outcome)
    return isUnproven && receipt.error === null ? { ...receipt, error: UNPROVEN } : receipt
  }

  return create
}

const noGroups = async () => []

/** The user with the planned groups, which change only after the creation. */
const withGroups = (user: User, { to }: Creation): User => ({ ...user, person: { ...user.person, groups: to.groups } })

/** The id in an answer: from its body, or from the end of the Location (RFC 7644, 3.3). */
function idIn({ body, headers }: Answer): string | null {
  if (field(body, 'id')) return idOfUser(body as Resource)
  return lastPartOf(headers['location'] ?? '') || null
}
