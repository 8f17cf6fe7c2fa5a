// kill -9 of gather-users at its changes of files: the state is the old one or the new one, and the next read is right.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { lastUsers, users } from '../../lib/artifacts/files.ts'
import { open } from '../../lib/artifacts/read.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import type { Place } from '../kit/pipeline.ts'
import { at } from '../kit/pipeline.ts'
import { stageIn } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { userOf, worldOf } from '../kit/worlds.ts'
import { change } from '../kit/zendesk-changes.ts'
import { callsOf, fileMarks, killedAtCall, told } from './kit/files.ts'

const kills = suite('zendesk: kills of incremental reads')

const FIRST = userOf(0).id

/** An account whose users were read, and in which one user changed and another was deleted since. */
const changed = (work: (here: Place) => Promise<void>) =>
  at(worldOf(), async (here) => {
    here.settings(({ target }) => Object.assign(target, { read: 'incremental' }))
    const now = Date.now()
    assert.is((await stageIn(here, gatherUsers, { now: new Date(now - 60_000) })).code, 0)
    change(here, FIRST, now - 2_000, { name: 'New Name' })
    change(here, FIRST + 1, now - 2_000, { active: false })
    await work(here)
  })

const linesOf = (here: Place, folder: string, file: typeof users) =>
  [...open(join(here.folder, folder), file).records].map(({ id, person }) => `${id} ${person.name}`)

kills('killed at any change of a file, the next read has every change, and the state is old or new', async () => {
  let marks: ReturnType<typeof fileMarks> = []
  let before: string[] = []
  let after: string[] = []
  await changed(async (here) => {
    before = linesOf(here, '.', users)
    assert.is((await told(here, 'gather-users').over).code, 0)
    after = linesOf(here, '.', users)
    marks = fileMarks(callsOf(here))
  })
  assert.is(after.length, before.length - 1)
  assert.ok(
    marks.some(({ call }) => call.startsWith('copyFileSync')),
    'the state is copied',
  )
  for (const mark of marks)
    await changed(async (here) => {
      const { signal, said } = await killedAtCall(here, mark, 'gather-users').over
      const where = `killed at ${mark.call}${mark.torn ? ', torn' : ''}`
      assert.is(signal, 'SIGKILL', `${where}: it never came to this point: ${said}`)
      for (const [folder, file] of [
        ['.', users],
        ['state', lastUsers],
      ] as const) {
        const lines = linesOf(here, folder, file)
        assert.ok(String(lines) === String(before) || String(lines) === String(after), `${where}: ${file.file}`)
      }
      const { code, line } = await stageIn(here, gatherUsers)
      assert.is(code, 0, `${where}: ${line}`)
      assert.match(line, 'read incrementally', where)
      assert.equal(linesOf(here, '.', users), after, where)
      rmSync(here.folder, { recursive: true })
    })
})

kills.run()
