// People whom the source still has in an account that no organization of the target has.

import * as assert from 'uvu/assert'
import { at, type Place } from '../kit/pipeline.ts'
import { outcomes, receipts, userAt } from '../kit/receipts.ts'
import { compared, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { account, contactOf, userOf, worldOf } from '../kit/worlds.ts'

const moved = suite('sync: moved')

/** 201 is in an account that no organization has, 202 in two, 203 in the same one with no organization of their own. */
function world() {
  const elsewhere = { AccountId: account(77) }
  const all = worldOf({
    equal: 60,
    contacts: [
      contactOf(201, { ...elsewhere, Email: 'new@acme.test' }),
      contactOf(202, { ...elsewhere, Email: 'other@acme.test' }),
      contactOf(302, { AccountId: account(78), Email: 'person202@acme.test' }),
      contactOf(203, { ...elsewhere, Email: 'third@acme.test' }),
    ],
    users: [userOf(201), userOf(202), userOf(203, { organization_id: null })],
  })
  all.salesforce.accounts.push({ Id: account(77), Name: 'Elsewhere' }, { Id: account(78), Name: 'Elsewhere too' })
  return all
}

const asked = (here: Place) => here.box.requests.filter(({ path }) => /organizations|search/.test(path)).length
const isMarked = (here: Place, id: number) => userAt(here, id).user_fields['not_in_sfdc'] === true

moved('stay and are counted, and the account is named', () =>
  at(world(), async (here) => {
    await compared(here)
    const { code, line } = await synced(here)
    assert.is(code, 0, line)
    assert.match(line, '; 2 moved to accounts without an organization')
    const error = `moved: now in account ${account(77)}, which no organization has`
    assert.equal(
      receipts(here, 'delete').map((one) => [one['id'], one['error']]),
      [
        ['5201', error],
        ['5202', 'the source has this person after all'],
        ['5203', error],
      ],
    )
  }),
)

moved('with "moved": "remove" those go whose own organization is known and is another one', () =>
  at(world(), async (here) => {
    here.settings((settings) => Object.assign(settings, { moved: 'remove' }))
    await compared(here)
    const { code, line } = await synced(here)
    assert.is(code, 0, line)
    assert.equal(outcomes(here, 'delete'), ['applied', 'conflict', 'conflict'])
    assert.equal(
      [5201, 5202, 5203].map((id) => isMarked(here, id)),
      [true, false, false],
    )
    assert.match(line, '; 1 moved to accounts without an organization')
  }),
)

moved('an organization made since the plan is asked for: who is in it has not moved', () =>
  at(world(), async (here) => {
    await compared(here)
    const [made] = here.box.world.zendesk.organizations
    here.box.world.zendesk.organizations.push({
      ...made!,
      id: 977,
      name: 'Elsewhere',
      organization_fields: { salesforce_id: account(77) },
    })
    await synced(here)
    assert.is(receipts(here, 'delete')[0]!['error'], 'the source has this person after all')
  }),
)

moved('the target is not asked where nobody is found', () =>
  at(worldOf({ equal: 60, users: [userOf(201)] }), async (here) => {
    await compared(here)
    here.box.requests.length = 0
    await synced(here)
    assert.is(asked(here), 0)
    assert.equal(outcomes(here, 'delete'), ['applied'])
  }),
)

moved('a plan is another one under another "moved", so sync refuses it', () =>
  at(world(), async (here) => {
    await compared(here)
    here.settings((settings) => Object.assign(settings, { moved: 'remove' }))
    assert.is((await synced(here)).code, 5)
  }),
)

moved.run()
