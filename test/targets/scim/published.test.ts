// The examples that the RFCs print, held against what is read and sent here.

import { type ScimPatchOperation, scimPatch } from 'scim-patch'
import * as assert from 'uvu/assert'
import type { RemoteRequest, RemoteResponse } from '../../../lib/sandbox/http/remote.ts'
import { groupsOf } from '../../../lib/scim/groups.ts'
import { isPath, parsePath, type Resource } from '../../../lib/scim/path.ts'
import { readActive, readAddresses, readAttribute, readName, readTextAt } from '../../../lib/scim/people.ts'
import { addressing } from '../../../lib/targets/scim/addressing.ts'
import { changeSender } from '../../../lib/targets/scim/change.ts'
import { memberOperations, patchBody } from '../../../lib/targets/scim/patch.ts'
import { mapping, pathsOf, withValues } from '../../../lib/targets/scim/users.ts'
import { ENTERPRISE, scimSample } from '../../kit/scim.ts'
import { context, served, serviceAt, targetSettings } from '../../kit/scim-target.ts'
import { suite } from '../../kit/suite.ts'

interface Operation {
  op: string
  path: string
  value?: unknown
}

const BARBARA = '2819c223-7f76-453a-919d-413861904646'

const rfc = suite("SCIM: the RFCs' examples")

const example = (file: string) => scimSample("SCIM, the RFCs' examples", 'rfc', `${file}.json`) as Resource | null

/** Some of the examples; null where one is missing. */
function examples<const T extends readonly string[]>(...files: T): { [K in keyof T]: Resource } | null {
  const all = files.map(example)
  return all.includes(null) ? null : (all as unknown as { [K in keyof T]: Resource })
}

rfc(
  'the full user and the enterprise user are read with name, addresses, state, and attributes of an extension',
  () => {
    const found = examples('rfc7643-s8.2-02', 'rfc7643-s8.3-03')
    if (!found) return
    const attributes = {
      given: 'name.givenName',
      mobile: 'phoneNumbers[type eq "mobile"].value',
      phone: 'phoneNumbers',
      city: 'addresses[type eq "work"].locality',
      department: `${ENTERPRISE}:department`,
      manager: `${ENTERPRISE}:manager.value`,
      boss: `${ENTERPRISE}:manager`,
    }
    const read = mapping(targetSettings({ attributes }), context, { self: null })
    const plain = { given: 'Barbara', mobile: '555-555-4444', phone: '555-555-5555', city: 'Hollywood' }
    const nobody = { department: null, manager: null, boss: null }
    const manager = '26118915-6090-4610-87e4-49d8ca9f808d'
    for (const [user, more] of [
      [found[0], nobody],
      [found[1], { department: 'Tour Operations', manager, boss: manager }],
    ] as const) {
      const { email, id, key, otherEmails, person } = read(user, [])!
      assert.equal(
        [id, key, email, otherEmails],
        [BARBARA, 'bjensen@example.com', 'bjensen@example.com', ['babs@jensen.org']],
      )
      assert.equal([person.name, person.active], ['Babs Jensen', true])
      assert.equal(person.attributes, { ...plain, ...more })
      const { displayName: _, ...unnamed } = user
      assert.is(readName(unnamed), 'Ms. Barbara J Jensen, III')
      assert.is(readActive({ ...user, active: false }), false)
      const emails = [...(user['emails'] as object[])].reverse()
      assert.equal(
        readAddresses({ ...user, emails }),
        ['bjensen@example.com', 'babs@jensen.org'],
        'the primary one is first',
      )
    }
  },
)

rfc('the minimal user has a sign-in name, is active, and lacks all else', () => {
  const user = example('rfc7643-s8.1-01')
  if (!user) return
  assert.equal([readAddresses(user), readName(user), readActive(user)], [[], '', null])
  assert.is(readTextAt(user, parsePath('userName')), 'bjensen@example.com')
  assert.is(readAttribute(user, parsePath('title')), null)
})

/** A service that gives the RFCs' answers; none for what it has no example of. */
const published =
  (answers: Record<string, Resource>, missing: Resource) =>
  ({ method, path }: RemoteRequest): RemoteResponse => {
    const body = answers[path.replace('/scim/v2/', '')]
    return body && method === 'GET' ? { body } : { status: 404, body: missing }
  }

rfc(
  'a service of these examples is discovered, its list is whole, its group has members, and its error says who',
  async () => {
    const found = examples(
      'rfc7643-s8.5-05',
      'rfc7644-s3.4.2-04',
      'rfc7643-s8.4-04',
      'rfc7643-s8.3-03',
      'rfc7644-s3.12-30',
    )
    if (!found) return
    const [config, list, group, user, error] = found
    const id = String(group['id'])
    await served(
      published({ ServiceProviderConfig: config, Users: list, [`Groups/${id}`]: group, 'Users/x': user }, error),
      async (url, asked) => {
        const remote = serviceAt(url)
        assert.equal(await remote.features(), { etag: true, patch: true, page: 200, maxResults: 200, cursor: false })
        assert.equal(await remote.list('Users', ({ userName }) => userName), ['bjensen', 'jsmith'])
        assert.is(asked.at(-1)!.query.get('count'), '1', 'it ignores paging, and says that it gives more than came')
        const { users } = await groupsOf(remote).members({ id, name: 'Tour Guides' }, 'target.groups')
        assert.equal([...users], [BARBARA, '902c246b-6245-4190-8e05-00816be7344a'])
        assert.is(await remote.get('Users', BARBARA), null, 'the error of the RFC is nobody')
        const settings = targetSettings({ url })
        const { ask } = changeSender(remote, settings, {
          paths: pathsOf(settings),
          addresses: addressing(remote, 'id'),
        })
        const refused = await ask('PATCH', remote.at('Users', BARBARA), { json: {}, user })
        assert.match(refused!.error, `SCIM answered 404: Resource ${BARBARA} not found`)
        assert.is(refused!.outdated, true)
        assert.is(asked.at(-1)!.headers['if-match'], 'W/"3694e05e9dff591"', 'the version of the user that was read')
      },
    )
  },
)

const PATCHES = [
  '5.2.1-08',
  '5.2.2-10',
  '5.2.2-11',
  '5.2.2-12',
  '5.2.2-13',
  '5.2.2-14',
  '5.2.3-15',
  '5.2.3-16',
  '5.2.3-17',
].map((section) => `rfc7644-s3.${section}`)

/** Not for us: two conditions in one; and a condition that the RFC prints without the blank that its grammar has. */
const BEYOND = ['emails[type eq "work" and value ew "example.com"]', 'members[value eq"2819c223...919d-413861904646"]']

const operationsOf = (body: Resource) => body['Operations'] as Operation[]

/** A member whose id the RFC shortens. */
const SHORTENED = { value: '2819c223-7f76-...413861904646' }

rfc('every path of its PATCHes is read, but for two that say more than ours; and ours do as others read them', () => {
  const found = examples('rfc7643-s8.2-02', 'rfc7643-s8.4-04', ...PATCHES)
  if (!found) return
  const [user, group, ...bodies] = found
  const tourists = { ...group, members: [...(group['members'] as object[]), SHORTENED] }
  const all = bodies.flatMap(operationsOf)
  const unread = all.map(({ path }) => path).filter((path) => !isPath(path))
  assert.equal(unread, BEYOND)
  // we set one text, or take away: members and whole addresses as values are not what a change of a user has
  const ours = all.filter(({ op, path, value }) => isPath(path) && (op === 'remove' || typeof value === 'string'))
  assert.is(ours.length, 4)
  for (const one of ours) {
    const resource: Resource = one.path.startsWith('members') ? tourists : user
    const theirs = scimPatch(structuredClone(resource) as never, [one] as ScimPatchOperation[])
    assert.not.equal(theirs, resource, one.path)
    const value = one.op === 'remove' ? null : String(one.value)
    assert.equal(withValues(resource, [{ path: parsePath(one.path), value }]), theirs, one.path)
  }
})

rfc('members are put in and taken out as in its examples', () => {
  const found = examples('rfc7644-s3.5.2.1-08', 'rfc7644-s3.5.2.2-10')
  if (!found) return
  const [put] = operationsOf(found[0])
  // its example has what is optional too: display and $ref (RFC 7643, 4.2)
  const bare = (put!.value as Resource[]).map(({ value }) => ({ value }))
  assert.equal(memberOperations([BARBARA], [], 'rfc'), [{ ...put, value: bare }])
  const [, id] = /"(.*)"/.exec(operationsOf(found[1])[0]!.path)!
  assert.equal(patchBody(memberOperations([], [id!], 'rfc')), found[1])
})

rfc.run()
