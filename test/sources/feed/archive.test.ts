// Feeds of earlier runs: kept whole and compressed, as many as the settings say.

import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import * as assert from 'uvu/assert'
import { gatherContacts } from '../../../lib/scripts/gather-contacts.ts'
import { folderOf, recordOf, toZendesk, world, writeFeed } from '../../kit/feed-folder.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { gathered, stageIn } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'

const feed = suite('feed: earlier ones')

const kept = ({ folder }: Place) => join(folder, 'state', 'feeds')
const runs = (here: Place) => readdirSync(kept(here)).sort()

const inRun = (here: Place, run: string) =>
  Object.fromEntries(
    readdirSync(join(kept(here), run)).map((name) => [name, gunzipSync(readFileSync(join(kept(here), run, name)))]),
  )

feed('the files of the last runs are kept as they were, for their owner alone, under the contacts made of them', () =>
  at(world(), async (here) => {
    toZendesk(here, { keep: 2 })
    await gathered(here, 'gather-organizations')
    const users: Buffer[] = []
    const contacts: string[] = []
    for (const n of [1, 2, 3]) {
      writeFeed(here, [recordOf(n)])
      users.push(readFileSync(join(folderOf(here), 'users')))
      await gathered(here, 'gather-contacts')
      contacts.push(String(here.json('contacts.json')['sha256']).slice(0, 12))
    }
    const control = readFileSync(join(folderOf(here), '_control'))
    const [second, third, ...more] = runs(here)
    assert.equal(more, [])
    assert.equal(inRun(here, second!), { 'users.gz': users[1], '_control.gz': control })
    assert.equal(inRun(here, third!), { 'users.gz': users[2], '_control.gz': control })
    assert.equal(
      [second, third].map((name) => name!.slice(-12)),
      contacts.slice(1),
    )
    assert.is(statSync(join(kept(here), third!, 'users.gz')).mode & 0o777, 0o600)
  }),
)

feed('what a killed run left unfinished is cleared away, and with none to keep none is kept', () =>
  at(world(), async (here) => {
    toZendesk(here)
    await gathered(here, 'gather-organizations')
    writeFeed(here, [recordOf(1)])
    mkdirSync(join(kept(here), '20260101T000000000Z-0123456789ab.4194305.part'), { recursive: true })
    await gathered(here, 'gather-contacts')
    assert.is(runs(here).length, 1)
    assert.not.match(runs(here)[0]!, 'part')
    toZendesk(here, { keep: 0 })
    await gathered(here, 'gather-contacts')
    assert.equal(runs(here), [])
  }),
)

feed('a refused feed is not among them', () =>
  at(world(), async (here) => {
    toZendesk(here)
    await gathered(here, 'gather-organizations')
    writeFeed(here, [recordOf(1)])
    await gathered(here, 'gather-contacts')
    const before = runs(here)
    writeFeed(here, [])
    assert.is((await stageIn(here, gatherContacts)).code, 9)
    assert.equal(runs(here), before)
  }),
)

feed.run()
