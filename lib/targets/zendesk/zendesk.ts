// Zendesk as a target, made of reads, writes and jobs.

import { toKey } from '../../artifacts/key.ts'
import type { Contact, User } from '../../artifacts/records.ts'
import { once } from '../../connector/once.ts'
import { httpClient } from '../../http/client.ts'
import { pace } from '../../http/pace.ts'
import { uriBytesLeft } from '../../http/uri-chunks.ts'
import type { Target, TargetContext } from '../target.ts'
import { bulkImport } from './bulk-import.ts'
import { zendeskChanges } from './changes.ts'
import { checks } from './checks.ts'
import { zendeskCreations } from './creations.ts'
import { droppedKeys, rateLimitOf } from './headers.ts'
import { assertBareHost } from './host.ts'
import { incrementalRead } from './incremental.ts'
import { jobSlots } from './job-slots.ts'
import { watchJobs } from './jobs.ts'
import { keptFields } from './kept-fields.ts'
import { zendeskReads } from './reads.ts'
import { jobRoom } from './room.ts'
import type { ZendeskSettings } from './settings.ts'
import { grantedScope, signIn } from './sign-in.ts'
import { assertFields } from './user-fields.ts'

/** No documentation allows longer names; the limit of Salesforce is 121. */
const LONGEST_NAME = 255

/** The users of a Zendesk instance. */
export function zendeskTarget(settings: ZendeskSettings, context: TargetContext): Target {
  const { jobDeadline, network, rateShare, url } = settings
  const { progress } = context
  assertBareHost(url)
  const paced = pace(rateShare)
  const authorization = signIn(settings, paced, context)
  const warned = new Set<string>()
  const call = httpClient({
    name: 'Zendesk',
    url,
    network,
    authorization,
    pace: paced,
    onHeaders(headers) {
      progress.count('requests')
      const rate = paced.perSecond()
      if (rate !== null) progress.allowed(rate)
      const keys = droppedKeys(headers)
      if (keys !== null && !warned.has(keys)) progress.say(`Zendesk: it did not take ${keys}`)
      if (keys !== null) warned.add(keys)
      return rateLimitOf(headers)
    },
  })
  const spare = async () => uriBytesLeft(new URL(SHOW_MANY, url), await authorization(null))
  const read = zendeskReads(call, spare, { settings, context })
  const { everyone, organizations, usersBy, usersByAddress } = read
  const jobs = watchJobs(call, jobDeadline, network)
  const slots = jobSlots()
  const room = jobRoom(call, { waitForJob: jobs.waitForJob, slots }, settings)
  /** Runs before users are read, because their marks depend on it, and before the first write. */
  const ready = once(async () => assertFields(settings, await read.userFields()))
  const kept = keptFields(settings)
  const tools = { settings, progress, kept, assertReady: ready, jobs, room, slots }
  const change = zendeskChanges(call, read, tools)

  return {
    from: url,

    organizations,

    /** Zendesk has groups of agents only. */
    async *groups() {},

    async *users() {
      await read.mapper()
      await ready()
      yield* everyone()
    },

    ...(settings.read !== 'full' && {
      incremental: incrementalRead(call, read, { settings, progress, assertReady: ready }),
    }),

    usersById: (ids) => usersBy('ids', ids),

    async findUsers({ emails = [], externalIds = [] }) {
      const found: User[] = await usersBy('external_ids', externalIds)
      for (const email of emails) found.push(...(await usersByAddress(email)).owners)
      return [...new Map(found.map((user) => [user.id, user])).values()]
    },

    /** An update never has an address or an external id (Zendesk, Users: `email` adds a second address). */
    createsBesideUpdates: true,

    create: zendeskCreations(call, read, { ...tools, bulk: bulkImport(settings, context) }),

    update: (entries, stopped = never, { moves } = NO_MOVES) => change('update', entries, { stopped, moves }),

    /** Marks, never deletes: Zendesk cannot bring a deleted user back (Zendesk, Users). */
    remove: (entries, stopped = never) => change('delete', entries, { stopped, ...NO_MOVES }),

    async awaitJobs(ids) {
      await Promise.all(ids.map(jobs.waitForJob))
    },

    checks: () =>
      checks(call, read, { scope: () => grantedScope(settings, paced), settings, protect: context.protect }),

    targetProblem: ({ email, key, person }: Contact) => {
      if (email === null || toKey(email) !== key)
        return 'Zendesk signs in by the address: the source has to give it as the key'
      // seen refused: "is not properly formatted" (Zendesk, Users)
      if (!/@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(email)) {
        return 'Zendesk takes no address with such a domain'
      }
      return person.name.length > LONGEST_NAME ? `the name is longer than ${LONGEST_NAME} characters` : null
    },
  }
}

/** The longest path of a read, without its values. */
const SHOW_MANY = '/api/v2/users/show_many?include=identities&external_ids='

const never = () => false
const NO_MOVES = { moves: 0 }
