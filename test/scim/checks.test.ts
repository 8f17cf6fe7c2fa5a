// What doctor says of a SCIM service, on either side, and what of it is wrong.

import * as assert from 'uvu/assert'
import { progressCounts } from '../../lib/cli/progress-line.ts'
import { instances } from '../../lib/config/config.ts'
import type { Options } from '../../lib/sandbox/options.ts'
import { found } from '../kit/looks.ts'
import { at } from '../kit/pipeline.ts'
import { ENTERPRISE } from '../kit/scim.ts'
import { SCIM_SOURCE, SCIM_TARGET, scimUserOf } from '../kit/scim-settings.ts'
import { suite } from '../kit/suite.ts'
import { account } from '../kit/worlds.ts'

const doctor = suite('doctor, of SCIM')

const TITLE = { attributes: { title: 'title' } }

const world = {
  scim: { users: [scimUserOf(1)], groups: [{ id: 'g1', displayName: 'Support staff', members: [] }] },
  directory: {
    users: [scimUserOf(1, { [ENTERPRISE]: { organization: account(1) } }), scimUserOf(2)],
    groups: [{ id: 'd1', displayName: 'support', members: [] }],
  },
}

type Sides = Record<'target' | 'source', Record<string, string>>

async function examined(
  sides: { target?: object; source?: object },
  check: (all: Sides) => void,
  options: Options = {},
) {
  await at(
    world,
    async (here) => {
      here.settings((one) =>
        Object.assign(one, {
          source: { ...SCIM_SOURCE, ...TITLE, ...sides.source },
          target: { ...SCIM_TARGET, ...TITLE, ...sides.target },
          scope: 'managed',
        }),
      )
      Object.assign(process.env, here.env)
      const [instance] = instances({ file: here.config, data: here.data, environment: here.environment() })
      const progress = { ...progressCounts(), say: () => undefined }
      const target = await found((await instance!.target(progress)).checks!())
      const source = await found((await instance!.source(progress)).checks!())
      check({ target, source })
      assert.ok(here.box.requests.every(({ method, path }) => method === 'GET' || /token/.test(path)))
    },
    options,
  )
}

doctor('says what a service offers, and that all is there', () =>
  examined(
    { target: { groups: { support: 'Support staff' } }, source: { members: ['support'] } },
    ({ target, source }) => {
      assert.match(target['clock']!, / s (ahead of|behind) the remote/)
      const { clock: _, ...rest } = target
      assert.equal(rest, {
        'sign-in': 'as somebody who may read users',
        scopes: 'every script signs in as sync does, and its token may write; target.readScope names a scope to read',
        features: 'with ETag, 200 users a page, PATCH taken',
        resources: '/Users, /Groups',
        attributes: '1 mapped, all in its schemas',
        writable: 'all that is written',
        paging: 'by place',
        'one user': 'is shown alone too',
        protect: '*@gitlab.com can be checked',
        users: '1',
        groups: 'Support staff',
        'optional pages': 'not had, so defaults are taken: /Me (404; name the own user in protect)',
      })
      assert.equal(
        [source['users'], source['accounts'], source['groups'], source['attributes']],
        ['2', `1 of the first 2 have ${ENTERPRISE}:organization`, 'support', '1 mapped, all in its schemas'],
      )
      assert.is(source['absence'], 'a leaver is asked for alone by id, emails.value')
    },
  ),
)

doctor('names the setting of an attribute, a group or an account that the service does not have', () =>
  examined(
    {
      target: { attributes: { title: `${ENTERPRISE}:rank` }, groups: { support: 'Nobody' } },
      source: { attributes: { title: 'rank' }, account: 'nickName', members: ['pilots'] },
    },
    ({ target, source }) => {
      assert.match(
        target['attributes']!,
        `wrong: its schemas have no ${ENTERPRISE}:rank. Check target.attributes.title`,
      )
      assert.match(target['groups']!, 'there is no group Nobody. Check target.groups')
      assert.match(target['groups']!, /There (are: .+; the nearest is .+|is none at all)/)
      assert.match(source['attributes']!, 'wrong: its schemas have no rank. Check source.attributes.title')
      assert.match(source['accounts']!, 'none of the first 2 has nickName. Check source.account')
      assert.match(source['groups']!, 'there is no group pilots. Check source.members')
    },
  ),
)

doctor('a service that says nothing of itself is fine', () =>
  examined(
    {},
    ({ target }) => {
      assert.equal(
        [target['features'], target['resources'], target['attributes']],
        [
          'without ETag, 100 users a page, PATCH not told',
          'it does not list them',
          'it shows no schemas to hold them against',
        ],
      )
    },
    {
      respond: (_, { path }) =>
        /ServiceProviderConfig|ResourceTypes|Schemas/.test(path) ? { status: 404, body: {} } : undefined,
    },
  ),
)

doctor('a scope to read is told, and what sync asks for', () =>
  examined({ target: { readScope: 'scim.read', tokenScope: 'scim.write' } }, ({ target }) =>
    assert.is(target['scopes'], 'scim.read; scim.write is asked for by sync alone'),
  ),
)

doctor('a refused sign-in is told as that', () =>
  examined(
    { target: { tokenUrl: undefined, clientId: undefined, clientSecret: undefined, token: '$PATH' } },
    ({ target }) => assert.match(target['sign-in']!, 'wrong: SCIM: GET /scim/v2/Users: sign-in refused (401)'),
  ),
)

doctor.run()
