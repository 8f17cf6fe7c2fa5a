// The change feed of Gluu as a source: a full read at times, and changes in between.

import type { SourceContact } from '../../artifacts/records.ts'
import type { Progress } from '../../connector/progress.ts'
import { readCounter } from '../../connector/read-value.ts'
import { milliseconds } from '../../connector/settings.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { parseMarked } from '../../errors/repeated-keys.ts'
import { httpClient } from '../../http/client.ts'
import { pace } from '../../http/pace.ts'
import { unprovenRead } from '../../scim/page.ts'
import { MEDIA, scimServiceBy } from '../../scim/service.ts'
import { presentPeople, scopeFilter } from '../scope.ts'
import type { EndOfRead, Source } from '../source.ts'
import { absence } from './absence.ts'
import { checks } from './checks.ts'
import { assertAttributesKnown, GLUU_ID_PREFIX, mapping, withAccountProblem } from './contact.ts'
import { entryOfUser, type GluuEntry, mergeEntries } from './entry.ts'
import {
  type LastContacts,
  type NewContacts,
  newLines,
  readLastContacts,
  reasonForFullRead,
  saveContacts,
} from './last-contacts.ts'
import { type GluuSettings, products } from './settings.ts'
import { signIn } from './sign-in.ts'
import { changedSince } from './updated-users.ts'
import { watermarkOf } from './watermark.ts'

/** The start of time: every stamp is later. */
const EVER = 0

/** A read with its contacts, and the state that it leads to. */
interface GluuRead {
  contacts: Iterable<SourceContact>
  next: NewContacts
}

/** The people of a Gluu server. The folder `state` has the contacts of the last read. */
export function gluuSource(settings: GluuSettings, progress: Progress, state: string): Source {
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
  const remote = scimServiceBy(call, () => scim, { progress, hasDiscovery: true, refusals: [400, 501] })
  const read = mapping(settings)
  const contact = (entry: GluuEntry) => read(entry).contact
  const overlap = milliseconds(settings.overlap)
  /** The end of a read. Its state is saved after contacts.json. */
  const endOf = (next: NewContacts): EndOfRead => ({
    complete: !next.isDelta,
    doubt: null,
    onContactsWritten: async (contacts) => saveContacts(state, next, { contacts, settings }),
  })

  /**
   * Everyone. The SCIM list decides presence, because the feed has no deletions. The attributes come from the feed, as
   * in every other read. People without a stamp come from other tools; only SCIM has them.
   */
  async function everyone() {
    const { began, entries } = await changedSince(call, updated, { since: EVER, progress })
    const users = await remote.list('Users', entryOfUser)
    const people = users.map((user) => mergeEntries(entries.get(user.inum), user))
    const counter = readCounter('Gluu: users')
    for (const entry of people) counter.count(read(entry).unreadable)
    counter.assertMostlyReadable()
    return { began, entries: people }
  }

  async function readFull(): Promise<GluuRead> {
    const since = Date.now()
    const { began, entries } = await everyone()
    assertAttributesKnown(entries, settings)
    const watermark = watermarkOf(newestOf(entries), { began, last: null, overlap })
    const next = { lines: newLines(), marks: watermark === null ? null : { full: since, watermark }, isDelta: false }
    return { contacts: keepEach(contactsOf(entries, contact), next), next }
  }

  async function readDelta(last: LastContacts): Promise<GluuRead> {
    const { began, entries } = await changedSince(call, updated, { since: last.watermark, progress })
    const changed = new Map([...entries.values()].map((entry) => [GLUU_ID_PREFIX + entry.inum, contact(entry)]))
    progress.say(`Gluu: ${changed.size} made or changed since ${new Date(last.watermark).toISOString()}`)
    const watermark = watermarkOf(newestOf(entries.values()), { began, last: last.watermark, overlap })!
    const next = { lines: newLines(), marks: { full: last.full, watermark }, isDelta: true }
    return { contacts: keepEach(mergeChanges(last, changed), next), next }
  }

  return {
    from: url,

    checks: () => checks({ call, service: remote, settings, progress }),

    async *contacts(asked) {
      const isAsked = scopeFilter(asked, progress)
      // a single person needs a full read
      const last = asked.person === null ? readLastContacts(state, settings) : null
      const why =
        asked.person === null ? reasonForFullRead(last, Date.now(), milliseconds(settings.fullEvery)) : 'for one person'
      if (why !== null && asked.person === null) progress.say(`Gluu: everyone is read: ${why}`)
      const { contacts, next } = last && why === null ? await readDelta(last) : await readFull()
      for (const one of contacts) {
        const settled = withAccountProblem(one, asked, settings)
        if (isAsked(settled)) yield settled
      }
      return endOf(next)
    },

    /** Reads everyone again, and then looks up each missing leaver, because a list alone proves no absence. */
    async findPresent(leavers) {
      const { entries } = await everyone()
      if (entries.length === 0) throw unprovenRead('users', 'there is nobody at all') // proves nobody's absence
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

/** The newest stamp of these people, or null. */
function newestOf(entries: Iterable<GluuEntry>): number | null {
  let newest: number | null = null
  for (const { stamps } of entries) for (const at of stamps) newest = Math.max(newest ?? at, at)
  return newest
}

function* contactsOf(
  entries: Iterable<GluuEntry>,
  contact: (entry: GluuEntry) => SourceContact,
): Generator<SourceContact> {
  for (const entry of entries) yield contact(entry)
}

/** Yields contacts, and adds each to the next state. */
function* keepEach(contacts: Iterable<SourceContact>, { lines }: NewContacts): Generator<SourceContact> {
  for (const one of contacts) {
    lines.add(one)
    yield one
  }
}

/** The last contacts with their changes, then new contacts. */
function* mergeChanges(last: LastContacts, changed: Map<string, SourceContact>): Generator<SourceContact> {
  for (const line of last.contacts) {
    const id = line.field('externalId')!
    yield changed.get(id) ?? line.record
    changed.delete(id)
  }
  yield* changed.values()
}
