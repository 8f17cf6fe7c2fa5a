// What Zeenea keeps of a person beside the set: names of all kinds and the phone; and one person alone.

import * as assert from 'uvu/assert'
import { makePlan } from '../../../lib/scripts/compare.ts'
import { gatherContacts } from '../../../lib/scripts/gather-contacts.ts'
import { gatherOrganizations } from '../../../lib/scripts/gather-organizations.ts'
import { gatherUsers } from '../../../lib/scripts/gather-users.ts'
import { applyPlan } from '../../../lib/scripts/sync.ts'
import type { Place } from '../../kit/pipeline.ts'
import { compared, stageIn } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { zeeneaUserOf as userOf } from '../../kit/zeenea-settings.ts'
import {
  asked,
  personOf,
  toZeenea,
  twice,
  userNamed,
  variablesOf,
  watching,
  worldOf,
  writes,
} from '../../kit/zeenea-target.ts'

const values = suite('Zeenea: values')

const ODD = ['Lee, "Jr."', 'of\nYork', 'a\r\nb', 'Žofie', '王', '""', ',', "O'Neil", '\u{1F600}{$email}', ' a  b ']

values('names with commas, quotes, line ends and letters of all kinds arrive, and survive the export', () => {
  const people = ODD.map((name, n) => personOf(50 + n, { name: { givenName: name, familyName: `x ${name}` } }))
  return toZeenea(worldOf({ people }), async (here) => {
    await twice(here, `create ${ODD.length} applied`)
    assert.equal(
      ODD.map((_, n) => userNamed(here, `person${50 + n}@acme.test`)!).map((one) => [one.firstName, one.lastName]),
      ODD.map((name) => [name, `x ${name}`]),
    )
  })
})

const PHONE = {
  target: { attributes: { given: 'firstName', family: 'lastName', phone: 'phone' } },
  source: { attributes: { given: 'name.givenName', family: 'name.familyName', phone: 'phoneNumbers' } },
}
const phoneOf = (here: Place, n: number) => userNamed(here, `person${n}@acme.test`)!.phone
const reached = (value: string) => ({ phoneNumbers: [{ value }] })

for (const upsertClears of [false, true]) {
  const options = { zeenea: { upsertClears } }

  values(`a phone that is mapped is written, changed and taken away (upsertClears ${upsertClears})`, () =>
    toZeenea(
      worldOf({
        equal: 0,
        people: [personOf(50, reached('+49 1')), personOf(51, reached('+49 2')), personOf(52), personOf(53)],
        users: [userOf(51, { phone: '+49 0' }), userOf(52, { phone: '+49 0' })],
      }),
      async (here) => {
        await twice(here, 'create 2 applied; update 2 applied')
        assert.equal(
          [50, 51, 52, 53].map((n) => phoneOf(here, n)),
          ['+49 1', '+49 2', undefined, undefined],
        )
      },
      { ...PHONE, options },
    ),
  )

  values(`a phone that is not mapped is kept when another value changes (upsertClears ${upsertClears})`, () =>
    toZeenea(
      worldOf({ people: [personOf(50)], users: [userOf(50, { firstName: 'Old', phone: '+49 "0"' })] }),
      async (here) => {
        await twice(here, 'update 1 applied')
        assert.equal([phoneOf(here, 50), userNamed(here, 'person50@acme.test')!.firstName], ['+49 "0"', 'Person'])
      },
      { options },
    ),
  )
}

values('nobody is given an empty phone', () =>
  toZeenea(worldOf({ people: [personOf(50)] }), async (here) => {
    await twice(here, 'create 1 applied')
    assert.not.match(JSON.stringify(writes(here).map(variablesOf)), '"phone"')
    assert.is(phoneOf(here, 50), undefined)
  }),
)

values('a set alone that changes leaves the names as they are', () =>
  toZeenea(worldOf({ people: [personOf(50)], users: [userOf(50, { permissionSets: ['steward'] })] }), async (here) => {
    await twice(here, 'update 1 applied')
    const { firstName, lastName, permissionSets } = userNamed(here, 'person50@acme.test')!
    assert.equal([firstName, lastName, permissionSets], ['Person', '50', ['explorer']])
  }),
)

values('--person reads one user by address, asks for no export, and changes nobody else', () => {
  const users = [userOf(50, { firstName: 'Old' }), userOf(51, { firstName: 'Old' }), userOf(52)]
  return toZeenea(worldOf({ people: [personOf(50), personOf(51)], users }), async (here) => {
    const line = async (person: string) => {
      let last = ''
      for (const stage of [gatherOrganizations, gatherUsers, gatherContacts, makePlan, applyPlan]) {
        here.box.requests.length = 0
        last = (await stageIn(here, stage, { person })).line
        assert.not.ok(asked(here).includes('createAllUsersExport'))
        assert.is(asked(here).includes('loadUserByEmail'), stage === gatherUsers)
        assert.ok(asked(here).length <= 10)
      }
      return last
    }
    assert.match(await line('Person50@acme.test'), 'update 1 applied')
    assert.match(await line('person52@acme.test'), 'nothing to do')
    assert.equal(
      [50, 51, 52].map((n) => userNamed(here, `person${n}@acme.test`)?.firstName),
      ['Person', 'Old', 'Person'],
    )
  })
})

values('contact information that is no phone is sent again, and not lost', () =>
  toZeenea(worldOf({ people: [personOf(50)], users: [userOf(50, { firstName: 'Old' })] }), async (here) => {
    const contactInformation = [
      { key: 'site', value: 'Bonn' },
      { key: 'phone', value: '+49 1' },
    ]
    const contact = { id: 'c', firstName: 'Old', lastName: '50', contactInformation }
    const permissionSet = { id: 'explorer', name: 'Explorer' }
    await compared(here)
    watching(here, 'loadUserById', () => ({
      body: { data: { loadUserById: { id: 'z50', email: 'person50@acme.test', contact, permissionSet } } },
    }))
    await stageIn(here, applyPlan)
    assert.equal(variablesOf(writes(here)[0]!)['contactInformation'], [...contactInformation].reverse())
  }),
)

values.run()
