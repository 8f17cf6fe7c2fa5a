// Creations in Zeenea of people whom somebody else created meanwhile.

import * as assert from 'uvu/assert'
import { outcomes } from '../../kit/receipts.ts'
import { compared, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { zeeneaUserOf as userOf } from '../../kit/zeenea-settings.ts'
import { personOf, toZeenea, userNamed, watching, worldOf, writes } from '../../kit/zeenea-target.ts'

const users = suite('Zeenea: created meanwhile')

users('a creation finds somebody who came meanwhile: as wanted unchanged, else a conflict, and nothing is sent', () =>
  toZeenea(worldOf({ people: [50, 51].map((n) => personOf(n)) }), async (here) => {
    await compared(here)
    const { zeenea } = here.box.world
    zeenea.users.push(...([userOf(50), userOf(51, { firstName: 'Other' })] as never[]))
    assert.is((await synced(here)).code, 0)
    assert.equal([outcomes(here, 'create').sort(), writes(here).length], [['conflict', 'unchanged'], 0])
    assert.is(userNamed(here, 'person51@acme.test')!.firstName, 'Other')
  }),
)

users('somebody whom another made right before the upsert was changed by it: failed, for somebody has to look', () =>
  toZeenea(worldOf({ people: [personOf(9)] }), async (here) => {
    await compared(here)
    const meanwhile = { ...userOf(9), lastName: 'Other', permissionSets: ['steward'] }
    watching(here, 'upsertUser', () => {
      const { users } = here.box.world.zeenea
      if (!users.some(({ id }) => id === 'z9')) users.push(meanwhile as never)
      return undefined
    })
    const { code } = await synced(here)
    const [receipt] = here.json('created.json').records
    assert.equal([code, receipt!['outcome'], receipt!['id']], [3, 'failed', 'z9'])
    assert.match(String(receipt!['error']), 'somebody else made a user with this address right before')
  }),
)

users.run()
