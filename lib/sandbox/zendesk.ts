// Zendesk's side of the wire: the paths, and what they answer.

import { randomBytes } from 'node:crypto'
import { type Answer, type Asked, type Remote, type Routes, routed } from './serve.ts'
import { addressesOf, type User, type World } from './world.ts'
import { changes, type Patch } from './zendesk/changes.ts'
import { jobs } from './zendesk/jobs.ts'
import { listed, type Paging } from './zendesk/pages.ts'
import { ourselves, people } from './zendesk/people.ts'
import { shownIdentities, shownMembership, shownOrganization, shownUser } from './zendesk/records.ts'

export interface ZendeskOptions extends Paging {
  clientId: string
  clientSecret: string
  /** One factor for every time the sandbox takes. */
  speed: number
  /** Users whose entry in an update job fails. */
  failing: Set<number> | ((id: number) => boolean)
  /** List Users side-loads identities too. The page of List Users does not document it, so it does not by default. */
  includeOnList: boolean
  /** The user fields of the account; by default the mark and all that occur in the world. */
  userFields: string[]
}

type Needed = Pick<ZendeskOptions, 'clientId' | 'clientSecret'> & Partial<ZendeskOptions>

const MANY = 100

/** The Zendesk account of `world`, which its answers change. */
export function zendesk(world: World, { clientId, clientSecret, ...options }: Needed): Remote {
  const { speed = 50, failing = new Set<number>(), includeOnList = false, userFields } = options
  const paging: Paging = {
    pageSize: Math.min(options.pageSize ?? MANY, MANY),
    endOfList: options.endOfList ?? 'full-cursor',
  }
  const self = ourselves(world)
  const fields = new Set(
    userFields ?? ['not_in_sfdc', ...world.zendesk.users.flatMap((user) => Object.keys(user.user_fields))],
  )
  const known = people(world)
  const write = changes(world, known, fields)
  const queue = jobs(speed, () => performance.now())
  const tokens = new Set<string>()
  const fails = (id: number) => (typeof failing === 'function' ? failing(id) : failing.has(id))

  const active = () => world.zendesk.users.filter((user) => user.active).sort(ascending)
  const shown = (user: User, origin: string) => shownUser(user, origin, fields)

  function token({ body }: Asked): Answer {
    const { client_id, client_secret, grant_type, scope = 'read write', expires_in } = { ...(body as object) } as Patch
    if (grant_type !== 'client_credentials') {
      return {
        status: 400,
        body: { error: 'unsupported_grant_type', error_description: 'Grant type is not supported' },
      }
    }
    if (client_id !== clientId || client_secret !== clientSecret) {
      return { status: 401, body: { error: 'invalid_client', error_description: 'Client authentication failed' } }
    }
    const access_token = randomBytes(32).toString('hex')
    tokens.add(access_token)
    return { body: { access_token, token_type: 'bearer', scope, expires_in: Number(expires_in ?? 1800) } }
  }

  /** Users, and their identities where they were asked for beside them. */
  function withIdentities(answer: Answer, asked: Asked, found: User[]): Answer {
    const wanted = asked.query.get('include')?.split(',').includes('identities')
    if (!wanted) return answer
    const identities = found.flatMap((user) => shownIdentities(user, asked.origin))
    return { ...answer, body: { ...(answer.body as object), identities } }
  }

  function list(asked: Asked): Answer {
    const roles = [...asked.query.getAll('role'), ...asked.query.getAll('role[]')]
    const external = asked.query.get('external_id')?.toLowerCase()
    const found = active().filter(
      ({ role, external_id }) =>
        (roles.length === 0 || roles.includes(role)) &&
        (external === undefined || external_id?.toLowerCase() === external),
    )
    const answer = listed(asked, 'users', found, (user) => shown(user, asked.origin), paging)
    if (!includeOnList) return answer
    const page = ((answer.body as { users?: { id: number }[] }).users ?? []).map(({ id }) => known.byId(id)!)
    return withIdentities(answer, asked, page)
  }

  function showMany(asked: Asked): Answer {
    const { query, origin } = asked
    const ids = splitted(query.get('ids') ?? query.get('external_ids'))
    if (ids.length > MANY) return tooMany()
    const find = query.has('ids') ? known.byId : known.byExternalId
    const found = [...new Set(ids.flatMap((id) => find(id) ?? []))].sort(ascending)
    const body = { users: found.map((user) => shown(user, origin)), next_page: null, previous_page: null }
    return withIdentities({ body: { ...body, count: found.length } }, asked, found)
  }

  /** `email:x`, `email:"x"`, `external_id:x` are exact; bare words are found anywhere, and more than was meant. */
  function search(asked: Asked): Answer {
    const query = asked.query.get('query') ?? `external_id:"${asked.query.get('external_id') ?? ''}"`
    const terms = [...query.matchAll(/(?:(\w+):)?(?:"([^"]*)"|(\S+))/g)]
    const fits = (user: User) =>
      terms.every(([, field, quoted, bare]) => {
        const text = (quoted ?? bare ?? '').toLowerCase()
        if (field === 'type') return text === 'user'
        if (field === 'email') return addressesOf(user).includes(text)
        if (field === 'external_id') return user.external_id?.toLowerCase() === text
        return [user.name, ...addressesOf(user)].some((value) => value.toLowerCase().includes(text))
      })
    return listed(asked, 'users', active().filter(fits), (user) => shown(user, asked.origin), paging)
  }

  function create({ body, origin }: Asked): Answer {
    const made = write.create({ ...(body as { user?: Patch } | null)?.user })
    if ('details' in made) return invalid(made.details)
    const user = shown(made.user, origin)
    return { status: 201, headers: { location: user.url }, body: { user } }
  }

  function job(entries: ((index: number) => object)[], origin: string): Answer {
    if (entries.length > MANY) return tooMany()
    if (entries.length === 0) return badRequest()
    const made = queue.queue(entries)
    if (made) return { body: { job_status: queue.shown(made, origin) } }
    const description = 'Too many UserBulkUpdateJobV2 jobs are currently queued or running. Try again later.'
    const current_job_ids = queue.open().map(({ id }) => id)
    return { status: 429, body: { error: 'TooManyJobs', description, current_job_ids } }
  }

  function updateMany({ body, query, origin }: Asked): Answer {
    const { user, users } = { ...(body as { user?: Patch; users?: Patch[] } | null) }
    const key = query.has('external_ids') ? 'external_id' : 'id'
    const named = splitted(query.get('ids') ?? query.get('external_ids')).map((id) => ({ ...user, [key]: id }))
    const patches = user ? named : users
    if (!Array.isArray(patches) || Boolean(user) !== named.length > 0) return badRequest()

    const entries = patches.map(({ id, ...patch }) => (index: number) => {
      const found = id === undefined ? known.byExternalId(patch['external_id']) : known.byId(id)
      const failed = { index, error: 'UserUpdateError', id: found?.id ?? id ?? null }
      if (!found?.active) return { ...failed, details: 'User not found' }
      const details = fails(found.id) ? 'Database collision' : write.update(found, patch)
      return details ? { ...failed, details } : { id: found.id, action: 'update', status: 'Updated', success: true }
    })
    return job(entries, origin)
  }

  function destroyMany({ query, origin }: Asked): Answer {
    const find = query.has('ids') ? known.byId : known.byExternalId
    const entries = splitted(query.get('ids') ?? query.get('external_ids')).map((id) => (index: number) => {
      const found = find(id)
      const failed = { index, error: 'UserDestroyError', id: found?.id ?? id }
      if (!found?.active) return { ...failed, details: 'User not found' }
      if (fails(found.id)) return { ...failed, details: 'Database collision' }
      write.remove(found)
      return { id: found.id, action: 'delete', status: 'Deleted', success: true }
    })
    return job(entries, origin)
  }

  function memberships(asked: Asked): Answer {
    const user = known.byId(asked.params['id'])
    if (!user) return notFound()
    const rows = world.zendesk.organization_memberships
      .map((membership, n) => ({ ...membership, id: 7_000_000_000_000 + n * 128 }))
      .filter(({ user_id }) => user_id === user.id)
    return listed(asked, 'organization_memberships', rows, (row) => shownMembership(row, asked.origin), paging)
  }

  function identities(asked: Asked): Answer {
    const user = known.byId(asked.params['id'])
    if (!user) return notFound()
    return listed(asked, 'identities', shownIdentities(user, asked.origin), (row) => row, paging)
  }

  const count = (value: number): Answer => ({ body: { count: { value, refreshed_at: new Date().toISOString() } } })

  const routes: Routes = {
    'GET /api/v2/organizations': (asked) =>
      listed(
        asked,
        'organizations',
        [...world.zendesk.organizations].sort(ascending),
        (one) => shownOrganization(one, asked.origin),
        paging,
      ),
    'GET /api/v2/organizations/count': () => count(world.zendesk.organizations.length),
    'GET /api/v2/users': list,
    'POST /api/v2/users': create,
    'GET /api/v2/users/me': ({ origin }) => ({
      body: { user: { ...shown(self, origin), authenticity_token: randomBytes(16).toString('hex') } },
    }),
    'GET /api/v2/users/count': () => count(active().length),
    'GET /api/v2/users/search': search,
    'GET /api/v2/users/show_many': showMany,
    'PUT /api/v2/users/update_many': updateMany,
    'DELETE /api/v2/users/destroy_many': destroyMany,
    'GET /api/v2/users/:id': ({ params, origin }) => {
      const user = known.byId(params['id'])
      return user ? { body: { user: shown(user, origin) } } : notFound()
    },
    'GET /api/v2/users/:id/identities': identities,
    'GET /api/v2/users/:id/organization_memberships': memberships,
    'GET /api/v2/job_statuses/show_many': ({ query, origin }) => {
      const found = splitted(query.get('ids')).flatMap((id) => queue.find(id) ?? [])
      return { body: { job_statuses: found.map((one) => queue.shown(one, origin)) } }
    },
    'GET /api/v2/job_statuses/:id': ({ params, origin }) => {
      const found = queue.find(params['id'] ?? '')
      return found ? { body: { job_status: queue.shown(found, origin) } } : notFound()
    },
  }
  const answer = routed(routes)
  const open = routed({ 'POST /oauth/tokens': token })

  return (asked) => {
    known.refresh()
    queue.work()
    const anonymous = open(asked)
    if (anonymous) return anonymous
    const [, bearer = ''] = /^Bearer (\S+)$/i.exec(asked.headers.authorization ?? '') ?? []
    if (!tokens.has(bearer)) return { status: 401, body: { error: "Couldn't authenticate you" } }
    return answer(asked) ?? { status: 404, body: { error: 'InvalidEndpoint', description: 'Not found' } }
  }
}

const ascending = (a: { id: number }, b: { id: number }) => a.id - b.id
const splitted = (list: string | null) => (list ?? '').split(',').filter((part) => part !== '')
const notFound = (): Answer => ({ status: 404, body: { error: 'RecordNotFound', description: 'Not found' } })
const badRequest = (): Answer => ({
  status: 400,
  body: { error: 'BadRequest', description: 'Body and parameters do not go together' },
})
const tooMany = (): Answer => ({
  status: 400,
  body: { error: 'TooManyValues', description: 'Parameter  cannot specify more than 100 values', max_count: 100 },
})
const invalid = (details: object): Answer => ({
  status: 422,
  body: { error: 'RecordInvalid', description: 'Record validation errors', details },
})
