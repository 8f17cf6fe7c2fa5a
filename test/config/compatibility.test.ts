// Two systems in one instance: what their settings must have in common, and what no setting may mean.

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { instances } from '../../lib/config/config.ts'
import { ROOT } from '../kit/documents.ts'
import { SCIM_SOURCE, SCIM_TARGET } from '../kit/scim-settings.ts'
import { suite } from '../kit/suite.ts'
import { ZEENEA_TARGET } from '../kit/zeenea-settings.ts'

const systems = suite('two systems')

const shipped = JSON.parse(readFileSync(join(ROOT, 'sync.config.json'), 'utf8')).instances['us-gov']
const BIZAGI = 'urn:ietf:params:scim:schemas:extension:bizagi:2.0:UserProperties'

/** What is said of an instance that is the shipped one, changed; nothing where it is fine. */
function said(change: object): string {
  const file = join(tmpdir(), `config-systems-${process.pid}.json`)
  writeFileSync(file, JSON.stringify({ instances: { one: { ...shipped, scope: 'managed', ...change } } }))
  try {
    instances({ file, data: 'data' })
    return ''
  } catch (error) {
    return (error as Error).message.replace(/^.*instances\.one\./, '')
  } finally {
    rmSync(file)
  }
}

const target = (changes: object = {}) => ({ ...SCIM_TARGET, ...changes })
const mapped = (name: string, path: string) => ({
  source: { ...shipped.source, attributes: { [name]: 'Title' } },
  target: target({ attributes: { [name]: path } }),
})

systems('a target without organizations takes no scope "linked", and one that has them needs the account', () => {
  assert.is(said({ target: target() }), '')
  assert.match(
    said({ target: target(), scope: 'linked' }),
    'scope: scim has no organizations: expected managed or end-users',
  )
  const { accountField: _, ...source } = shipped.source
  assert.is(said({ source, target: target() }), '')
  assert.match(said({ source }), "source.accountField: zendesk has organizations: expected where a person's account is")
  const { account: __, ...directory } = SCIM_SOURCE
  assert.match(said({ source: directory }), 'source.account: zendesk has organizations')
})

systems('groups are managed only where the source knows some', () => {
  const groups = { support: 'Support staff' }
  assert.match(said({ target: target({ groups }) }), 'target: salesforce has no groups: all people would leave')
  assert.is(said({ source: SCIM_SOURCE, target: target({ groups }) }), '')
})

systems('"managed" is refused where nothing tells whom the sync has made', () => {
  const why = 'does not store which users this sync created, and no user would be removed: expected end-users'
  const names = { given: 'name.givenName', assign: `${BIZAGI}:enabledForAssignation` }
  const source = { ...shipped.source, attributes: { given: 'FirstName', assign: { value: true } } }
  const bizagi = target({ dialect: 'bizagi', attributes: names })
  assert.match(said({ source, target: bizagi }), why)
  assert.is(said({ source, target: bizagi, scope: 'end-users' }), '')
  assert.is(said({ source, target: { ...bizagi, externalId: `${BIZAGI}:syncId` } }), '')
  const parts = { ...shipped.source, attributes: { given: 'FirstName', family: 'LastName' } }
  assert.match(said({ source: parts, target: ZEENEA_TARGET }), why)
  assert.is(said({ source: parts, target: ZEENEA_TARGET, scope: 'end-users' }), '')
})

systems("Zeenea's SCIM deletes, and makes names of their parts", () => {
  const parts = { given: 'name.givenName', family: 'name.familyName' }
  const source = { ...shipped.source, attributes: { given: 'FirstName', family: 'LastName' } }
  const zeenea = (more: object) => ({
    source,
    scope: 'end-users',
    target: target({ dialect: 'zeenea', attributes: parts, ...more }),
  })
  assert.match(said(zeenea({})), 'target: Zeenea deactivates nobody: expected "removal": "delete"')
  assert.is(said(zeenea({ removal: 'delete' })), '')
  assert.match(
    said({ ...zeenea({ removal: 'delete' }), scope: 'managed' }),
    'does not store which users this sync created',
  )
  const one = { source: { ...source, attributes: { given: 'FirstName' } } }
  assert.match(
    said({ ...zeenea({ removal: 'delete', attributes: { given: 'name.givenName' } }), ...one }),
    'expected name.familyName among attributes',
  )
})

systems('no mapping means what the sync itself writes, or what nobody may', () => {
  for (const path of [
    'active',
    'userName',
    'password',
    'externalId',
    'id',
    'groups',
    'displayName',
    'emails',
    'Active',
  ])
    assert.match(said(mapped('x', path)), `target.attributes.x: ${path} is the sync's own, or nobody's`)
  assert.match(said(mapped('x', 'emails[type eq "work"].value')), "is the sync's own")
  for (const path of ['title', 'emails[type eq "home"].value', 'name.givenName', `${BIZAGI}:active`])
    assert.is(said(mapped('x', path)), '', path)
})

systems('two names cannot mean one attribute of the target', () => {
  const source = { ...shipped.source, attributes: { a: 'Title', b: 'LastName' } }
  assert.match(
    said({ source, target: target({ attributes: { a: 'title', b: 'Title' } }) }),
    'target.attributes: expected every attribute of the target once: two names cannot mean one',
  )
})

systems('the sign-in name and the id of the source have attributes of their own', () => {
  assert.match(said({ target: target({ key: 'active' }) }), 'target.key: active is no sign-in name')
  const why = 'target.externalId: expected externalId, or an attribute of an extension that nothing else means'
  for (const externalId of ['userName', 'title', 'active']) assert.match(said({ target: target({ externalId }) }), why)
  const both = mapped('x', `${BIZAGI}:syncId`)
  assert.match(said({ ...both, target: { ...both.target, externalId: `${BIZAGI}:syncId` } }), why)
  assert.is(said({ target: target({ externalId: `${BIZAGI}:syncId` }) }), '')
  const key = target({ key: `${BIZAGI}:login` })
  assert.match(
    said({ ...mapped('x', `${BIZAGI}:login`), target: { ...key, attributes: { x: `${BIZAGI}:login` } } }),
    "is the sync's own",
  )
})

systems('an unknown setting is held against those of the connector that is used', () => {
  assert.match(said({ target: target({ accountField: 'x' }) }), 'unknown field "accountField"; did you mean "')
  assert.not.match(said({ target: target({ accountField: 'x' }) }), 'mean "accountField"')
  assert.match(said({ target: target({ dialekt: 'rfc' }) }), 'unknown field "dialekt"; did you mean "dialect"?')
})

systems.run()
