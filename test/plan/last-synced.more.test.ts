// What somebody changed in the target by hand: corrected, or kept as long as the source says nothing new.

import { existsSync, rmSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { makePlan } from '../../lib/scripts/compare.ts'
import { explanations } from '../../lib/scripts/explain.ts'
import { drifted, file, keep, people, syncedIn, without3 } from '../kit/drift.ts'
import { again, recordOf, userNamed, world, writeFeed } from '../kit/feed-folder.ts'
import { at } from '../kit/pipeline.ts'
import { FREE } from '../kit/scim-settings.ts'
import { compared, gathered, stageIn, synced } from '../kit/stages.ts'
import { instance } from '../kit/stands.ts'
import { suite } from '../kit/suite.ts'
import { contactOf, userOf, worldOf } from '../kit/worlds.ts'

const drift = suite('drift')

drift('is corrected unless the settings say otherwise, and then nothing is kept in mind', () =>
  at(world(), async (here) => {
    await drifted(here)
    assert.ok(existsSync(file(here)))
    keep(here, { drift: 'correct' })
    await again(here, 'create 1 applied; update 1 applied; delete 1 applied')
    assert.is(userNamed(here, 'person1').name, 'Person 1')
    assert.not.ok(existsSync(file(here)))
  }),
)

drift('is kept as long as the source says the same: renamed, gone or brought back by hand', () =>
  at(world(), async (here) => {
    await drifted(here)
    await again(here, 'nothing to do')
    assert.is(here.json('create.json').reasons['drift'], 3)
  }),
)

drift('ends with the next change in the source: what it says then is compared with the target in full', () =>
  at(world(), async (here) => {
    await drifted(here)
    writeFeed(here, without3({ 1: { nameLast: 'One' }, 2: { nameLast: 'Two' } }))
    await again(here, 'create 1 applied; update 1 applied')
    writeFeed(here, [...without3({ 1: { nameLast: 'One' }, 2: { nameLast: 'Two' } }), recordOf(3)])
    await again(here, 'nothing to do')
    writeFeed(here, without3({ 1: { nameLast: 'One' }, 2: { nameLast: 'Two' } }))
    await again(here, 'delete 1 applied')
  }),
)

drift('who was removed and is back as they were is brought back', () =>
  at(world(), async (here) => {
    keep(here)
    writeFeed(here, people)
    await again(here, 'create 30 applied')
    writeFeed(here, people.slice(1))
    await again(here, 'delete 1 applied')
    assert.is(syncedIn(here).count, 29)
    writeFeed(here, people)
    await again(here, 'update 1 applied')
  }),
)

drift('who left, was removed by somebody else and is back as they were is made again', () =>
  at(world(), async (here) => {
    keep(here)
    writeFeed(here, people)
    await again(here, 'create 30 applied')
    const { users } = here.box.world.zendesk
    users.splice(users.indexOf(userNamed(here, 'person2')), 1)
    writeFeed(
      here,
      people.filter((_, index) => index !== 1),
    )
    await again(here, 'nothing to do')
    writeFeed(here, people)
    await again(here, 'create 1 applied')
  }),
)

drift('explain asks what the plan was made of, also once it was applied, and what is known today without one', () =>
  at(world(), async (here) => {
    await drifted(here)
    writeFeed(here, without3({ 1: { nameLast: 'One' } }))
    await again(here, 'update 1 applied')
    const asked = () =>
      explanations('person1@acme.test', { instance: instance(here), now: new Date(), person: null }).people[0]!
    assert.equal([asked().reason, asked().plan!.agrees, asked().plan!.outdated], ['differs', true, null])
    await gathered(here)
    assert.is(asked().reason, 'equal')
    rmSync(file(here))
    assert.is(asked().reason, 'equal')
  }),
)

drift('who left while nobody might touch them is removed once somebody may', () =>
  at(world(), async (here) => {
    keep(here)
    writeFeed(here, people)
    await again(here, 'create 30 applied')
    Object.assign(userNamed(here, 'person1'), { suspended: true })
    writeFeed(here, people.slice(1))
    await again(here, 'nothing to do')
    Object.assign(userNamed(here, 'person1'), { suspended: false })
    await again(here, 'delete 1 applied')
    Object.assign(userNamed(here, 'person1'), { user_fields: { not_in_sfdc: null } })
    await again(here, 'nothing to do')
  }),
)

drift('an address that goes from one contact to another and back takes its organization along', () =>
  at(
    worldOf({
      equal: 30,
      contacts: [contactOf(40, { Email: 'shared@acme.test' })],
      users: [userOf(40, { email: 'shared@acme.test', external_id: null })],
    }),
    async (here) => {
      here.settings((one) => Object.assign(one, { drift: 'keep', protect: [], limits: FREE }))
      const { contacts } = here.box.world.salesforce
      const home = () => here.box.world.zendesk.users.find(({ email }) => email === 'shared@acme.test')!.organization_id
      await compared(here)
      await synced(here)
      const before = home()
      const [first] = contacts.splice(
        contacts.findIndex(({ Email }) => Email === 'shared@acme.test'),
        1,
      )
      contacts.push(contactOf(41, { Email: 'shared@acme.test' }) as never)
      await again(here, 'update 1 applied')
      assert.is.not(home(), before)
      contacts.pop()
      contacts.push(first!)
      await again(here, 'update 1 applied')
      assert.is(home(), before)
    },
  ),
)

drift('is corrected once when other settings were in force, or another target: what stands there is not known', () =>
  at(world(), async (here) => {
    await drifted(here)
    keep(here, { duplicates: 'first' })
    await gathered(here)
    assert.match((await stageIn(here, makePlan)).line, '1 to create, 1 to update, 1 to delete')
  }),
)

drift.run()
