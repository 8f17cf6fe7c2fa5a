// Ways in which an answer leads elsewhere: a second server hears nothing of them, no sign-in and no request at all.

import * as assert from 'uvu/assert'
import type { RemoteRequest, RemoteResponse } from '../../lib/sandbox/http/remote.ts'
import { gatherContacts } from '../../lib/scripts/gather-contacts.ts'
import { gatherOrganizations } from '../../lib/scripts/gather-organizations.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { between, services, writes } from '../kit/service.ts'
import { compared, gathered, type Outcome, stageIn, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { changing, worldOf } from '../kit/worlds.ts'
import { toZeenea } from '../kit/zeenea-target.ts'
import { elsewhere, leading, refused, unheard } from './kit/elsewhere.ts'

const origin = suite('origin')

origin('Salesforce: nextRecordsUrl', () =>
  at(worldOf(), (here) =>
    unheard(async ({ host }) => {
      await gathered(here, 'gather-organizations')
      for (const next of leading(host, here.box.salesforce.url)) {
        here.interfere((_, { path }) =>
          path.endsWith('/query')
            ? { body: { totalSize: 2, done: false, nextRecordsUrl: next, records: [] } }
            : undefined,
        )
        refused(await stageIn(here, gatherContacts), host, next)
      }
    }),
  ),
)

origin('Salesforce: instance_url', () =>
  at(worldOf(), (here) =>
    unheard(async ({ host }) => {
      await gathered(here, 'gather-organizations')
      const others = [
        'https://acme.my.salesforce.com.evil.test',
        'https://evilsalesforce.com',
        'http://acme.my.salesforce.com',
        `https://acme.my.salesforce.com@${host}`,
        'https://acme.my.salesforce.com:8443',
      ]
      for (const url of [...leading(host, here.box.salesforce.url), ...others]) {
        here.interfere((_, { path }) =>
          path.endsWith('/token')
            ? { body: { access_token: 't', instance_url: url, id: 'https://login.salesforce.com/id/00D/005' } }
            : undefined,
        )
        here.box.requests.length = 0
        refused(await stageIn(here, gatherContacts), host, url)
        assert.ok(
          here.box.requests.every(({ path }) => path.endsWith('/token')),
          url,
        )
      }
    }),
  ),
)

origin('Zendesk: cursors, next_page, links and the url of a job', () =>
  at(changing(), (here) =>
    unheard(async ({ host }) => {
      const { zendesk } = here.box
      for (const next of leading(host, zendesk.url)) {
        let pages = 0
        here.interfere((_, { path }) =>
          path.endsWith('/organizations') && pages++ === 0
            ? {
                body: {
                  organizations: [],
                  next_page: next,
                  links: { next },
                  meta: { has_more: true, after_cursor: next },
                },
              }
            : undefined,
        )
        await stageIn(here, gatherOrganizations)
        assert.ok(here.box.requests.some(({ query }) => JSON.stringify(query).includes('page[after]')))
      }
      here.interfere(() => undefined)
      await compared(here)
      here.interfere((_, { method }) => {
        if (method !== 'PUT') return undefined
        return {
          body: { job_status: { id: `//${host}/x`, status: 'queued', url: `http://${host}/x` } },
          headers: { location: `http://${host}` },
        }
      })
      here.settings(({ target }) => Object.assign(target, { jobDeadline: 0.5 }))
      await synced(here)
    }),
  ),
)

for (const status of [301, 302, 303, 307, 308])
  origin(`a redirect (${status}) of every system`, () =>
    unheard(async ({ host }) => {
      const away = (): RemoteResponse => ({ status, headers: { location: `http://${host}/x` } })
      await at(changing(), async (here) => {
        await compared(here)
        const all: [(place: Place) => Promise<Outcome>, (asked: RemoteRequest) => boolean][] = [
          [(place) => stageIn(place, gatherOrganizations), ({ path }) => path.endsWith('/oauth/tokens')],
          [(place) => stageIn(place, gatherUsers), ({ path }) => path.endsWith('/users')],
          [(place) => stageIn(place, gatherContacts), ({ path }) => path.endsWith('/oauth2/token')],
          [(place) => stageIn(place, gatherContacts), ({ path }) => path.endsWith('/query')],
          [(place) => synced(place), ({ method }) => method === 'POST' || method === 'PUT'],
        ]
        for (const [run, isMeant] of all) {
          here.interfere((_, asked) => (isMeant(asked) ? away() : undefined))
          refused(await run(here), host, String(isMeant))
        }
      })
      await between(services(), async (here) => {
        here.interfere((_, { path }) => (/ServiceProviderConfig|\/Me$/.test(path) ? away() : undefined))
        await stageIn(here, gatherUsers)
        here.interfere((_, { path }) => (path.endsWith('/Users') ? away() : undefined))
        refused(await stageIn(here, gatherUsers), host, 'Users')
      })
    }),
  )

origin('SCIM: discovery, Location, $ref and next pages', () =>
  unheard(({ host }) =>
    between(services({ people: [{ id: 'd9', userName: 'new@acme.test', displayName: 'New' }] }), async (here) => {
      const { url } = here.box.scim
      for (const next of leading(host, url)) {
        here.interfere((_, { method, path }) => {
          if (path.endsWith('/ServiceProviderConfig'))
            return { body: { meta: { location: next }, patch: { supported: true }, filter: { maxResults: 100 } } }
          const location = next.replace(/[\t\n]/g, '') // no header has these
          if (path.endsWith('/Me')) return { status: 308, headers: { location } }
          return method === 'POST' && path.endsWith('/Users')
            ? {
                status: 201,
                headers: { location },
                body: { id: 'x', userName: 'new@acme.test', meta: { location: next } },
              }
            : undefined
        })
        await compared(here)
        await synced(here)
      }
    }),
  ),
)

for (const id of ['..', '.', '../Groups/1', '%2e%2e', '..\\..\\admin', 'a\tb', 'a\nb', '%252e%252e/x'])
  origin(`SCIM: the id ${JSON.stringify(id)} makes no path: exit 9, and nothing is written`, () =>
    between(
      services({ users: [{ id, userName: 'gone@acme.test', displayName: 'Gone', externalId: 'scim:gone' }] }),
      (here) =>
        unheard(async ({ host }) => {
          await compared(here)
          assert.is(here.json('delete.json').count, 1)
          refused(await synced(here), host, id)
          assert.equal(writes(here), [])
        }),
    ),
  )

for (const id of ['//HOST/x', 'http://HOST/x', '\\\\HOST/x', '@HOST'])
  origin(`SCIM: the id ${id} is asked of the service itself`, () =>
    unheard(({ host }) => {
      const own = id.replace('HOST', host)
      const users = [{ id: own, userName: 'gone@acme.test', displayName: 'Gone', externalId: 'scim:gone' }]
      return between(services({ users }), async (here) => {
        await compared(here)
        await synced(here)
        assert.ok(here.box.requests.some(({ path }) => path.endsWith(`/Users/${encodeURIComponent(own)}`)))
      })
    }),
  )

origin(
  'Zeenea: an export may lie elsewhere, and no header of ours goes there, nor anything after a redirect',
  async () => {
    const other = await elsewhere()
    const storage = await elsewhere(`http://${other.host}/x`)
    try {
      await toZeenea(worldOf(), async (here) => {
        here.interfere((_, { body }) => {
          const query = String((body as { query?: unknown } | null)?.query)
          if (!query.includes('loadUsersExportStatus') || query.includes('__schema')) return undefined
          const url = `http://${storage.host}//x.csv?signature=1`
          return { body: { data: { loadUsersExportStatus: { exportId: 'e', status: 'DONE', url } } } }
        })
        const { code } = await stageIn(here, gatherUsers)
        assert.is(code, 9)
        assert.equal(
          storage.heard.map(({ path }) => path),
          ['//x.csv?signature=1'],
        )
        const names = Object.keys(storage.heard[0]!.headers).sort()
        assert.equal(names, ['accept-encoding', 'connection', 'host', 'user-agent'])
        assert.is(other.connections(), 0)
      })
    } finally {
      await Promise.all([storage.end(), other.end()])
    }
  },
)

origin.run()
