// The faults of Zendesk.

import { commonKinds } from '../faults/common.ts'
import type { FaultKind, FaultKinds } from '../faults/kind.ts'
import { html } from '../http/html.ts'
import type { RemoteRequest } from '../http/remote.ts'
import { forbidden, notAuthenticated, tooManyRequests } from './answers.ts'
import type { JobFault } from './jobs.ts'
import { zendeskPages } from './page-format.ts'

const isZendeskApi = ({ path }: RemoteRequest) => path.startsWith('/api/v2/')
const isJobRequest = ({ path, method }: RemoteRequest) => method !== 'GET' && /\/users\/\w+_many(\.json)?$/.test(path)
const jobKind = (jobFault: JobFault): FaultKind => ({ appliesTo: isJobRequest, jobFault })

export const zendeskFaults: FaultKinds = {
  ...commonKinds({
    // The body of Zendesk's 500 is not documented.
    error: { error: 'InternalError', description: 'Internal Server Error' },
    unavailable: html('Zendesk is down for maintenance'),
    login: '/access/login',
    pages: zendeskPages,
  }),
  // Reported in zendesk_api_client_php #314.
  conflict: {
    appliesTo: isZendeskApi,
    respond: () => ({ status: 409, body: { error: 'DatabaseConflict', description: 'Database collision' } }),
  },
  'too-many-requests': { appliesTo: isZendeskApi, respond: (_, { retryAfter = 1 }) => tooManyRequests(retryAfter) },
  // Reported in airbyte #14253: JSON of another shape, without `error`.
  'edge-too-many-requests': {
    appliesTo: isZendeskApi,
    respond: (_, { retryAfter = 1 }) => {
      const body = { detail: 'Rate limited by Zendesk edge protection', status: '429', title: 'Automated response' }
      return { status: 429, headers: { 'retry-after': String(retryAfter) }, body }
    },
  },
  'job-lost': jobKind('lost'),
  'job-stuck': jobKind('stuck'),
  'job-failed': jobKind('failed'),
  'job-unfinished': jobKind('unfinished'),
  'too-many-jobs': jobKind('refused'),
  unauthorized: { appliesTo: isZendeskApi, respond: notAuthenticated },
  forbidden: { appliesTo: isZendeskApi, respond: forbidden },
}
