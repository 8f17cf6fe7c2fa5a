// Requests to Zendesk, held against its published operations: method and path, parameters, and keys of the body.

import * as assert from 'uvu/assert'
import type { RemoteRequest } from '../../../lib/sandbox/http/remote.ts'
import { gatherContacts } from '../../../lib/scripts/gather-contacts.ts'
import { gatherOrganizations } from '../../../lib/scripts/gather-organizations.ts'
import { gatherUsers } from '../../../lib/scripts/gather-users.ts'
import { changeAnswers } from '../../kit/answers.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { compared, gathered, stageIn, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { changing, contactOf, userOf } from '../../kit/worlds.ts'

const operations = suite('zendesk: published operations')

const REFERENCE = 'https://developer.zendesk.com/api-reference/'
const CURSOR = ['page[size]', 'page[after]']
const USER = ['name', 'email', 'organization_id', 'external_id', 'role', 'skip_verify_email', 'user_fields']

interface Operation {
  /** Below the reference. */
  page: string
  query?: string[]
  /**
   * Keys of the body by dotted path; `[]` are the items of a list, and below `user_fields` every key is the account's.
   */
  body?: string[]
}

const within = (path: string, keys: string[]) => [path.split(/[.[]/)[0]!, ...keys.map((key) => `${path}.${key}`)]

/** All that may be sent. */
const PUBLISHED: Record<string, Operation> = {
  'POST /oauth/tokens': {
    page: 'ticketing/oauth/grant_type_tokens/',
    body: ['grant_type', 'client_id', 'client_secret', 'scope', 'expires_in'],
  },
  'GET /api/v2/users/me': { page: 'ticketing/users/users/#show-self' },
  'GET /api/v2/users': { page: 'ticketing/users/users/#list-users', query: [...CURSOR, 'include'] },
  'GET /api/v2/users/count': { page: 'ticketing/users/users/#count-users' },
  'GET /api/v2/users/search': { page: 'ticketing/users/users/#search-users', query: ['query'] },
  'GET /api/v2/users/show_many': {
    page: 'ticketing/users/users/#show-many-users',
    query: ['ids', 'external_ids', 'include'],
  },
  'GET /api/v2/users/:id/identities': { page: 'ticketing/users/user_identities/#list-identities', query: CURSOR },
  'GET /api/v2/users/:id/organization_memberships': {
    page: 'ticketing/organizations/organization_memberships/#list-memberships',
  },
  'GET /api/v2/organization_memberships': {
    page: 'ticketing/organizations/organization_memberships/#list-memberships',
    query: [...CURSOR, 'per_page'],
  },
  'PUT /api/v2/users/:id/organizations/:id/make_default': {
    page: 'ticketing/organizations/organizations/#set-organization-as-default',
    body: [],
  },
  'PUT /api/v2/users/:id/organization_memberships/:id/make_default': {
    page: 'ticketing/organizations/organization_memberships/#set-membership-as-default',
    body: [],
  },
  'POST /api/v2/users': { page: 'ticketing/users/users/#create-user', body: within('user', USER) },
  'POST /api/v2/users/create_many': { page: 'ticketing/users/users/#create-many-users', body: within('users[]', USER) },
  'PUT /api/v2/users/update_many': {
    page: 'ticketing/users/users/#update-many-users',
    body: within('users[]', ['id', 'name', 'organization_id', 'user_fields', 'suspended']),
  },
  'GET /api/v2/job_statuses/show_many': {
    page: 'ticketing/ticket-management/job_statuses/#show-many-job-statuses',
    query: ['ids'],
  },
  'GET /api/v2/organizations': { page: 'ticketing/organizations/organizations/#list-organizations', query: CURSOR },
  'GET /api/v2/organizations/count': { page: 'ticketing/organizations/organizations/#count-organizations' },
  'GET /api/v2/search': {
    page: 'ticketing/ticket-management/search/#list-search-results',
    query: ['query', 'per_page'],
  },
  'GET /api/v2/user_fields': { page: 'ticketing/users/user_fields/#list-user-fields', query: CURSOR },
}

/** Every key of a body, by its path. */
function keysOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => keysOf(one, `${path}[]`))
  if (typeof value !== 'object' || value === null || path.endsWith('user_fields')) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = path === '' ? key : `${path}.${key}`
    return [at, ...keysOf(inner, at)]
  })
}

/** What of a request is published nowhere. */
function unpublished({
  body,
  method,
  path,
  query,
}: Pick<RemoteRequest, 'body' | 'method' | 'path'> & { query: object }): string[] {
  const name = `${method} ${path.replace(/\/\d+(?=\/|$)/g, '/:id')}`
  const known = PUBLISHED[name]
  if (!known) return [`${name} is no operation`]
  const parameters = Object.keys(query).filter((key) => !known.query?.includes(key))
  const keys = keysOf(body).filter((key) => !known.body?.includes(key))
  return [...parameters.map((key) => `${name}: parameter ${key}`), ...keys.map((key) => `${name}: key ${key}`)]
}

const world = () => {
  const made = changing()
  made.salesforce.contacts.push(contactOf(110), contactOf(111), contactOf(112))
  // enough creations for a job, which this account refuses
  made.salesforce.contacts.push(...[120, 121, 122, 123].map((n) => contactOf(n)))
  made.zendesk.users.push(
    userOf(110, { organization_id: 900, name: 'Old Name' }),
    userOf(111, { organization_id: 901, external_id: null, identities: [{ value: 'ann@home.test' }] }),
  )
  const memberships = [902, 901].map((organization_id) => ({ user_id: 5110, organization_id, default: false }))
  return { ...made, zendesk: { ...made.zendesk, organization_memberships: memberships } }
}

/** Everything that a run may ask, well and badly. */
async function everything(here: Place): Promise<void> {
  here.settings(({ limits, source, target }) => {
    Object.assign(source, { attributes: { job: { value: 'Cook' } } })
    Object.assign(target, { attributes: { job: 'user_fields.job' } })
    Object.assign(target.removal, { suspend: true })
    const open = { count: 999, share: 1 }
    Object.assign(limits, { create: open, update: { ...open, moves: open }, delete: { ...open, organizations: 9 } })
  })
  await compared(here)
  let lost = 0
  here.interfere((_, { method, path }) => {
    if (method === 'POST' && path.endsWith('/users') && lost++ === 0) return { breakage: 'reset' as const }
    return path.includes('/organizations/') && path.endsWith('/make_default') ? { status: 404, body: {} } : undefined
  })
  await synced(here)
  here.interfere((_, { method, path }) => {
    if (method !== 'POST' || !path.endsWith('/users')) return undefined
    return { status: 422, body: { details: { email: [{ error: 'DuplicateValue' }] } } }
  })
  await here.run('doctor')
  changeAnswers(here, /\/show_many$/, (body: { identities?: unknown }) => void delete body.identities)
  await gathered(here)
  for (const work of [gatherOrganizations, gatherUsers, gatherContacts])
    await stageIn(here, work, { person: 'person101@acme.test' })
}

operations('every request is a published operation, with published parameters and keys', () =>
  at(
    world(),
    async (here) => {
      await everything(here)
      const asked = here.box.requests.filter(({ system }) => system === 'zendesk')
      assert.equal([...new Set(asked.flatMap(unpublished))], [])
      const names = new Set(asked.map(({ method, path }) => `${method} ${path.replace(/\/\d+(?=\/|$)/g, '/:id')}`))
      assert.equal(
        Object.keys(PUBLISHED).filter((name) => !names.has(name)),
        [],
        'a row that nothing asks says nothing',
      )
    },
    { zendesk: { userFields: ['not_in_sfdc', 'job'], pageSize: 2 }, salesforce: { pageSize: 2 } },
  ),
)

operations('what is not on the list is found: an operation, a parameter, a key', () => {
  const asked = { method: 'PUT', path: '/api/v2/users/7', query: {}, body: {} }
  assert.equal(unpublished(asked), ['PUT /api/v2/users/:id is no operation'])
  assert.equal(unpublished({ ...asked, method: 'GET', path: '/api/v2/users', query: { role: 'agent' } }), [
    'GET /api/v2/users: parameter role',
  ])
  const users = [{ id: 1, email: 'ann@acme.test', user_fields: { any: 1 } }]
  assert.equal(unpublished({ ...asked, path: '/api/v2/users/update_many', body: { users } }), [
    'PUT /api/v2/users/update_many: key users[].email',
  ])
})

operations('each row names its page', () => {
  for (const [name, { page }] of Object.entries(PUBLISHED)) assert.ok(URL.canParse(REFERENCE + page) && page, name)
})

operations.run()
