// Mapped attributes: compared where both sides map them, written where they differ, and refused where one side alone
// has them.

import * as assert from 'uvu/assert'
import { instances } from '../../lib/config/config.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { compared, stageIn, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { contactOf, userOf, worldOf } from '../kit/worlds.ts'

const attributes = suite('attributes')

/** One who has another role, one who lacks it, one to create. */
const world = () =>
  worldOf({
    contacts: [contactOf(100, { Role__c: 'Gitlab Admin;Billing' }), contactOf(101), contactOf(102)],
    users: [
      userOf(100, { user_fields: { role: 'Gitlab Admin', department: 'Sales' } }),
      userOf(101, { user_fields: { role: 'Gitlab Admin', not_in_sfdc: true } }),
    ],
    equal: 0,
  })

const known = { zendesk: { userFields: ['role', 'department', 'origin', 'not_in_sfdc'] } }

const mapped = (here: Place, source: object, target: object) =>
  here.settings((one) => {
    Object.assign(one.source, { attributes: source })
    Object.assign(one.target, { attributes: target })
  })

const fieldsOf = ({ box }: Place, email: string) =>
  box.world.zendesk.users.find((user) => user.email === email)!.user_fields

attributes('only what is mapped is compared, and an update names only the attribute that differs', () =>
  at(
    world(),
    async (here) => {
      mapped(here, { role: 'Role__c' }, { role: 'user_fields.role' })
      await compared(here)
      const [{ from, to, key }, { to: back }] = here.json('update.json').records as [
        Record<string, object>,
        { to: object },
      ]
      assert.equal(
        [key, from, to],
        [
          'person100@acme.test',
          { attributes: { role: 'Gitlab Admin' } },
          { attributes: { role: 'Gitlab Admin;Billing' } },
        ],
      )
      assert.equal(back, { active: true })
      assert.is((await synced(here)).code, 0)
      assert.equal(fieldsOf(here, 'person100@acme.test'), { role: 'Gitlab Admin;Billing', department: 'Sales' })
      assert.is(fieldsOf(here, 'person102@acme.test')?.['role'], 'Gitlab Admin')
      assert.is(fieldsOf(here, 'person101@acme.test')?.['not_in_sfdc'], false)
      await compared(here)
      assert.is((await synced(here)).line, 'nothing to do')
    },
    known,
  ),
)

attributes("a value of the settings is everybody's", () =>
  at(
    world(),
    async (here) => {
      mapped(here, { origin: { value: 'crm' } }, { origin: 'user_fields.origin' })
      await compared(here)
      assert.is((await synced(here)).code, 0)
      for (const n of [100, 101, 102]) assert.is(fieldsOf(here, `person${n}@acme.test`)?.['origin'], 'crm')
    },
    known,
  ),
)

attributes('a name that one side alone has is refused, with its place', () =>
  at(world(), async (here) => {
    mapped(here, { role: 'Role__c' }, {})
    const read = () => instances({ file: here.config, data: here.data, environment: here.environment() })
    assert.throws(read, /source\.attributes\.role: is mapped on this side alone: it would never be compared/)
    mapped(here, {}, { role: 'user_fields.role' })
    assert.throws(read, /target\.attributes\.role: is mapped on this side alone/)
  }),
)

attributes('a user field that Zendesk does not have is refused before anybody is read', () =>
  at(
    world(),
    async (here) => {
      mapped(here, { role: 'Role__c' }, { role: 'user_fields.rank' })
      const { code, line } = await stageIn(here, gatherUsers)
      assert.is(code, 7)
      assert.match(line, 'Zendesk has no user_fields.rank. Make that user field, or change target.attributes.role')
    },
    known,
  ),
)

attributes.run()
