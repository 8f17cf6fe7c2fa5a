// The stage compare: which snapshots it takes, and what its files say besides their records.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { contacts, users } from '../../lib/artifacts/files.ts'
import { open } from '../../lib/artifacts/read.ts'
import { addAll, finish, newArtifact, publish } from '../../lib/artifacts/write.ts'
import { instances } from '../../lib/config/config.ts'
import type { Settings } from '../../lib/config/settings.ts'
import { makePlan } from '../../lib/scripts/compare.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { compared, gathered, stageIn } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { changing, contactOf, userOf, worldOf } from '../kit/worlds.ts'

const planner = suite('planner')

const FILES = ['create.json', 'update.json', 'delete.json', 'held.json']
const noPlan = (here: Place) => FILES.every((file) => !existsSync(join(here.folder, file)))

/** Writes a snapshot again as one that does not cover all people. */
async function partial(here: Place, artifact: typeof users | typeof contacts, leaveOut = 0) {
  const { head, records } = open<unknown, typeof artifact.extra>(here.folder, artifact as typeof users)
  const { artifact: _, version: __, ...rest } = head
  const kept = await addAll(
    newArtifact(artifact as typeof users),
    [...records].slice(0, -leaveOut || undefined) as never[],
  )
  publish(here.folder, finish(kept, rest as Parameters<typeof finish<typeof users.extra>>[1], { complete: false }))
}

planner('snapshots that are old, of another instance or not made from the others are exit 5 and no plan', () =>
  at(changing(), async (here) => {
    await gathered(here)
    const late = new Date(Date.now() + 7 * 3_600_000)
    const stale = await stageIn(here, makePlan, { now: late })
    assert.is(stale.code, 5)
    assert.match(stale.line, /organizations\.json was gathered 7\.0 h ago; instances\.us-gov\.maxAge allows 6\.0 h/)
    const other = await stageIn(here, makePlan, { instance: (one) => ({ ...one, name: 'eu' }) })
    assert.is(other.code, 5)
    assert.match(other.line, 'is of instance us-gov, not eu')
    here.box.world.zendesk.organizations[0]!.name = 'Renamed'
    await gathered(here, 'gather-organizations')
    const mixed = await stageIn(here, makePlan)
    assert.is(mixed.code, 5)
    assert.match(mixed.line, 'npm run gather-contacts')
    assert.ok(noPlan(here))
  }),
)

planner('from contacts that do not cover all people nobody is removed, and the plan says so', () =>
  at(changing(), async (here) => {
    await gathered(here)
    await partial(here, contacts, 5)
    assert.is((await stageIn(here, makePlan)).code, 0)
    assert.is(here.json('delete.json').count, 0)
    assert.is(here.json('delete.json')['complete'], false)
    assert.is(here.json('create.json').count, 1)
  }),
)

planner('users that do not cover all people are not compared with contacts that do', () =>
  at(changing(), async (here) => {
    await gathered(here)
    await partial(here, users, 5)
    assert.is((await stageIn(here, makePlan)).code, 5)
    assert.ok(noPlan(here))
  }),
)

planner('the first line says what the limits are shares of, how many fell into each row, and the oldest gather', () =>
  at(changing(), async (here) => {
    await compared(here)
    const gather = here.json('organizations.json')['gathered']
    for (const file of FILES) {
      const { limitBases, reasons, gathered: oldest, plan } = here.json(file)
      assert.equal(limitBases, { create: 33, update: 32, delete: 32 }, file)
      assert.equal(
        [reasons['equal'], reasons['missing'], reasons['differs'], reasons['returned'], reasons['absent']],
        [30, 1, 1, 1, 1],
      )
      assert.is(oldest, gather)
      assert.is(plan, here.json('create.json').plan)
    }
  }),
)

planner('of two of these plans the bytes are the same, and another gather is another plan', () =>
  at(changing(), async (here) => {
    await compared(here)
    const first = FILES.map((file) => here.text(file))
    await stageIn(here, makePlan)
    FILES.forEach((file, n) => void assert.ok(here.text(file) === first[n], file))
    await gathered(here, 'gather-users')
    await stageIn(here, makePlan)
    assert.is.not(here.json('create.json').plan, JSON.parse(first[0]!).plan)
  }),
)

planner('with scope linked only users of known organizations are removed', () => {
  const world = worldOf({ users: [userOf(101), userOf(102, { organization_id: 950 })] })
  world.zendesk.organizations.push({ id: 950, name: 'Without account', organization_fields: {} } as never)
  return at(world, async (here) => {
    here.settings((instance) => Object.assign(instance, { scope: 'linked' }))
    await compared(here)
    assert.equal(
      here.json('delete.json').records.map(({ id }) => id),
      ['5101'],
    )
  })
})

planner('the line says how many of the held carry the mark: somebody has to look before they are deleted', () => {
  const contacts = [contactOf(101), contactOf(101, { Id: contactOf(201).Id, AccountId: contactOf(1).AccountId })]
  return at(worldOf({ contacts, users: [userOf(101, { user_fields: { not_in_sfdc: true } })] }), async (here) => {
    await gathered(here)
    const { line } = await stageIn(here, makePlan)
    assert.match(line, /1 held \(1 [a-z ]+\), 1 of them marked/)
    assert.is(here.json('held.json').records[0]!['reason'], 'different-accounts')
  })
})

planner('each snapshot is refused when it was made with other settings, naming the script that makes it', () =>
  at(worldOf(), async (here) => {
    await compared(here)
    const refused = async (change: (settings: Settings) => void) => {
      here.settings(change)
      const { code, line } = await stageIn(here, makePlan)
      return `${code} ${line}`
    }
    const again = (script: string) => `was made with other settings than those of today. Run again: npm run ${script}`
    assert.match(await refused((all) => Object.assign(all, { protect: [] })), `5 users.json ${again('gather-users')}`)
    assert.match(
      await refused(({ source }) => Object.assign(source, { where: "Name != ''" })),
      again('gather-contacts'),
    )
    assert.match(
      await refused(({ target }) => Object.assign(target, { accountField: 'x.y' })),
      again('gather-organizations'),
    )
    assert.match(await refused((all) => Object.assign(all, { scope: 'managed' })), /^0 /)
  }),
)

planner('organizations and users of two targets make no plan', () =>
  at(worldOf(), async (here) => {
    await compared(here)
    await at(worldOf(), async (other) => {
      const [instance] = instances({ file: here.config, data: here.data, environment: here.environment() })
      await stageIn(other, gatherUsers, {
        instance: (one) => ({ ...one, folder: instance!.folder, planInputs: instance!.planInputs }),
      })
    })
    const { code, line } = await stageIn(here, makePlan)
    assert.is(code, 5)
    assert.match(line, 'were read from two targets')
  }),
)

planner.run()
