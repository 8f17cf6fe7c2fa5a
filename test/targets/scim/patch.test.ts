// The PATCHes that are sent, carried out by a library that is not ours: they do what was wanted, and nothing else.

import fc from 'fast-check'
import { type ScimPatchOperation, scimPatch } from 'scim-patch'
import * as assert from 'uvu/assert'
import type { Fields, Update } from '../../../lib/artifacts/records.ts'
import { isPath, parsePath, type Resource, valueAtPath } from '../../../lib/scim/path.ts'
import { readAddresses } from '../../../lib/scim/people.ts'
import { addressing } from '../../../lib/targets/scim/addressing.ts'
import { changeSender } from '../../../lib/targets/scim/change.ts'
import { memberOperations, patchBody, patchOperations } from '../../../lib/targets/scim/patch.ts'
import {
  activeValue,
  asUser,
  mapping,
  pathsOf,
  type WantedValue,
  wantedValues,
  withValues,
} from '../../../lib/targets/scim/users.ts'
import { contact } from '../../kit/people.ts'
import { parameters } from '../../kit/random.ts'
import { ENTERPRISE, PATCH, scimSample } from '../../kit/scim.ts'
import { type Change, change } from '../../kit/scim-random.ts'
import { context, DIALECTS, served, serviceAt, targetSettings } from '../../kit/scim-target.ts'
import { suite } from '../../kit/suite.ts'

type Operations = ReturnType<typeof patchOperations>

const RUNS = 1_500
const HOME = parsePath('emails[type eq "home"].value')

/** The user after these operations, as scim-patch understands RFC 7644, 3.5.2. */
const applied = (resource: Resource, some: Operations): Resource =>
  scimPatch(structuredClone(resource) as never, structuredClone(some) as ScimPatchOperation[]) as never

/** What Entra writes for a boolean is a text, and the library keeps it as it came. */
const asText = ({ path, value }: WantedValue): WantedValue => ({
  path,
  value: typeof value === 'boolean' ? (value ? 'True' : 'False') : value,
})

/**
 * A path with a condition cannot take away a whole address or number, only its value; nor can it say that the one which
 * it makes is the primary one. Neither changes what is read: without a value it is passed over, and one alone is the
 * one that counts. So in the dialects of Entra and Bizagi both are left out of the comparison.
 */
function tidy(user: Resource, before: Resource): Resource {
  const lists = ['emails', 'phoneNumbers'].map((name) => {
    const types = ((before[name] ?? []) as Resource[]).map(({ type }) => type)
    const kept = ((user[name] ?? []) as Resource[])
      .filter(({ value }) => value !== undefined)
      .map(({ primary, ...one }) => (types.includes(one['type']) && primary ? { ...one, primary } : one))
    return [name, kept]
  })
  return { ...user, ...Object.fromEntries(lists) }
}

const bodies = suite('SCIM PATCH')

for (const dialect of DIALECTS) {
  const isEntra = dialect === 'entra'
  const asked = ({ settings, to, user }: Change) => wantedValues(user, to, pathsOf(settings))
  const holds = (claim: (one: Change) => void) => fc.assert(fc.property(change(dialect), claim), parameters(RUNS))

  bodies(`${dialect}: carried out by others it makes of a user what was wanted, and leaves the rest`, () =>
    holds((one) => {
      const { user } = one
      const values = asked(one)
      const now = applied(user, patchOperations(user, values, dialect))
      if (isEntra) assert.equal(tidy(now, user), tidy(withValues(user, values.map(asText)), user))
      else if (dialect === 'bizagi') assert.equal(tidy(now, user), tidy(withValues(user, values), user))
      else assert.equal(now, withValues(user, values))
    }),
  )

  bodies(`${dialect}: the user is read as it was wanted afterwards, with every other address it had`, () =>
    holds((one) => {
      const { settings, to, user } = one
      const now = applied(user, patchOperations(user, asked(one), dialect))
      const read = mapping(settings, context, { self: null })
      const { email, key, otherEmails, person } = read(now, [])!
      const { attributes = {}, ...rest } = to
      const names = Object.keys(attributes)
      const seen: Fields = { email, key, name: person.name }
      assert.equal(Object.fromEntries(Object.keys(rest).map((name) => [name, seen[name as 'name']])), rest)
      assert.equal(Object.fromEntries(names.map((name) => [name, person.attributes[name]])), attributes)
      const home = valueAtPath(user, HOME)
      const others = (readAddresses(user) as string[]).filter(
        (one, index) => !(index === 0 && to.email) && !('home' in attributes && one === home),
      )
      for (const other of others) assert.ok([email, ...otherEmails].includes(other), other)
    }),
  )

  bodies(`${dialect}: every operation has a path, each path once, and is of a word that the RFC has`, () =>
    holds((one) => {
      const { Operations, schemas } = patchBody(patchOperations(one.user, asked(one), dialect))
      assert.equal(schemas, [PATCH])
      const paths = Operations.map(({ path }) => path)
      assert.ok(paths.every(isPath), paths.join())
      assert.is(new Set(paths).size, paths.length)
      for (const operation of Operations) {
        const words = ['add', 'replace', 'remove'].map((word) =>
          isEntra ? word[0]!.toUpperCase() + word.slice(1) : word,
        )
        assert.ok(words.includes(operation.op), operation.op)
        assert.is('value' in operation, !/remove/i.test(operation.op))
      }
    }),
  )
}
const email = (value: string, type?: string, primary?: true) => ({
  value,
  ...(type && { type }),
  ...(primary && { primary }),
})

/** Users whose address that counts is old@x.test, wherever it stands. */
const LISTS = [
  [email('old@x.test', 'work', true), email('home@x.test', 'home')],
  [email('home@x.test', 'home'), email('old@x.test', 'work', true)],
  [email('other@x.test', 'work'), email('old@x.test', 'work', true)],
  [email('home@x.test', 'home'), email('old@x.test', 'work')],
  [email('home@x.test', 'home'), email('old@x.test', undefined, true)],
]

bodies('of several addresses the one that counts is changed, in every dialect, and the others stay as they are', () => {
  for (const dialect of DIALECTS) {
    for (const [index, emails] of LISTS.entries()) {
      const user = { userName: 'ann', emails }
      const values = wantedValues(user, { email: 'new@x.test' }, pathsOf(targetSettings()))
      const now = applied(user, patchOperations(user, values, dialect))
      const expected = emails.map((one) => (one.value === 'old@x.test' ? { ...one, value: 'new@x.test' } : one))
      assert.equal(now['emails'], expected, `${dialect}, list ${index}`)
      assert.is((readAddresses(now) as string[])[0], 'new@x.test')
    }
  }
})

bodies('where the sign-in name is the address, a new one changes that address alone, and a creation has one', () => {
  const user = { id: 'u1', emails: [email('old@x.test', 'work', true), email('home@x.test', 'home')] }
  const paths = pathsOf(targetSettings({ key: 'emails' }))
  const expected = [email('new@x.test', 'work', true), email('home@x.test', 'home')]
  for (const to of [{ key: 'new@x.test' }, { email: 'new@x.test', key: 'new@x.test' }]) {
    const values = wantedValues(user, to, paths)
    assert.equal(applied(user, patchOperations(user, values, 'rfc'))['emails'], expected)
  }
  const { person } = contact()
  const to = { ...person, email: 'ann@x.test', externalId: 'salesforce:1' }
  const { emails } = asUser({ key: 'ann@x.test', reason: 'missing', to }, paths, 'rfc')
  assert.equal(emails, [email('ann@x.test', 'work', true)])
})

/** A service of one user that carries out what it is sent, by scim-patch; with the bodies of the PATCHes it got. */
const carriedOut = (user: Resource, work: (send: Send, now: () => Resource, sent: Body[]) => Promise<void>) => {
  let now = user
  const sent: Body[] = []
  return served(
    ({ body, method, path }) => {
      if (!path.endsWith('/Users/u1')) return { status: 404, body: {} }
      if (method === 'PATCH') {
        sent.push(body as Body)
        now = applied(now, (body as Body).Operations)
      }
      return { body: now }
    },
    (url) =>
      work(
        (settings, entry) => {
          const remote = serviceAt(url)
          return changeSender(remote, settings, { paths: pathsOf(settings), addresses: addressing(remote, 'id') }).send(
            entry,
            user,
          )
        },
        () => now,
        sent,
      ),
  )
}

type Body = ReturnType<typeof patchBody>
type Send = (settings: Change['settings'], entry: Update) => Promise<unknown>

bodies('active goes first, in a body of its own, and the rest after it', async () => {
  const user = { id: 'u1', userName: 'ann', active: true, displayName: 'Ann', emails: [email('a@x.test', 'work')] }
  const to = { active: false, name: 'Ann Lee', email: 'new@x.test' }
  for (const dialect of DIALECTS.filter((one) => one !== 'bizagi'))
    await carriedOut(user, async (send, now, sent) => {
      const refused = await send(targetSettings({ dialect }), { from: {}, id: 'u1', key: 'ann', reason: 'differs', to })
      assert.is(refused, null)
      const [word, no] = dialect === 'entra' ? ['Replace', 'False'] : ['replace', false]
      assert.equal(sent[0], { schemas: [PATCH], Operations: [{ op: word, path: 'active', value: no }] })
      assert.is(sent.length, 2)
      assert.not(sent[1]!.Operations.some(({ path }) => path === 'active'))
      assert.equal(now(), { ...user, active: no, displayName: 'Ann Lee', emails: [email('new@x.test', 'work')] })
    })
})

bodies("what is sent to services built for Entra has the shape of Microsoft's own requests", () => {
  const samples = scimSample('SCIM PATCH as Entra', 'entra', 'patch-variants.json') as Record<
    string,
    { legacy: Body }
  > | null
  if (!samples) return
  const user = {
    id: 'u1',
    active: true,
    displayName: 'Old',
    name: { givenName: 'Old', familyName: 'Name' },
    externalId: '1',
    emails: [email('old@x.test', 'work', true), email('home@x.test', 'home')],
    [ENTERPRISE]: { employeeNumber: '1' },
  }
  const sent = (values: WantedValue[]) => patchBody(patchOperations(user, values, 'entra'))
  const { addSingle, disable, removeMember, replaceMany } = samples
  assert.equal(sent([activeValue(false)]), disable!.legacy)
  for (const { legacy } of [addSingle!, replaceMany!])
    assert.equal(
      sent(legacy.Operations.map(({ path, value }) => ({ path: parsePath(path), value: String(value) }))),
      legacy,
    )
  assert.equal(patchBody(memberOperations([], ['u1091'], 'entra')), removeMember!.legacy)
})

bodies.run()
