// The bodies that Bizagi publishes, held against what is sent to it.

import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { Creation } from '../../../lib/artifacts/records.ts'
import type { RemoteRequest } from '../../../lib/sandbox/http/remote.ts'
import type { Resource } from '../../../lib/scim/path.ts'
import { memberOperations, patchBody, patchOperations } from '../../../lib/targets/scim/patch.ts'
import { scimTarget } from '../../../lib/targets/scim/scim.ts'
import { activeValue, asUser, pathsOf, wantedValues } from '../../../lib/targets/scim/users.ts'
import { parameters } from '../../kit/random.ts'
import { scimSample } from '../../kit/scim.ts'
import { change } from '../../kit/scim-random.ts'
import { BIZAGI, context, served, targetSettings } from '../../kit/scim-target.ts'
import { suite } from '../../kit/suite.ts'

const bizagi = suite('SCIM: what Bizagi publishes')

const template = (file: string) => scimSample('SCIM, what Bizagi publishes', 'bizagi', file) as Resource | null

/** The settings of docs/scim.md, and the rest of what Bizagi's body has. */
const SETTINGS = {
  dialect: 'bizagi',
  externalId: `${BIZAGI}:syncId`,
  attributes: {
    givenName: 'name.givenName',
    middleName: 'name.middleName',
    familyName: 'name.familyName',
    phone: 'phoneNumbers[type eq "mobile"].value',
    delegate: `${BIZAGI}:DelegateEnabled`,
    assign: `${BIZAGI}:enabledForAssignation`,
    skip: `${BIZAGI}:createdCasesSkipAssigRules`,
  },
}

const ANN: Creation = {
  key: 'ann@acme.test',
  reason: 'missing',
  to: {
    active: true,
    attributes: {
      givenName: 'Ann',
      middleName: 'Bea',
      familyName: 'Lee',
      phone: '+1 5550100',
      delegate: false,
      assign: true,
      skip: false,
    },
    email: 'ann.lee@acme.test',
    externalId: 'salesforce:0031',
    groups: [],
    name: 'Ann Bea Lee',
    organization: null,
  },
}

/** Ann in the words of the template; a placeholder of a boolean is quoted there, and means one (RFC 7643, 2.3.2). */
const FILLED: Record<string, string | boolean> = {
  '[userName]@[domain]': 'ann@acme.test',
  '[activeUser]': true,
  '[FamilyName]': 'Lee',
  '[MiddleName]': 'Bea',
  '[GivenName]': 'Ann',
  '[email]': 'ann.lee@acme.test',
  '[emailType]': 'work',
  '[primaryEmail]': true,
  '[phoneNumber]': '+1 5550100',
  '[phoneType]': 'mobile',
  '[primaryPhone]': true,
  '[DelegateEnabled]': false,
  '[AssignationEnabled]': true,
  '[SkipAssignations]': false,
  '[NewUserProperty]': 'syncId',
  '[PropertyValue]': 'salesforce:0031',
}

/** The template with a value for every placeholder. */
function filled(body: unknown): unknown {
  const text = JSON.stringify(body).replace(/"[^"]*\[\w+\][^"]*"/g, (quoted) => {
    const value = FILLED[JSON.parse(quoted)]
    assert.ok(value !== undefined, `${quoted} has a value`)
    return JSON.stringify(value)
  })
  return JSON.parse(text)
}

bizagi('a creation is the published body with the person in it: no key more, no key less', () => {
  const body = template('create.template.json')
  if (!body) return
  const settings = targetSettings(SETTINGS)
  assert.equal(asUser(ANN, pathsOf(settings), settings.dialect), filled(body))
})

bizagi(
  'every change has the shape of the published one: operations with a path, and a value unless it takes away',
  () => {
    const body = template('patch.template.json')
    if (!body) return
    const [shape] = body['Operations'] as [object]
    const fits = (sent: ReturnType<typeof patchBody>) => {
      assert.equal([Object.keys(sent), sent.schemas], [Object.keys(body), body['schemas']])
      for (const { op, ...rest } of sent.Operations) {
        assert.ok(['replace', 'add', 'remove'].includes(op), op)
        const keys = op === 'remove' ? Object.keys(shape).filter((key) => key !== 'value') : Object.keys(shape)
        assert.equal(Object.keys({ op, ...rest }).sort(), keys.sort())
        assert.ok(rest.path !== '')
      }
    }
    const property = fc.property(change('bizagi'), fc.boolean(), ({ settings, to, user }, active) => {
      fits(patchBody(patchOperations(user, wantedValues(user, to, pathsOf(settings)), 'bizagi')))
      fits(patchBody(patchOperations(user, [activeValue(active)], 'bizagi')))
    })
    fc.assert(property, parameters(500))
    fits(patchBody(memberOperations(['a'], ['b', 'c'], 'bizagi')))
  },
)

bizagi('the sign-in asks as published, reads the published reply, and one token does for many requests', async () => {
  const granted = template('token.response.json')
  if (!granted) return
  const answers = ({ path }: RemoteRequest) =>
    path === '/oauth2/server/token'
      ? { body: granted }
      : { body: { totalResults: 1, Resources: [{ userName: 'a@x' }] } }
  await served(answers, async (url, asked) => {
    const tokenUrl = new URL('/oauth2/server/token', url).href
    const client = { tokenUrl, clientId: 'id', clientSecret: '$BIZAGI_SECRET' }
    // config.ts puts the secret in the place of its name
    const settings = { ...targetSettings({ ...SETTINGS, url, ...client }), clientSecret: 's:cret' }
    const target = scimTarget(settings, context)
    for (let n = 0; n < 2; n++) for await (const { id } of target.users()) assert.is(id, 'a@x')

    const [first, ...others] = asked
    assert.equal([first!.method, first!.path], ['POST', '/oauth2/server/token'])
    assert.is(first!.headers.authorization, `Basic ${btoa('id:s:cret')}`)
    assert.match(String(first!.headers['content-type']), 'application/x-www-form-urlencoded')
    const form = new URLSearchParams(first!.body as Record<string, string>)
    assert.is(String(form), 'grant_type=client_credentials&scope=api')
    assert.is(others.length, 2 * 3)
    for (const { headers, path } of others)
      assert.equal([path, headers.authorization], ['/scim/v2/Users', `Bearer ${granted['access_token']}`])
  })
})

bizagi.run()
