// A SCIM user as the pipeline sees it: its addresses, its name, whether it is ours, and why it is protected.

import * as assert from 'uvu/assert'
import { protection } from '../../../lib/core/protection.ts'
import { scimSettings } from '../../../lib/targets/scim/settings.ts'
import { mapping } from '../../../lib/targets/scim/users.ts'
import { suite } from '../../kit/suite.ts'

const users = suite('SCIM users')

const read = (resource: object, settings: object = {}, self: string | null = null) =>
  mapping(
    scimSettings.parse({ use: 'scim', url: 'https://x.test', token: '$T', ...settings }),
    { source: 'crm', protection: protection(['*@gitlab.com', 'tag:vip']) },
    { self },
  )({ id: '1', userName: 'Ann', ...resource }, ['g2', 'g1'])

users('the primary address counts, then that for work, then the first; the others are kept', () => {
  const home = { value: 'ann@home.test', type: 'home' }
  const work = { value: ' Ann@acme.test ', type: 'work' }
  const of = (emails: object[]) => {
    const { email, otherEmails } = read({ emails })!
    return [email, ...otherEmails]
  }
  assert.equal(of([home, work]), ['Ann@acme.test', 'ann@home.test'])
  assert.equal(of([work, { ...home, primary: true }]), ['ann@home.test', 'Ann@acme.test'])
  assert.equal(of([home, { value: 'ANN@home.test', type: 'work', primary: 'True' }]), ['ANN@home.test'])
  assert.equal(of([{ value: '' }, home]), ['ann@home.test'])
  assert.equal(of([]), ['Ann'])
})

users('the name is the display name, else the formatted one, else its parts', () => {
  const name = { givenName: 'Ann', familyName: 'Lee' }
  assert.is(read({ displayName: ' Ann  Lee ', name })!.person.name, 'Ann Lee')
  assert.is(read({ displayName: '', name: { ...name, formatted: 'Dr Ann Lee' } })!.person.name, 'Dr Ann Lee')
  assert.is(read({ name })!.person.name, 'Ann Lee')
  assert.is(read({})!.person.name, '')
})

users('names of attributes know no case, an empty value is none, a reference is what it refers to', () => {
  const attributes = { title: 'title', manager: 'urn:ext:2.0:User:manager', gone: 'nickName' }
  const { person } = read(
    { Title: 'Chief', 'URN:ext:2.0:user': { Manager: { value: 'u7' } }, nickName: '' },
    { attributes },
  )!
  assert.equal(person.attributes, { title: 'Chief', manager: 'u7', gone: null })
})

users('who is inactive is shut out by somebody else, unless this sync made them', () => {
  const of = (resource: object, settings = {}) => {
    const { person, protected: reason } = read(resource, settings)!
    return [person.active, reason === null]
  }
  assert.equal(of({}), [true, true])
  assert.equal(of({ active: 'True' }), [true, true])
  assert.equal(of({ active: false }), [false, false])
  assert.equal(of({ active: 'False', externalId: 'hr:1' }), [false, false])
  assert.equal(of({ active: false, externalId: 'crm:1' }), [false, true])
  assert.equal(of({ active: false, externalId: 'crm:1' }, { reactivate: 'never' }), [false, false])
})

users('the own user, protected sign-in names and addresses, types and roles are protected', () => {
  const why = (resource: object, self: string | null = null) => read(resource, {}, self)!.protected
  assert.is(why({}, '1'), "the credential's own user")
  assert.is(why({ userName: 'root@gitlab.com' }), 'address rule *@gitlab.com')
  assert.is(why({ emails: [{ value: 'a@x.test' }, { value: 'Root@GitLab.com' }] }), 'address rule *@gitlab.com')
  assert.is(why({ userType: 'vip' }), 'tag vip')
  assert.is(why({ roles: [{ value: 'clerk' }, { value: 'vip' }] }), 'tag vip')
  assert.is(why({}), null)
})

users('a user without a sign-in name is nobody that can be matched; groups are those given, in order', () => {
  assert.is(read({ userName: undefined }), null)
  assert.is(read({ userName: 'x' }, { key: 'emails' }), null)
  assert.is(read({ emails: [{ value: 'Ann@x.test' }] }, { key: 'emails' })!.key, 'ann@x.test')
  assert.equal(read({})!.person.groups, ['g1', 'g2'])
})

users.run()
