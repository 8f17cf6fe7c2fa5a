// The address of an account: a host alone.

import * as assert from 'uvu/assert'
import { gatherOrganizations } from '../../../lib/scripts/gather-organizations.ts'
import { at } from '../../kit/pipeline.ts'
import { stageIn } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { worldOf } from '../../kit/worlds.ts'

const host = suite('zendesk: host')

for (const path of ['/api/v2', '/agent/dashboard', '/hc/']) {
  host(`an address with ${path} behind the host is exit 7 with the url that was meant, and nothing is asked`, () =>
    at(worldOf(), async (here) => {
      const { origin } = new URL(here.env['ZENDESK_URL']!)
      here.settings(({ target }) => Object.assign(target, { url: `${origin}${path}` }))
      const { code, line } = await stageIn(here, gatherOrganizations)
      assert.equal([code, here.box.requests.length], [7, 0], line)
      assert.match(line, `target.url (ZENDESK_URL) has something behind the host`)
      assert.match(line, `Probably ${origin} is meant`)
      const { said } = await here.run('doctor')
      assert.match(said, `!!  us-gov  target zendesk, settings: target.url (ZENDESK_URL) has something behind the host`)
    }),
  )
}

host('a slash at the end is nothing behind it', () =>
  at(worldOf(), async (here) => {
    here.settings(({ target }) => Object.assign(target, { url: `${here.env['ZENDESK_URL']}/` }))
    assert.is((await stageIn(here, gatherOrganizations)).code, 0)
  }),
)

host.run()
