// Who a request says it is, and what it asks for: every one that a run sends, to every kind of system.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { userAgentOf } from '../../lib/http/user-agent.ts'
import type { RemoteRequest } from '../../lib/sandbox/http/remote.ts'
import { gatherContacts } from '../../lib/scripts/gather-contacts.ts'
import { gatherOrganizations } from '../../lib/scripts/gather-organizations.ts'
import { GLUU_SOURCE } from '../kit/gluu-settings.ts'
import { world as gluuWorld } from '../kit/gluu-source.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { between, services } from '../kit/service.ts'
import { compared, stageIn, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { changing } from '../kit/worlds.ts'
import { toZeenea, worldOf as zeeneaWorld } from '../kit/zeenea-target.ts'

const who = suite('user agent')

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'))
const EXPECTED = `user-sync/${manifest.version}${manifest.homepage ? ` (+${manifest.homepage})` : ''}`

/** Notes every request, and what is wrong with how it presents itself. An export is signed as it stands. */
function watching(here: Place, seen: { requests: number; wrong: string[] }): void {
  here.interfere((system, { headers, method, path }: RemoteRequest) => {
    seen.requests++
    const isExport = system === 'zeenea' && /export|\.csv/.test(path)
    const isAsked = isExport || /(^|, )application\/json$/.test(String(headers.accept))
    const { accept, 'user-agent': agent } = headers
    if (agent !== EXPECTED || !isAsked) seen.wrong.push(`${system} ${method} ${path}: ${agent}; ${accept}`)
    return undefined
  })
}

const worlds: [what: string, run: (work: (here: Place) => Promise<void>) => Promise<void>][] = [
  ['Salesforce and Zendesk', (work) => at(changing(), work)],
  ['SCIM, both sides', (work) => between(services({ people: [], equal: 3 }), work)],
  ['Zeenea', (work) => toZeenea(zeeneaWorld(), work)],
]
for (const [what, run] of worlds) {
  who(`${what}: every request says who it is and asks for application/json`, () =>
    run(async (here) => {
      const seen = { requests: 0, wrong: [] as string[] }
      watching(here, seen)
      await compared(here)
      await synced(here)
      await here.run('doctor')
      assert.equal(seen.wrong, [])
      assert.ok(seen.requests > 8, `${seen.requests}`)
    }),
  )
}

who('Gluu: every request says who it is and asks for application/json', () =>
  at(gluuWorld(), async (here) => {
    here.settings((one) => Object.assign(one, { source: GLUU_SOURCE }))
    const seen = { requests: 0, wrong: [] as string[] }
    watching(here, seen)
    await stageIn(here, gatherOrganizations)
    assert.is((await stageIn(here, gatherContacts)).code, 0)
    assert.equal(seen.wrong, [])
    assert.ok(seen.requests > 5)
  }),
)

who('a home page in package.json is shown', () => {
  const known = { name: 'user-sync', version: '1.2.3' }
  assert.is(userAgentOf(known), 'user-sync/1.2.3')
  assert.is(userAgentOf({ ...known, homepage: 'https://acme.test/sync' }), 'user-sync/1.2.3 (+https://acme.test/sync)')
})

who.run()
