// Gluu's change feed as a source: everyone now and then, and between that who was made or changed since.

import type { SourceContact } from '../../artifacts/records.ts'
import type { Progress } from '../../connector/progress.ts'
import { readCounter } from '../../connector/read-value.ts'
import { milliseconds } from '../../connector/settings.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { parseMarked } from '../../errors/repeated-keys.ts'
import { httpClient } from '../../http/client.ts'
import { pace } from '../../http/pace.ts'
import { unproven } from '../../scim/page.ts'
import { MEDIA, serviceBy } from '../../scim/service.ts'
import { askedFor, presentPeople } from '../scope.ts'
import type { EndOfRead, Source } from '../source.ts'
import { absence } from './absence.ts'
import { looks } from './checks.ts'
import { homeless, mapping, OURS, told } from './contact.ts'
import { type Entry, entryOfUser, merged } from './entry.ts'
import { type Fold, foldIn, keepFold, type NewFold, newFold, whyFull } from './last-contacts.ts'
import { type GluuSettings, products } from './settings.ts'
import { signIn } from './sign-in.ts'
import { changedSince } from './updated-users.ts'
import { watermarkOf } from './watermark.ts'

/** Everybody with a stamp was made or changed after this. */
const EVER = 0

/** What a read gives, and what its contacts make. */
interface Given {
  contacts: Iterable<SourceContact>
  next: NewFold
}

/** The people of a Gluu server. What was read last is kept in the folder `state`. */
export function gluu(settings: GluuSettings, progress: Progress, state: string): Source {
  const { network, product, url } = settings
  const { scim, updated } = products[product]
  const paced = pace()
  const elsewhere = new Failure(
    exit.input,
    `Gluu: there is nothing at ${scim}. Check source.product (${product}) and source.url`,
  )
  const call = httpClient({
    name: 'Gluu',
    url,
    network,
    media: MEDIA,
    authorization: signIn(settings, paced),
    pace: paced,
    parse: parseMarked,
    // A token that has ended is answered 403.
    errorRule: (status) => (status === 403 ? 'sign in anew' : status === 404 ? elsewhere : null),
    onHeaders() {
      progress.count('requests')
      return null
    },
  })
  const remote = serviceBy(call, () => scim, progress, { hasDiscovery: true, refusals: [400, 501] })
  const read = mapping(settings)
  const contact = (entry: Entry) => read(entry).contact
  const overlap = milliseconds(settings.overlap)
  /** The end of a read; what its contacts make is kept once contacts.json is there. */
  const endOf = (next: NewFold): EndOfRead => ({
    complete: !next.isDelta,
    doubt: null,
    onContactsWritten: async (contacts) => keepFold(state, next, contacts, settings),
  })

  /**
   * Everyone. Who there is the SCIM service says, because whoever was deleted is in no feed; what they are the feed, so
   * that every read tells it alike. Whoever came in by other tools has no stamp: of them SCIM alone tells.
   */
  async function everyone() {
    const { began, entries } = await changedSince(call, updated, EVER, progress)
    const users = await remote.list('Users', entryOfUser)
    const people = users.map((user) => merged(entries.get(user.inum), user))
    const counter = readCounter('Gluu: users')
    for (const entry of people) counter.count(read(entry).unreadable)
    counter.assertMostlyReadable()
    return { began, entries: people }
  }

  async function full(): Promise<Given> {
    const since = Date.now()
    const { began, entries } = await everyone()
    told(entries, settings)
    const watermark = watermarkOf(newestOf(entries), { began, last: null, overlap })
    const next = { lines: newFold(), marks: watermark === null ? null : { full: since, watermark }, isDelta: false }
    return { contacts: kept(made(entries, contact), next), next }
  }

  async function folded(last: Fold): Promise<Given> {
    const { began, entries } = await changedSince(call, updated, last.watermark, progress)
    const changed = new Map([...entries.values()].map((entry) => [OURS + entry.inum, contact(entry)]))
    progress.say(`Gluu: ${changed.size} made or changed since ${new Date(last.watermark).toISOString()}`)
    const watermark = watermarkOf(newestOf(entries.values()), { began, last: last.watermark, overlap })!
    const next = { lines: newFold(), marks: { full: last.full, watermark }, isDelta: true }
    return { contacts: kept(onto(last, changed), next), next }
  }

  return {
    from: url,

    checks: () => looks(call, remote, settings, progress),

    async *contacts(asked) {
      const isAsked = askedFor(asked, progress)
      // One person alone is looked for among everyone.
      const last = asked.person === null ? foldIn(state, settings) : null
      const why = asked.person === null ? whyFull(last, Date.now(), milliseconds(settings.fullEvery)) : 'for one person'
      if (why !== null && asked.person === null) progress.say(`Gluu: everyone is read: ${why}`)
      const { contacts, next } = last && why === null ? await folded(last) : await full()
      for (const one of contacts) {
        const settled = homeless(one, asked, settings)
        if (isAsked(settled)) yield settled
      }
      return endOf(next)
    },

    /** Everyone is read again, and who is not found there is asked for alone, because a list does not prove itself. */
    async findPresent(leavers) {
      const { entries } = await everyone()
      if (entries.length === 0) throw unproven('users', 'there is nobody at all') // proves nobody's absence
      const people = presentPeople()
      for (const { contact, names } of entries.map(read)) {
        const { account, externalId, person } = contact
        if (person.active) people.add({ account, externalId, names })
      }
      const found = people.presenceOf(leavers)
      const missing = leavers.filter(({ id }) => found.get(id)?.is !== 'present')
      return new Map([...found, ...(await absence(remote, settings, { entries, progress }).ask(missing))])
    },
  }
}

/** The newest stamp of these people; null: nobody has one. */
function newestOf(entries: Iterable<Entry>): number | null {
  let newest: number | null = null
  for (const { stamps } of entries) for (const at of stamps) newest = Math.max(newest ?? at, at)
  return newest
}

function* made(entries: Iterable<Entry>, contact: (entry: Entry) => SourceContact): Generator<SourceContact> {
  for (const entry of entries) yield contact(entry)
}

/** Gives contacts, and keeps each for the next fold. */
function* kept(contacts: Iterable<SourceContact>, { lines }: NewFold): Generator<SourceContact> {
  for (const one of contacts) {
    lines.add(one)
    yield one
  }
}

/** The last fold with what has changed, and then who is new. */
function* onto(last: Fold, changed: Map<string, SourceContact>): Generator<SourceContact> {
  for (const line of last.contacts) {
    const id = line.field('externalId')!
    yield changed.get(id) ?? line.record
    changed.delete(id)
  }
  yield* changed.values()
}
