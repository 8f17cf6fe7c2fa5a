// The places of the line where a fault can hit: which stage, which requests of it, and how it asks there.

import type { FaultKinds } from '../../../lib/sandbox/faults/kind.ts'
import { pageKinds } from '../../../lib/sandbox/faults/pages.ts'
import type { RemoteRequest } from '../../../lib/sandbox/http/remote.ts'
import type { LoggedRequest } from '../../../lib/sandbox/log.ts'
import { salesforceFaults } from '../../../lib/sandbox/salesforce/faults.ts'
import { zendeskFaults } from '../../../lib/sandbox/zendesk/faults.ts'
import { zendeskPages } from '../../../lib/sandbox/zendesk/page-format.ts'

export type Stage = 'gather-organizations' | 'gather-users' | 'gather-contacts' | 'sync'

export interface Door {
  stage: Stage
  /** What the stage does there, in a word or two. */
  doing: string
  system: 'zendesk' | 'salesforce'
  /** Which of its requests are hit: as a fault names them. */
  fault: { method?: string; path: string; skip?: number }
  /** Whose row of exit codes holds here. */
  row: Row
  /** Only these kinds; without it all that can hit. */
  kinds?: string[]
}

type Row = 'sign-in' | 'login' | 'list' | 'read' | 'fields' | 'homes' | 'creation' | 'batch' | 'query'

const QUERY = '/services/data/*/query*'
const LOGIN = '/services/oauth2/token'
const SHOW = '/api/v2/users/show_many'
const BATCH = { method: 'PUT', path: '/api/v2/users/update_many' }

const door = (stage: Stage, doing: string, row: Row, fault: Door['fault'], more: Partial<Door> = {}): Door => {
  const system = fault.path.startsWith('/services') ? 'salesforce' : 'zendesk'
  return { stage, doing, row, fault, system, ...more }
}

/** Each place where a stage asks in a way of its own. */
export const doors: Door[] = [
  door('gather-organizations', 'sign-in', 'sign-in', { path: '/oauth/tokens' }),
  door('gather-organizations', 'list', 'list', { path: '/api/v2/organizations' }),
  door('gather-users', 'list', 'list', { path: '/api/v2/users' }),
  door('gather-users', 'addresses', 'read', { path: SHOW }),
  door('gather-contacts', 'sign-in', 'login', { path: LOGIN }),
  door('gather-contacts', 'query', 'query', { path: QUERY }),
  door(
    'sync',
    'user fields',
    'fields',
    { path: '/api/v2/user_fields' },
    { kinds: Object.keys(pageKinds(zendeskPages)) },
  ),
  door('sync', 'read before', 'read', { path: SHOW }),
  door('sync', 'creation', 'creation', { method: 'POST', path: '/api/v2/users' }),
  door('sync', 'memberships', 'homes', { path: '*/users/*/organization_memberships' }),
  door('sync', 'updates', 'batch', BATCH),
  door('sync', 'jobs', 'read', { path: '/api/v2/job_statuses/show_many' }),
  // the reads before the creations and before the updates pass
  door('sync', 'read-back', 'read', { path: SHOW, skip: 2 }),
  door('sync', 'absence: sign-in', 'login', { path: LOGIN }),
  door('sync', 'absence: query', 'query', { path: QUERY }),
  // the batch of the updates passes
  door('sync', 'removals', 'batch', { ...BATCH, skip: 1 }),
]

export const kindsOf: Record<Door['system'], FaultKinds> = { zendesk: zendeskFaults, salesforce: salesforceFaults }

/** The kinds of faults that can hit the requests of a door, told from those that an undisturbed stage sent. */
export function kindsAt(
  { system, kinds, fault: { method, path, skip = 0 } }: Door,
  sent: readonly LoggedRequest[],
): string[] {
  const pattern = new RegExp(`^${path.replaceAll('*', '.*')}$`)
  const met = sent.filter((one) => pattern.test(one.path) && (method ?? one.method) === one.method).slice(skip)
  const asked = met.map((one) => ({ ...one, query: new URLSearchParams(one.query) }) as unknown as RemoteRequest)
  return Object.entries(kindsOf[system])
    .filter(([, { appliesTo = () => true }]) => asked.some(appliesTo))
    .map(([kind]) => kind)
    .filter((kind) => kinds?.includes(kind) ?? true)
}
