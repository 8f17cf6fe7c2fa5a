// Gluu's change feed as a source: everyone now and then, and between that who was made or changed since.

import { type Contact, clean, keyed, usable } from '../../artifacts.ts'
import { attributesOf } from '../../attributes.ts'
import { http } from '../../http.ts'
import { pace } from '../../pace.ts'
import type { Progress } from '../../progress.ts'
import { unproven } from '../../scim/list.ts'
import { MEDIA, type Service, serviceBy } from '../../scim/service.ts'
import { milliseconds } from '../../settings.ts'
import { askedFor } from '../asked.ts'
import type { Asked, Source } from '../source.ts'
import { type Entry, entryOfUser } from './entry.ts'
import { type Fold, foldIn, keepFold, type Marks, newFold } from './fold.ts'
import { looks } from './looks.ts'
import { type GluuSettings, products } from './settings.ts'
import { signIn } from './sign-in.ts'
import { watermarkOf } from './stamps.ts'
import { changedSince } from './updated.ts'

const OURS = 'gluu:'

/** The people of a Gluu server. What was read last is kept in the folder `state`. */
export function gluu(settings: GluuSettings, progress: Progress, state: string): Source {
  const { network, product, url } = settings
  const { scim, updated } = products[product]
  const paced = pace()
  /** What the server's clock said first; null: it does not say. */
  let began: number | null = null
  const call = http({
    name: 'Gluu',
    url,
    network,
    media: MEDIA,
    authorization: signIn(settings, paced),
    pace: paced,
    verdict: (status) => (status === 403 ? 'sign in anew' : null), // so it says that a token has ended
    heard({ date }) {
      began ??= Date.parse(String(date)) || null
      progress.count('requests')
      return null
    },
  })
  const remote: Service = serviceBy(call, () => scim, progress, { speaks: true })
  const contact = mapping(settings)
  const overlap = milliseconds(settings.overlap)

  /** What the contacts that were given make: kept once contacts.json is there. */
  let next: { fold: ReturnType<typeof newFold>; marks: Marks | null } | null = null
  let isDelta = false

  const everyone = <T>(keep: (entry: Entry) => T) => remote.list('Users', (user) => keep(entryOfUser(user)))

  async function* full(): AsyncGenerator<Contact> {
    const stamps: number[] = []
    const fold = newFold()
    const since = Date.now()
    const all = await everyone((entry) => {
      stamps.push(Math.max(...entry.stamps))
      return contact(entry)
    })
    for (const one of all) {
      fold.add(one)
      yield one
    }
    const watermark = watermarkOf(stamps.filter(Number.isFinite), { began, last: null, overlap })
    next = { fold, marks: watermark === null ? null : { full: since, watermark } }
  }

  async function* folded(last: Fold): AsyncGenerator<Contact> {
    const fold = newFold()
    const { entries, began: at } = await changedSince(call, updated, last.watermark, progress)
    const changed = new Map([...entries.values()].map((entry) => [OURS + entry.inum, contact(entry)]))
    progress.say(`Gluu: ${changed.size} made or changed since ${new Date(last.watermark).toISOString()}`)
    for (const line of last.contacts) {
      const one = changed.get(line.field('externalId')!) ?? line.record
      changed.delete(one.externalId)
      fold.add(one)
      yield one
    }
    for (const one of changed.values()) {
      fold.add(one)
      yield one
    }
    const stamps = [...entries.values()].flatMap((entry) => entry.stamps)
    next = {
      fold,
      marks: { full: last.full, watermark: watermarkOf(stamps, { began: at, last: last.watermark, overlap })! },
    }
  }

  /** The last fold, while everyone need not be read. One person alone is looked for among everyone. */
  function usableFold(only: string | null): Fold | null {
    const last = only === null ? foldIn(state, settings) : null
    return last && Date.now() - last.full < milliseconds(settings.fullEvery) ? last : null
  }

  return {
    from: url,

    looks: () => looks(call, remote, settings),

    async *contacts(asked: Asked) {
      const isAsked = askedFor(asked, progress)
      const last = usableFold(asked.only)
      isDelta = last !== null
      for await (const one of last ? folded(last) : full()) if (isAsked(one)) yield one
    },

    isEveryone: () => !isDelta,

    async remember() {
      if (next?.marks) keepFold(state, next.fold, next.marks, settings)
    },

    /** Everyone is read again: a filter that misses would prove an absence. */
    async present(people) {
      const found = new Set<string>()
      const all = await everyone((entry) => {
        if (!entry.active) return
        const { externalId, key } = contact(entry)
        for (const name of [externalId, key, ...(entry.attributes['mail'] ?? []).map(keyed)]) found.add(name)
      })
      if (all.length === 0) throw unproven('users', 'there is nobody at all') // proves nobody's absence
      const isThere = (name: string | null) => name !== null && found.has(name)
      return new Set(
        people
          .filter(({ externalId, emails }) => isThere(externalId) || emails.some((one) => isThere(keyed(one))))
          .map(({ id }) => id),
      )
    },
  }
}

function mapping(settings: GluuSettings) {
  const valuesOf = ({ attributes }: Entry, name: string) =>
    (Object.hasOwn(attributes, name) ? attributes[name] : undefined) ?? []
  const read = attributesOf<Entry>(settings.attributes, (place) => {
    const name = place.replace('[]', '')
    return name === place ? (entry) => valuesOf(entry, name)[0] ?? null : (entry) => [...valuesOf(entry, name)]
  })

  return (entry: Entry): Contact => {
    const externalId = OURS + entry.inum
    const of = (name: string) => valuesOf(entry, name)
    const [email = null] = of('mail')
    const keys = of(settings.key)
    const accounts = settings.account === undefined ? [] : of(settings.account).map((one) => one.trim())
    const [said] = [...of('displayName'), ...of('cn'), [...of('givenName'), ...of('sn')].join(' ')]
    const name = clean(said ?? '')
    const wrong = [
      email !== null && !usable(email) && 'no usable address',
      name === '' && 'no usable name',
      settings.key !== 'mail' && keys.length > 1 && `several values of ${settings.key}`,
      accounts.length > 1 && `several values of ${settings.account}: ${accounts.join(', ')}`,
    ].find((one) => one !== false)
    return {
      account: accounts.length > 1 ? null : (accounts[0] ?? null),
      email,
      externalId,
      key: keys[0] === undefined ? `?${externalId}` : keyed(keys[0]),
      person: { active: entry.active, attributes: read(entry), groups: [], name, organization: null },
      problem: wrong ?? null,
    }
  }
}
