// The example of a feed in docs/feeds.md: its files and its settings, as somebody would copy them.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { docs } from '../kit/documents.ts'
import { at } from '../kit/pipeline.ts'
import { compared, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'

const feed = suite('pages: a feed')

feed('the example of a feed works as it stands: its person is made, in the group, with the mapped attributes', () =>
  at({ scim: { users: [], groups: [{ id: 'g1', displayName: 'Staff', members: [] }] } }, async (here) => {
    const page = docs('feeds')
    const [people, control, settings] = [...page.matchAll(/```(?:json)?\n(.+?)\n```/gs)].map(([, block]) => block!)
    const folder = join(here.data, 'feed')
    mkdirSync(folder)
    writeFileSync(join(folder, 'people'), `${people}\n`)
    writeFileSync(join(folder, '_control'), control!)
    const { source, target } = JSON.parse(`{${settings}}`)
    here.settings((one) =>
      Object.assign(one, {
        source: { ...source, folder },
        target: { ...target, url: '$SCIM_URL' },
        scope: 'managed',
        protect: [],
      }),
    )
    await compared(here)
    assert.is((await synced(here)).line, 'create 1 applied')
    const { groups, users } = here.box.world.scim
    const { userName, displayName, title, userType } = users[0] as Record<string, unknown>
    assert.equal([userName, displayName, title, userType], ['ann.lee', 'Ann Lee', 'cook', 'employee'])
    assert.is(groups[0]!.members.length, 1)
    await compared(here)
    assert.is((await synced(here)).line, 'nothing to do')
  }),
)

feed.run()
