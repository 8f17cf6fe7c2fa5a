// What doctor says of a Gluu server, and what of it is wrong.

import * as assert from 'uvu/assert'
import { progressCounts } from '../../../lib/cli/progress-line.ts'
import type { GluuOptions } from '../../../lib/sandbox/gluu/options.ts'
import { fromGluu, gluuUserOf } from '../../kit/gluu-settings.ts'
import { found } from '../../kit/looks.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { instance } from '../../kit/stands.ts'
import { suite } from '../../kit/suite.ts'

const doctor = suite('doctor, of Gluu')

async function looked(
  settings: object,
  options: Partial<GluuOptions> = {},
  users = [gluuUserOf(1)],
  before: (here: Place) => void = () => undefined,
) {
  let all: Record<string, string> = {}
  await at(
    { gluu: { users } },
    async (here) => {
      fromGluu(here, settings)
      Object.assign(process.env, here.env)
      before(here)
      const source = await instance(here).source({ ...progressCounts(), say: () => undefined })
      all = await found(source.checks!())
      assert.ok(here.box.requests.every(({ method, path }) => method === 'GET' || /token/.test(path)))
    },
    { gluu: options },
  )
  return all
}

doctor('looks at the sign-in, the users, the changes, the attributes, the absence check and the clock', async () => {
  const { clock, ...all } = await looked({})
  assert.match(clock!, /^\d+ s (behind|ahead of) the remote$/)
  assert.equal(all, {
    'sign-in': 'as a client that may read users; its SCIM API is protected by OAuth',
    users: '1',
    changes: 'it tells who was made or changed',
    attributes: 'mail, account',
    paging: 'by place',
    absence: 'a leaver is asked for alone by id, emails.value',
  })
})

doctor('is red where no leaver could be asked for alone', async () => {
  const all = await looked({}, {}, [gluuUserOf(1)], (here) =>
    here.interfere((system, { path, query }) => {
      if (system !== 'gluu' || !/\/Users(\/|$)/.test(path)) return undefined
      if (query.get('filter') !== null) return { body: { totalResults: 0, Resources: [] } }
      return /\/Users\/./.test(path) ? { status: 404, body: {} } : undefined
    }),
  )
  assert.match(all['absence']!, 'wrong: nobody who is there is found by id or by a filter in other capitals')
})

doctor('says which attribute no user shows to SCIM, that nobody is there, and a wrong product', async () => {
  assert.match(
    (await looked({ account: 'company' }))['attributes']!,
    'none of the first 1 users has company in its SCIM',
  )
  assert.match((await looked({}, {}, []))['users']!, 'wrong: there are none')
  assert.match(
    (await looked({ product: 'janssen' }))['sign-in']!,
    'wrong: Gluu: there is nothing at /jans-scim/restv1/v2. Check source.product (janssen) and source.url',
  )
})

doctor.run()
