// Zendesk as a system of the sandbox.

import type { Fault } from '../faults/read.ts'
import { systemEntry } from '../system.ts'
import { zendeskFaults } from './faults.ts'
import type { JobStats } from './jobs.ts'
import { withRateLimit } from './limits.ts'
import { zendeskPages } from './page-format.ts'
import { populateZendesk } from './populate.ts'
import { defaultTokens } from './sign-in.ts'
import { respell } from './spellings.ts'
import { assertZendeskConsistent, type ZendeskStore, zendeskStore } from './store.ts'
import { zendeskSimulator as serve, type ZendeskOptions } from './zendesk.ts'

interface ZendeskStats extends JobStats {
  /** Responses with 429, except those about jobs. */
  tooManyRequests: number
}

export const zendeskSystem = systemEntry<ZendeskStore, Partial<ZendeskOptions>, ZendeskStats>({
  store: zendeskStore,
  assertConsistent: assertZendeskConsistent,
  inWords: ({ organizations, users }) => `${organizations.length} organizations and ${users.length} users in Zendesk`,
  populate: populateZendesk,
  finish: respell,
  faults: zendeskFaults,
  pages: zendeskPages,
  ownStats: () => ({ tooManyRequests: 0, mostJobs: 0, tooManyJobs: 0 }),
  count(stats, { status, body }) {
    const isAboutJobs = (body as { error?: string } | undefined)?.error === 'TooManyJobs'
    if (status === 429 && !isAboutJobs) stats.tooManyRequests++
  },
  unpleasant: () => ({
    options: {
      rate: 700,
      others: { jobs: 12, requests: 0.2 },
      tokenLife: 60,
      endOfList: 'empty-page',
      failing: failSometimes(),
    },
    faults,
  }),
  start({ store, options, clock, stats, withFaults }) {
    const { clientId = 'user-sync', clientSecret = 'sandbox-secret' } = options
    const { remote, email } = serve(store, { ...options, clientId, clientSecret }, { clock, stats })
    return {
      remote: withRateLimit(withFaults(remote), options, clock),
      environment: (url) => ({
        ZENDESK_URL: url,
        ZENDESK_CLIENT_ID: clientId,
        ZENDESK_CLIENT_SECRET: clientSecret,
        ZENDESK_TOKEN: options.token ?? defaultTokens.token,
        ZENDESK_EMAIL: email,
        ZENDESK_API_TOKEN: options.apiToken ?? defaultTokens.apiToken,
      }),
    }
  },
})

/** Every so-manieth entry of a job fails, once. */
const FAILING = 33

function failSometimes(): (id: number) => boolean {
  const failed = new Set<number>()
  let entries = 0
  return (id) => {
    entries++
    if (entries % FAILING !== 0 || failed.has(id)) return false
    failed.add(id)
    return true
  }
}

const create = { method: 'POST', path: '/api/v2/users' }
const update = { method: 'PUT', path: '/api/v2/users/update_many' }
const any = { path: '/api/v2/*' }
const always = { count: 'always' as const }

const faults: Fault[] = [
  { kind: 'reset-after', ...create, skip: 3, every: 29, ...always },
  { kind: 'conflict', ...create, skip: 5, every: 19, ...always },
  // A run makes ten of these or so, fewer when its jobs are quick: each fault has its turn among the first seven.
  { kind: 'reset-after', ...update },
  { kind: 'reset-after', ...update, every: 6, ...always },
  { kind: 'conflict', ...update, every: 4, ...always },
  { kind: 'reset-before', ...update, skip: 2, count: 2 },
  { kind: 'reset-before', ...any, skip: 7, every: 41, ...always },
  // Each of these costs a second.
  { kind: 'unavailable', ...any, skip: 10, every: 60, count: 3, retryAfter: 1 },
  { kind: 'edge-too-many-requests', ...any, skip: 25, every: 70, count: 3, retryAfter: 1 },
]
