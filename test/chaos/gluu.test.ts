// Gluu to Zendesk and to SCIM, with the scripts as they are: everyone, changes, changes without what was kept.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { GluuUser } from '../../lib/sandbox/gluu/store.ts'
import { touch } from '../kit/gluu.ts'
import { fromGluu, gluuUserOf, inumOf } from '../kit/gluu-settings.ts'
import { place, STAGES } from '../kit/pipeline.ts'
import { SCIM_TARGET } from '../kit/scim-settings.ts'
import { suite } from '../kit/suite.ts'
import { organizations } from '../kit/worlds.ts'

const gluu = suite('gluu, as processes')

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

const toScim = { target: SCIM_TARGET }

for (const [name, others, backEnd] of [
  ['Zendesk', {}, 'ldap'],
  ['SCIM', toScim, 'sql'],
] as [string, object, 'ldap' | 'sql'][])
  gluu(`to ${name}: everyone, then nothing, a delta, and a full read that finds who was deleted`, async () => {
    const here = await place(
      {
        zendesk: { organizations: organizations(3), users: [], organization_memberships: [] },
        gluu: { users: range(1, 31).map((n) => gluuUserOf(n)) },
      },
      { gluu: { backEnd, maxCount: 20 } },
    )
    fromGluu(here, {}, others)
    /** The five scripts; what the last one said, and how many records contacts.json has. */
    async function line(): Promise<[string, number]> {
      let last = ''
      for (const stage of STAGES) {
        const { code, said } = await here.run(stage)
        assert.is(code, 0, said)
        last = said
      }
      return [/: (.*) \(/.exec(last)![1]!, here.json('contacts.json').count]
    }
    const { users } = here.box.world.gluu
    const person = (n: number) => users.find(({ inum }) => inum === inumOf(n))
    try {
      assert.equal(await line(), ['create 30 applied', 30])
      assert.equal(await line(), ['nothing to do', 30])

      users.push({ ...gluuUserOf(31), oxCreationTimestamp: new Date().toISOString(), gluuStatus: 'active' } as GluuUser)
      touch(person(1), { displayName: 'Another Name' })
      touch(person(2), { gluuStatus: 'inactive' })
      users.splice(users.indexOf(person(3)!), 1)
      assert.equal(await line(), ['create 1 applied; update 1 applied; delete 1 applied', 31])
      assert.equal(await line(), ['nothing to do', 31])

      touch(person(4), { displayName: 'Yet Another' })
      rmSync(join(here.folder, 'state'), { recursive: true })
      assert.equal(await line(), ['update 1 applied; delete 1 applied', 30])
      assert.equal(await line(), ['nothing to do', 30])
    } finally {
      await here.end()
    }
  })

gluu.run()
