// Answers of Zeenea in shapes that nobody expected: the export, single users, permission sets, errors.

import * as assert from 'uvu/assert'
import type { RemoteRequest } from '../../../lib/sandbox/http/remote.ts'
import { makePlan } from '../../../lib/scripts/compare.ts'
import { gatherOrganizations } from '../../../lib/scripts/gather-organizations.ts'
import { gatherUsers } from '../../../lib/scripts/gather-users.ts'
import { changeAnswers } from '../../kit/answers.ts'
import type { Place } from '../../kit/pipeline.ts'
import { outcomes } from '../../kit/receipts.ts'
import { compared, gathered, stageIn, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { zeeneaUserOf as userOf } from '../../kit/zeenea-settings.ts'
import { emails, operationOf, personOf, SETS, toZeenea, worldOf, writes } from '../../kit/zeenea-target.ts'

const odd = suite('Zeenea: odd answers')

type Row = Record<string, unknown>

/** Changes the export's file, which is text and no JSON. */
function changeFile(here: Place, change: (file: string) => string): void {
  here.interfere(async (_, { headers, origin, path, query }: RemoteRequest) => {
    if (!path.startsWith('/exports/') || headers['x-true'] !== undefined) return undefined
    const real = await fetch(`${origin}${path}?${query}`, { headers: { 'x-true': '1' } })
    return { body: change(await real.text()) }
  })
}

/** Changes what an operation gives. */
const changeData = (here: Place, operation: string, change: (data: Row) => unknown) =>
  changeAnswers(here, /\/graphql$/, (body: { data: Row }, asked) =>
    operationOf(asked) === operation ? change(body.data) : undefined,
  )

const refused: [what: string, change: (file: string) => string, said: RegExp][] = [
  [
    'a column is renamed',
    (file) => file.replace('"Email"', '"E-Mail address"'),
    /it has no column Email; the nearest it has: E-Mail address/,
  ],
  [
    'a column is there twice',
    (file) => file.replace('"Phone"', '"EMAIL"').replace('"Logins count"', '"Phone"'),
    /it has the column Email twice/,
  ],
  [
    'there is no row of names',
    (file) => file.slice(file.indexOf('\n') + 1),
    /its first row does not name columns such as Email$|its first row does not name columns such as Email\./,
  ],
  ['a quote never closes', (file) => file.replace('"Person"', '"Person'), /its file is no whole CSV \(\w+\)/],
  ['a row has a cell too few', (file) => file.replace('"Person",', ''), /its file is no whole CSV/],
]
for (const [what, change, said] of refused) {
  odd(`${what}: exit 9, and nobody is quoted`, () =>
    toZeenea(worldOf(), async (here) => {
      changeFile(here, change)
      const { code, line } = await stageIn(here, gatherUsers)
      assert.equal([code, said.test(line)], [9, true], line)
      assert.not.match(line, /acme\.test|Person/)
    }),
  )
}

odd('blanks and capitals in the names of columns make no difference', () =>
  toZeenea(worldOf(), async (here) => {
    changeFile(here, (file) => file.replace('"Email"', '" EMAIL "').replace('"First name"', '"First  Name"'))
    const { code, line } = await stageIn(here, gatherUsers)
    assert.equal([code, line], [0, '3 users, 1 protected'])
  }),
)

/** Person 50 leaves; the row of the file about them. */
const ROW = '"z50","person50@acme.test","Person","50","","explorer","Explorer"'
const kept: [what: string, row: string, reason: RegExp][] = [
  ['no address', ROW.replace('person50@acme.test', ''), /unreadable: Email is empty/],
  ['an address without @', ROW.replace('@', ' at '), /unreadable: Email is a text that is no address/],
  ['a set without a name', ROW.replace('"Explorer"', '""'), /unreadable: Permission set name is empty/],
  [
    'a set without an id',
    ROW.replace('"explorer","Explorer"', '"","Super Admin"'),
    /unreadable: Permission set id is empty/,
  ],
  ['a set in odd letters', ROW.replace('"Explorer"', '"super  admin "'), /^Super Admin$/],
]
for (const [what, row, reason] of kept) {
  odd(`a user with ${what} in the export is protected, and not deleted`, () =>
    toZeenea(worldOf({ users: [userOf(50)] }), async (here) => {
      changeFile(here, (file) => file.replace(ROW, row))
      await compared(here)
      assert.equal(here.json('delete.json').count, 0)
      const user = here.json('users.json').records.find(({ id }) => id === 'z50')
      assert.match(String(user?.['protected']), reason)
    }),
  )
}

odd('more than half of at least twenty rows that cannot be read are an export that is refused', () =>
  toZeenea(worldOf({ users: Array.from({ length: 20 }, (_, n) => userOf(50 + n)) }), async (here) => {
    changeFile(here, (file) => file.replaceAll('"Explorer"', '""'))
    const { code, line } = await stageIn(here, gatherUsers)
    assert.is(code, 9)
    assert.match(line, /22 of 23 records could not be read, the first: unreadable: Permission set name is empty/)
  }),
)

const user = { id: 'z50', email: 'person50@acme.test', permissionSet: { id: 'explorer', name: 'Explorer' } }
const contact = { firstName: 'Person', lastName: '50', contactInformation: [] }
const single: [what: string, shown: unknown, outcome: string, error: RegExp][] = [
  ['as it was', { ...user, contact }, 'applied', /null/],
  ['with a set in a list', { ...user, contact, permissionSet: [user.permissionSet] }, 'applied', /null/],
  [
    'with two sets',
    { ...user, contact, permissionSet: [user.permissionSet, SETS[0]] },
    'protected',
    /permissionSet is a list of 2/,
  ],
  ['with a set in a text', { ...user, contact, permissionSet: 'explorer' }, 'protected', /permissionSet is a text/],
  ['without a set', { ...user, contact, permissionSet: undefined }, 'protected', /permissionSet is missing/],
  [
    'without a last name',
    { ...user, contact: { ...contact, lastName: undefined } },
    'protected',
    /lastName is missing/,
  ],
  ['without a contact', { ...user, contact: null }, 'protected', /contact is null/],
  ['with a contact in a list', { ...user, contact: [contact] }, 'protected', /contact is a list of 1/],
  [
    'with an odd number to reach',
    { ...user, contact: { ...contact, contactInformation: ['x'] } },
    'protected',
    /contactInformation\[0\].key is missing/,
  ],
  ['without an id', { ...user, contact, id: null }, 'protected', /id is missing/],
  ['with an address that is an object', { ...user, contact, email: {} }, 'protected', /email is an empty object/],
  ['as a list', [{ ...user, contact }], 'protected', /unreadable/],
  ['as somebody else', { ...user, contact, email: 'other@acme.test' }, 'conflict', /changed since/],
]
for (const [what, shown, outcome, error] of single) {
  odd(`a user who is shown ${what} before the deletion: ${outcome}`, () =>
    toZeenea(worldOf({ users: [userOf(50)] }), async (here) => {
      await compared(here)
      let times = 0
      changeData(here, 'loadUserById', () => (++times === 1 ? { data: { loadUserById: shown } } : undefined))
      await synced(here)
      const [receipt] = here.json('deleted.json').records
      assert.equal(
        [receipt!['outcome'], error.test(String(receipt!['error']))],
        [outcome, true],
        String(receipt!['error']),
      )
      assert.is(emails(here).includes('person50@acme.test'), outcome !== 'applied')
    }),
  )
}

odd('an address that is shown with a sign right before an update is not written: conflict', () =>
  toZeenea(worldOf({ people: [personOf(50)], users: [userOf(50, { lastName: 'Old' })] }), async (here) => {
    await compared(here)
    const shown = { ...user, email: `${user.email}\ufeff`, contact: { ...contact, lastName: 'Old' } }
    changeData(here, 'loadUserById', () => ({ data: { loadUserById: shown } }))
    await synced(here)
    const [receipt] = here.json('updated.json').records
    assert.is(receipt!['outcome'], 'conflict', String(receipt!['error']))
    assert.match(String(receipt!['error']), 'its address has U+FEFF at character 19')
    assert.is(writes(here).length, 0)
  }),
)

odd(
  'errors of another shape beside no data are no proof that nobody has the address: nobody is written over',
  async () => {
    for (const errors of [{ message: 'down' }, 'down', [null]])
      await toZeenea(worldOf({ people: [personOf(50)] }), async (here) => {
        await compared(here)
        changeData(here, 'loadUserByEmail', (data) => ({ errors, data: { ...data, loadUserByEmail: null } }))
        const { code, line } = await synced(here)
        assert.is(code, 9, line)
        assert.is(writes(here).length, 0)
      })
  },
)

const sets: [what: string, all: unknown, code: number, said: RegExp][] = [
  ['each twice', [...SETS, ...SETS], 0, /1 group/],
  ['one object', SETS[2], 0, /1 group/],
  ['one id with two names', [...SETS, { id: 'explorer', name: 'X' }], 9, /has explorer twice, with two names/],
  ['texts', ['Explorer'], 9, /listPermissionSets\[0\] is a text without id or name/],
  [
    'a set without an id',
    [...SETS, { name: 'X' }],
    9,
    /listPermissionSets\[3\] is an object with name without id or name/,
  ],
  [
    'a set whose name is an object',
    [...SETS, { id: 'x', name: {} }],
    9,
    /listPermissionSets\[3\].name is an? (empty )?object/,
  ],
  ['a cut list', SETS.slice(0, 2), 7, /there is no permission set Explorer/],
]
for (const [what, all, code, said] of sets) {
  odd(`permission sets that are ${what}: exit ${code}`, () =>
    toZeenea(worldOf(), async (here) => {
      changeData(here, 'listPermissionSets', () => ({ data: { listPermissionSets: all } }))
      const outcome = await stageIn(here, gatherOrganizations)
      assert.equal([outcome.code, said.test(outcome.line)], [code, true], outcome.line)
    }),
  )
}

/** Words that would be a line of their own. */
const FORGED = 'X\nsync us-gov: create 5 applied'

const answers: [operation: string, body: unknown, said: RegExp][] = [
  ['createAllUsersExport', { data: { createAllUsersExport: { exportId: {} } } }, /exportId is an object/],
  ['createAllUsersExport', { data: [] }, /the answer does not have it/],
  ['createAllUsersExport', { data: 'none' }, /the answer does not have it/],
  ['loadUsersExportStatus', { data: { loadUsersExportStatus: { status: {} } } }, /its status is an object/],
  ['loadUsersExportStatus', { data: { loadUsersExportStatus: { status: 'DONE', url: {} } } }, /has no url/],
  ['loadUsersExportStatus', { data: { loadUsersExportStatus: [] } }, /its status is missing/],
  ['loadUsersExportStatus', { data: { loadUsersExportStatus: { status: FORGED } } }, /its status is X sync[^\n]*$/],
  ['createAllUsersExport', { errors: [{ message: FORGED, path: [FORGED], extensions: { code: FORGED } }] }, /^[^\n]*$/],
]
for (const [operation, body, said] of answers) {
  odd(`${JSON.stringify(body)} is exit 9`, () =>
    toZeenea(worldOf(), async (here) => {
      changeData(here, operation, () => body)
      const { code, line } = await stageIn(here, gatherUsers)
      assert.equal([code, said.test(line)], [9, true], line)
    }),
  )
}

odd('an upsert that answers something else is judged by what is stored', () =>
  toZeenea(worldOf({ people: [personOf(50)] }), async (here) => {
    await gathered(here)
    await stageIn(here, makePlan)
    changeData(here, 'upsertUser', () => ({ data: { upsertUser: 'done' } }))
    assert.is((await synced(here)).code, 0)
    assert.equal(outcomes(here, 'create'), ['applied'])
  }),
)

odd.run()
