// Everything that is merely unpleasant, at once: nothing here loses or invents a record.

import type { Options } from './options.ts'

/** Every so-manieth entry of a job fails, once. */
const FAILING = 33

/** The options of a bad day, the same at every run; what a client repeats as documented comes to a good end. */
export function unpleasant(): Options {
  const failed = new Set<number>()
  let entries = 0

  function failing(id: number): boolean {
    entries++
    if (entries % FAILING !== 0 || failed.has(id)) return false
    failed.add(id)
    return true
  }

  const create = { method: 'POST', path: '/api/v2/users' }
  const update = { method: 'PUT', path: '/api/v2/users/update_many' }
  const any = { path: '/api/v2/*' }
  const always = { count: 'always' as const }
  const anyone = { path: '/scim/v2/*' }
  const made = { method: 'POST', path: '/scim/v2/Users' }
  const feed = { path: '/identity/*' }
  const document = { path: '/public-api/*' }
  const service = { tokenLife: 60, location: false, itemsPerPage: 'asked', pastEnd: 'first' } as const
  return {
    rate: 700,
    others: { jobs: 12, requests: 0.2 },
    tokenLife: 60,
    endOfList: 'empty-page',
    failing,
    smallPages: true,
    scim: service,
    directory: service,
    zeenea: { exportPolls: 5, bom: true, unknownUser: 'error' },
    gluu: { tokenLife: 60 },
    faults: {
      zendesk: [
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
      ],
      salesforce: [
        { kind: 'query-timeout' },
        { kind: 'session-expired', skip: 2 },
        { kind: 'concurrent-limit', skip: 4 },
      ],
      scim: [
        { kind: 'reset-after', ...made, skip: 3, every: 29, ...always },
        { kind: 'reset-before', ...anyone, skip: 7, every: 41, ...always },
        { kind: 'too-many', ...anyone, skip: 10, every: 60, count: 3, retryAfter: 1 },
        { kind: 'unavailable', ...anyone, skip: 25, every: 70, count: 3, retryAfter: 1 },
      ],
      directory: [
        { kind: 'reset-before', ...anyone, skip: 2 },
        { kind: 'too-many', ...anyone, skip: 4, retryAfter: 1 },
      ],
      zeenea: [
        { kind: 'reset-before', ...document, skip: 5, every: 31, ...always },
        { kind: 'unavailable', ...document, skip: 9, every: 60, count: 3, retryAfter: 1 },
        { kind: 'bad-gateway', ...document, skip: 20, every: 70, count: 3 },
        { kind: 'cut-off', path: '/exports/*' },
      ],
      gluu: [
        { kind: 'reset-before', ...feed, skip: 2, every: 31, ...always },
        { kind: 'token-expired', ...feed, skip: 4 },
        { kind: 'unavailable', ...feed, skip: 6, every: 60, count: 3, retryAfter: 1 },
        { kind: 'bad-gateway', ...feed, skip: 9, every: 70, count: 3 },
      ],
    },
  }
}
