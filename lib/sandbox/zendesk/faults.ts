// What goes wrong with Zendesk.

import { commonKinds } from '../faults/common.ts'
import type { Kind, Kinds } from '../faults/kind.ts'
import { html } from '../http/html.ts'
import type { Asked } from '../http/remote.ts'
import { forbidden, tooManyRequests, unauthorized } from './answers.ts'
import type { JobFate } from './jobs.ts'

const api = ({ path }: Asked) => path.startsWith('/api/v2/')
const makesJob = ({ path, method }: Asked) => method !== 'GET' && /\/users\/\w+_many(\.json)?$/.test(path)
const job = (fate: JobFate): Kind => ({ fits: makesJob, fate })

export const zendeskKinds: Kinds = {
  ...commonKinds({
    // The body of Zendesk's 500 is not documented.
    error: { error: 'InternalError', description: 'Internal Server Error' },
    unavailable: html('Zendesk is down for maintenance'),
    login: '/access/login',
  }),
  // Reported in zendesk_api_client_php #314.
  conflict: {
    fits: api,
    instead: () => ({ status: 409, body: { error: 'DatabaseConflict', description: 'Database collision' } }),
  },
  'too-many-requests': { fits: api, instead: (_, { retryAfter = 1 }) => tooManyRequests(retryAfter) },
  // Reported in airbyte #14253: JSON of another shape, without `error`.
  'edge-too-many-requests': {
    fits: api,
    instead: (_, { retryAfter = 1 }) => {
      const body = { detail: 'Rate limited by Zendesk edge protection', status: '429', title: 'Automated response' }
      return { status: 429, headers: { 'retry-after': String(retryAfter) }, body }
    },
  },
  'job-lost': job('lost'),
  'job-stuck': job('stuck'),
  'job-failed': job('failed'),
  'job-unfinished': job('unfinished'),
  'too-many-jobs': job('refused'),
  unauthorized: { fits: api, instead: unauthorized },
  forbidden: { fits: api, instead: forbidden },
}
