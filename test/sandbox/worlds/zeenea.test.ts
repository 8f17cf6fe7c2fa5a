// What a world holds of Zeenea: refused where no instance could hold it, and generated with some of every kind.

import * as assert from 'uvu/assert'
import { generate } from '../../../lib/sandbox/worlds/generate.ts'
import { readWorld } from '../../../lib/sandbox/worlds/world-file.ts'
import { addressKey } from '../../../lib/sandbox/zeenea/store.ts'
import { setOfGroup, zeeneaCounts } from '../../../lib/sandbox/zeenea/user-kinds.ts'
import { suite } from '../../kit/suite.ts'
import { against, send } from '../../kit/wire.ts'
import { fileOf, graphqlOf, instance } from '../../kit/zeenea.ts'

const worlds = suite('sandbox: worlds of Zeenea')

worlds('a world that no instance could hold is refused with the place', () => {
  const refused = (more: object, words: RegExp) =>
    assert.throws(() => readWorld({ zeenea: { ...instance(), ...more } }), words)
  const { users, permissionSets } = instance()
  refused({ users: [...users, { ...users[0], id: 'u9' }] }, /zeenea\.users.*root@acme\.test is there twice/)
  refused({ contacts: [{ id: 'c1', email: 'ANN@acme.test' }] }, /ann@acme\.test is there twice/)
  refused({ permissionSets: permissionSets.slice(0, 3).concat(permissionSets[0]!) }, /permissionSets\.3: admin/)
  refused({ users: [{ ...users[0], permissionSets: ['admin', 'x'] }] }, /zeenea\.users\.0.*there is no x/)
  refused({ users: users.slice(1) }, /nobody is in the permission set Super Admin/)
})

worlds('an old world has an empty instance, and a set may leave out all but its name', () => {
  assert.equal(readWorld({ zendesk: {} }).zeenea, { permissionSets: [], users: [], contacts: [] })
  const [, set] = readWorld({ zeenea: instance() }).zeenea.permissionSets
  assert.equal(set, { id: 'steward', name: 'Data Steward', builtIn: false, licenseType: 'Steward', code: 'DS' })
})

worlds('the instance of the world that ships holds the people of its directory, and some of every kind', () => {
  const { directory, zeenea } = generate()
  const { permissionSets, users, contacts } = zeenea
  const nameOfSet = new Map(permissionSets.map(({ id, name }) => [id, name]))
  const known = new Map(users.map((user) => [addressKey(user.email), user]))
  const past = new Set(contacts.map(({ email }) => addressKey(email)))
  const groupOf = (id: string) => directory.groups.find(({ members }) => members.some(({ value }) => value === id))

  const found: Record<string, number> = {}
  const count = (kind: string) => {
    found[kind] = (found[kind] ?? 0) + 1
  }
  for (const { id, userName, active, name } of directory.users) {
    const user = known.get(userName)
    known.delete(userName)
    const { givenName, familyName } = name as Record<string, string>
    const right = setOfGroup[groupOf(id)?.displayName ?? 'Billing']
    if (!active) count(user ? 'left' : 'left and gone')
    else if (!user) count(past.has(userName) ? 'returned' : 'missing')
    else if (user.firstName !== givenName || user.lastName !== familyName) count('renamed')
    else if (user.permissionSets.length === 0) count('without set')
    else if (nameOfSet.get(user.permissionSets[0]!) !== right) count('other set')
    else if (user.permissionSets.length > 1) count('second set')
    else count(user.curator ? 'curator' : user.email === userName ? 'equal' : 'shouted')
  }
  const { equal, left, ...others } = found
  assert.equal(others, {
    missing: zeeneaCounts.missing,
    returned: zeeneaCounts.returned,
    renamed: zeeneaCounts.renamed + zeeneaCounts.oddlyNamed,
    'other set': zeeneaCounts.otherSet,
    'without set': zeeneaCounts.withoutSet,
    'second set': zeeneaCounts.secondSet,
    shouted: zeeneaCounts.shouted,
    curator: zeeneaCounts.curators,
  })
  assert.ok(equal! > 600 && left! > 20)
  const strangers = [...known.values()]
  const { departed, departedCurators, departedOddly, superAdmins } = zeeneaCounts
  const admins = strangers.filter(({ permissionSets: [id] }) => nameOfSet.get(id!) === 'Super Admin')
  assert.is(admins.length, superAdmins)
  assert.is(strangers.filter(({ curator }) => curator).length, departedCurators)
  assert.is(strangers.length, departed + departedCurators + departedOddly + superAdmins)
  assert.is(contacts.length, zeeneaCounts.contacts + zeeneaCounts.returned)
})

worlds('its names come through the export as they are, with commas, quotes and line ends', () =>
  against(generate(), {}, async (box) => {
    const { text } = await send(await fileOf(graphqlOf(box)))
    const odd = [
      '"Lee, Jr."',
      '"Robert ""Bob"""',
      '"Zoë\nMaria"',
      '"Núñez\r\nPérez"',
      '"=1+1"',
      '"王"',
      '"Anna",""""""',
    ]
    for (const name of odd) assert.ok(text.includes(name), name)
  }),
)

worlds.run()
