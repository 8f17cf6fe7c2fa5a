// The requests to a SCIM 2.0 service, as a source or as a target.

import { once } from '../connector/once.ts'
import type { Progress } from '../connector/progress.ts'
import { exit, Failure } from '../errors/failure.ts'
import { parseMarked } from '../errors/repeated-keys.ts'
import { pathPart } from '../http/address.ts'
import { type Call, httpClient, type Request } from '../http/client.ts'
import { type Answer, quoteRemote } from '../http/outcome.ts'
import { pace } from '../http/pace.ts'
import { ABSENT, type OptionalPage, optionalPages, readFeatures, type ServiceFeatures } from './discovery.ts'
import { readAll } from './list.ts'
import type { PageQuery, Paging } from './paging.ts'
import { field, type Resource } from './path.ts'
import type { ServiceSettings } from './settings.ts'
import { signIn } from './sign-in.ts'
import { redirectFailure, slashFailure } from './trailing-slash.ts'

/** The media type of SCIM (RFC 7644, 3.1). */
export const MEDIA = 'application/scim+json'

/** Resources per page for a service that states no maximum. */
const USUAL_PAGE = 100
/** Larger pages are slow and save nothing; Bizagi refuses them (Bizagi, reading users). */
const LARGEST_PAGE = 500

type ResourceType = 'Users' | 'Groups'

export interface ScimService {
  call: Call
  /** The path of a resource type or a resource: `at('Users', id)`. */
  at(...parts: string[]): string
  features(): Promise<ServiceFeatures>
  /** An optional page, or null if the service does not have it. */
  optional(page: OptionalPage, allow?: readonly number[]): Promise<Answer | null>
  /** The listed resource types or schemas, read once; null if the service does not list them. */
  describe(page: 'ResourceTypes' | 'Schemas'): Promise<unknown[] | null>
  /** The ETag of a resource from `get`, or null. */
  etagOf(resource: Resource): string | null
  /** The missing optional pages, each with the answer. */
  lacking: ReadonlyMap<OptionalPage, string>
  /** Whether an optional page is missing: `plainly` by its status, `oddly` by any other answer; null: it is there. */
  lacks(page: OptionalPage): 'plainly' | 'oddly' | null
  /** One answer of a list. Throws exit 7 if the list is at the other form of its path. */
  page(type: ResourceType, request: Request): Promise<Answer>
  /**
   * Every resource of a type, or every match of a filter, mapped by `keep`. Throws exit 9 if the list is not proven
   * whole.
   */
  list<T>(type: ResourceType, keep: (resource: Resource) => T, filter?: string | null): Promise<T[]>
  /** The matches of a filter. An empty result proves nothing, because services differ in how they read filters. */
  find<T>(type: ResourceType, keep: (resource: Resource) => T, filter: string): Promise<T[]>
  /** One resource, or null. */
  get(type: ResourceType, id: string): Promise<Resource | null>
  /** The same, with the answer of a 404. */
  ask(type: ResourceType, id: string): Promise<{ resource: Resource } | { refusal: Answer }>
}

/** The differences between services. */
interface ServiceManner {
  /** Whether the service has discovery pages (ServiceProviderConfig, Schemas, Me). */
  hasDiscovery: boolean
  /** The most rows of a list, for a service without a second page. */
  onePage?: number
  /** `none`: by the settings, the service has no pages and returns all users in one answer. */
  paging?: 'pages' | 'none'
  /** The statuses of a refused filter. Default: every status that means absence. */
  refusals?: readonly number[]
  /** Whether all paths end in a slash. */
  trailingSlash?: boolean
}

/** Connects to a SCIM service. A filter that the service refuses throws `Unfiltered`. */
export function scimService(
  settings: ServiceSettings,
  progress: Progress,
  manner: ServiceManner = { hasDiscovery: true },
): ScimService {
  const { network, url } = settings
  const paced = pace()
  const call = httpClient({
    name: 'SCIM',
    url,
    network,
    media: MEDIA,
    authorization: signIn(settings, paced),
    pace: paced,
    parse: parseMarked,
    onHeaders() {
      progress.count('requests')
      return null
    },
  })
  return scimServiceBy(call, () => new URL(url).pathname, {
    progress,
    paging: settings.paging,
    trailingSlash: settings.trailingSlash,
    ...manner,
  })
}

/** The same for the SCIM API of a larger product: `asking` sends requests, and every path begins with `base()`. */
export function scimServiceBy(
  asking: Call,
  base: () => string,
  {
    progress,
    hasDiscovery,
    onePage,
    paging = 'pages',
    refusals = ABSENT,
    trailingSlash = false,
  }: ServiceManner & { progress: Progress },
): ScimService {
  const at = (...parts: string[]) =>
    [base().replace(/\/+$/, ''), ...parts.map(pathPart)].join('/') + (trailingSlash ? '/' : '')
  const call = namingSlashes(inTakenMedia(asking))
  const { ask: optional, lacking, lacks } = optionalPages(call, at)
  const listed = new Map<string, Promise<unknown[] | null>>()
  const etags = new WeakMap<Resource, string>()

  async function discover(): Promise<ServiceFeatures> {
    const usual = onePage ?? (hasDiscovery ? USUAL_PAGE : LARGEST_PAGE)
    const answer = hasDiscovery ? await optional('ServiceProviderConfig') : null
    if (lacks('ServiceProviderConfig') === 'oddly')
      progress.say('SCIM: it says nothing of itself (ServiceProviderConfig): the defaults of RFC 7643 are taken')
    return readFeatures(answer?.body, { most: LARGEST_PAGE, usual })
  }

  async function readDescription(page: 'ResourceTypes' | 'Schemas'): Promise<unknown[] | null> {
    const body = (await optional(page))?.body
    const all = field(body, 'Resources') ?? body
    return Array.isArray(all) ? all : null
  }

  async function page(type: ResourceType, request: Request): Promise<Answer> {
    try {
      return await call('GET', at(type), request)
    } catch (error) {
      throw await slashFailure(call, at(type), error)
    }
  }

  const features = once(discover)

  async function readList<T>(
    type: ResourceType,
    { keep, filter, isProof }: { keep: (resource: Resource) => T; filter: string | null; isProof: boolean },
  ): Promise<T[]> {
    const { cursor, maxResults, page: size } = await features()
    const what = type.toLowerCase()
    const way: Paging['way'] = onePage ? 'single' : paging === 'none' ? 'none' : cursor ? 'cursor' : 'index'
    const members = type === 'Groups' && { excludedAttributes: 'members' } // read with a group, where they are wanted
    return readAll({
      what,
      keep,
      isProof,
      paging: { way, page: onePage ?? size, maxResults },
      async ask(asked: PageQuery) {
        const query = { ...asked, ...members, ...(filter !== null && { filter }) }
        const by = filter === null ? {} : { shown: `${at(type)}?filter=${attributeIn(filter)}`, allow: refusals }
        return assertFiltered(filter, await page(type, { query, ...by }))
      },
      onRows(n) {
        progress.count('pages')
        if (isProof && filter === null) progress.count(`${what} read`, n)
      },
    })
  }

  async function ask(type: ResourceType, id: string): Promise<{ resource: Resource } | { refusal: Answer }> {
    const answer = await call('GET', at(type, id), { allow: [404], shown: `${at(type)}/...` })
    if (answer.status === 404) return { refusal: answer }
    const resource = resourceOf(answer.body)
    if (answer.headers['etag']) etags.set(resource, answer.headers['etag'])
    return { resource }
  }

  return {
    call,
    at,
    features,
    optional,
    describe: (page) => {
      const asked = listed.get(page) ?? readDescription(page)
      listed.set(page, asked)
      return asked
    },
    etagOf: (resource) => etags.get(resource) ?? null,
    lacking,
    lacks,
    page,
    list: (type, keep, filter = null) => readList(type, { keep, filter, isProof: true }),
    find: (type, keep, filter) => readList(type, { keep, filter, isProof: false }),

    ask,

    async get(type, id) {
      const answer = await ask(type, id)
      return 'resource' in answer ? answer.resource : null
    },
  }
}

/** Turns a redirect to the other form of a path into a failure that names the setting; optional pages fail as usual. */
function namingSlashes(call: Call): Call {
  return (method, path, request = {}) =>
    call(method, path, request).catch((error: unknown) => {
      throw request.optional ? error : redirectFailure(path, error)
    })
}

/** Sends application/json after the service has refused the media type of SCIM (415; RFC 7644, 3.8, allows both). */
function inTakenMedia(call: Call): Call {
  let isPlain = false
  return async (method, path, request = {}) => {
    const asked = { ...request, mayBeEmpty: method !== 'GET' } // seen: a 201 and a 200 without a body
    const plain = { ...asked, headers: { ...request.headers, 'content-type': 'application/json' } }
    if (request.json === undefined) return call(method, path, asked)
    if (isPlain) return call(method, path, plain)
    const answer = await call(method, path, { ...asked, allow: [...(request.allow ?? []), 415] })
    if (answer.status !== 415) return answer
    isPlain = true
    return call(method, path, plain)
  }
}

/** The first attribute of a filter, for messages: the value of a filter may be a name. */
const attributeIn = (filter: string): string => filter.split(' ')[0]!

/** A filter that the service refuses; the caller finds its users in another way. */
export class Unfiltered extends Failure {}

function assertFiltered(filter: string | null, answer: Answer): Answer {
  if (answer.status < 300) return answer
  const said = quoteRemote(String(field(answer.body, 'detail') ?? JSON.stringify(answer.body)))
  const by = filter === null ? '' : attributeIn(filter)
  throw new Unfiltered(
    exit.remote,
    `SCIM: the service did not take a filter by ${by} (${answer.status}), it said: ${said}`,
  )
}

function resourceOf(body: unknown): Resource {
  if (field(body, 'id') || field(body, 'userName')) return body as Resource
  throw new Failure(exit.remote, 'SCIM: the answer is no resource. Check the url in the settings')
}
