// Token endpoints and urls of the settings: a second server hears nothing that is not meant for it.

import * as assert from 'uvu/assert'
import { gatherContacts } from '../../lib/scripts/gather-contacts.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import { GLUU_SOURCE } from '../kit/gluu-settings.ts'
import { world as gluuWorld } from '../kit/gluu-source.ts'
import { at } from '../kit/pipeline.ts'
import { between, services } from '../kit/service.ts'
import { gathered, stageIn } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { worldOf } from '../kit/worlds.ts'
import { elsewhere, leading, refused, unheard } from './kit/elsewhere.ts'

const origin = suite('origin: sign-ins and settings')

origin('Gluu: the token endpoint of its discovery', () =>
  at(gluuWorld(), (here) =>
    unheard(async ({ host }) => {
      here.settings((one) => Object.assign(one, { source: GLUU_SOURCE }))
      await gathered(here, 'gather-organizations')
      const { url } = here.box.gluu
      for (const endpoint of [
        ...leading(host, url),
        `${url}\\@${host}/token`,
        `${url}//${host}/token`,
        `${url}/../x`,
      ]) {
        here.interfere((_, { path }) =>
          path.endsWith('/openid-configuration') ? { body: { token_endpoint: endpoint } } : undefined,
        )
        here.box.requests.length = 0
        refused(await stageIn(here, gatherContacts), host, endpoint)
        assert.ok(
          here.box.requests.every(({ path }) => path.endsWith('/openid-configuration')),
          endpoint,
        )
      }
    }),
  ),
)

const capitals = (url: string) => url.replace('http', 'HTTP')

origin('an own address in capitals, as discovery names it, is the same origin', () =>
  at(gluuWorld(), async (here) => {
    here.settings((one) => Object.assign(one, { source: GLUU_SOURCE }))
    await gathered(here, 'gather-organizations')
    const endpoint = `${capitals(here.box.gluu.url)}/oxauth/restv1/token`
    here.interfere((_, { path }) =>
      path.endsWith('/openid-configuration') ? { body: { token_endpoint: endpoint } } : undefined,
    )
    await gathered(here, 'gather-contacts')
  }),
)

origin('addresses of the settings may be in capitals', () =>
  at(worldOf(), async (here) => {
    for (const name of ['ZENDESK_URL', 'SALESFORCE_LOGIN_URL']) here.box.env[name] = capitals(here.box.env[name]!)
    await gathered(here)
  }),
)

origin(
  'a token endpoint that a setting names is asked elsewhere, and what it grants goes to the service alone',
  async () => {
    const other = await elsewhere()
    try {
      await between(services(), async (here) => {
        here.box.env['SCIM_TOKEN_URL'] = `http://${other.host}/token?tenant=1`
        assert.is((await stageIn(here, gatherUsers)).code, 8) // the service does not know the token
        assert.equal([...new Set(other.heard.map(({ path }) => path))], ['/token?tenant=1'])
        for (const { headers } of other.heard) assert.match(String(headers['authorization']), /^Basic /)
        assert.ok(here.box.requests.some(({ system, status }) => system === 'scim' && status === 401))
      })
    } finally {
      await other.end()
    }
  },
)

for (const [name, url, meant] of [
  ['SALESFORCE_LOGIN_URL', 'https://acme.my.salesforce.com//services', 'https://acme.my.salesforce.com/services'],
  ['SALESFORCE_LOGIN_URL', 'https:///acme.my.salesforce.com', 'https://acme.my.salesforce.com'],
  ['SALESFORCE_LOGIN_URL', 'https:\\\\acme.my.salesforce.com', 'https://acme.my.salesforce.com'],
  ['SALESFORCE_LOGIN_URL', 'https:/acme.my.salesforce.com/', 'https://acme.my.salesforce.com/'],
  ['SALESFORCE_LOGIN_URL', 'https://acme.my.salesforce.com//', 'https://acme.my.salesforce.com/'],
])
  origin(`${url} in the settings is exit 7 with the url that is meant`, () =>
    at(worldOf(), async (here) => {
      await gathered(here, 'gather-organizations')
      const { code, said } = await here.run('gather-contacts', [], { [name!]: url })
      assert.is(code, 7)
      assert.ok(said.includes(`Probably ${meant} is meant`), said)
    }),
  )

origin.run()
