// Every fault of a Gluu server while everyone, or what changed, is read: right contacts, or the old ones and a reason.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { gluuFaults } from '../../lib/sandbox/gluu/faults.ts'
import { gatherContacts } from '../../lib/scripts/gather-contacts.ts'
import { markApplied } from '../../lib/sources/gluu/last-contacts.ts'
import { touch } from '../kit/gluu.ts'
import { fromGluu, gluuUserOf } from '../kit/gluu-settings.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { gathered, stageIn } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { organizations } from '../kit/worlds.ts'

const faults = suite('gluu: faults')

const world = () => ({
  zendesk: { organizations: organizations(3), users: [], organization_memberships: [] },
  gluu: { users: Array.from({ length: 30 }, (_, n) => gluuUserOf(n + 1)) },
})

const IMPATIENT = { network: { deadline: 0.3, tries: 3, firstWait: 0.01 } }

/** What is kept, byte for byte. */
const kept = ({ folder }: Place) =>
  ['contacts.json', 'state/contacts.full.json'].map((name) => readFileSync(join(folder, name), 'utf8'))

const people = (here: Place) => JSON.stringify(here.json('contacts.json').records)

/** Answers that are errors the first time; of all others once is got over. */
const AT_ONCE = ['redirect', 'repeated-page', 'missing-rows']

/** Nothing in a feed tells that a row is missing: the next reading of everyone does. */
const UNSEEN = ['rows-missing']

/** Puts a fault before one path and gathers: everyone, or after eight people were renamed what changed. */
const disturbed = (kind: string, path: string, count: number | 'always', isDelta: boolean) =>
  at(
    world(),
    async (here) => {
      fromGluu(here, { ...IMPATIENT, fullEvery: isDelta ? '24h' : '0m' })
      await gathered(here, 'gather-organizations', 'gather-contacts')
      markApplied(join(here.folder, 'state'), String(here.json('contacts.json')['sha256']))
      for (const user of here.box.world.gluu.users.slice(0, 8)) touch(user, { displayName: `New ${user.uid}` })
      const before = kept(here)
      here.box.faults.gluu.add([{ kind, path, count, ...(count === 1 && { skip: 1 }) }])
      const { code, line } = await stageIn(here, gatherContacts)
      here.box.faults.gluu.clear()
      if (count === 1 && !AT_ONCE.includes(kind)) assert.is(code, 0, line)
      if (code !== 0) {
        assert.ok([7, 8, 9].includes(code), `${code}: ${line}`)
        assert.match(line, /Gluu|SCIM/)
        assert.equal(kept(here), before)
        return
      }
      const found = people(here)
      await gathered(here, 'gather-contacts')
      if (!UNSEEN.includes(kind)) assert.is(found, people(here))
    },
    { gluu: { maxCount: 7, backEnd: 'sql' } },
  )

for (const kind of Object.keys(gluuFaults))
  for (const path of ['*/UpdatedUsers', '*/Users', '*/token'])
    faults(`${kind} at ${path}, once and always, for everyone and for what changed`, async () => {
      for (const isDelta of [false, true])
        for (const count of [1, 'always'] as const) await disturbed(kind, path, count, isDelta)
    })

faults.run()
