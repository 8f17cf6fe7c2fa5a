// Memory and time of the stages up to the plan, for a feed of 200,000 people, each in a process of its own:
// npm run bench -- stages

import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { feedSource, folderOf, writeFeed } from '../kit/feed-folder.ts'
import { large } from '../kit/feed-large.ts'
import { at } from '../kit/pipeline.ts'
import { FREE, SCIM_TARGET } from '../kit/scim-settings.ts'

const PEOPLE = 200_000

/** Makes a process tell the most memory it had. */
const TELLING = `data:text/javascript,process.on('exit',()=>process.stderr.write('RSS '+process.resourceUsage().maxRSS+' KiB'))`

await at({ scim: { users: [] } }, async (here) => {
  here.settings((one) =>
    Object.assign(one, {
      source: feedSource(here, { optional: ['account', 'groups', 'job'] }),
      target: SCIM_TARGET,
      scope: 'managed',
      protect: [],
      limits: FREE,
    }),
  )
  writeFeed(here, [])
  await pipeline(Readable.from(large('json', PEOPLE)), createWriteStream(join(folderOf(here), 'users')))
  for (const stage of ['gather-organizations', 'gather-users', 'gather-contacts', 'compare']) {
    const started = performance.now()
    const { code, said } = await here.run(stage, [], { NODE_OPTIONS: `--import "${TELLING}"` })
    const seconds = (performance.now() - started) / 1000
    const [, kib] = /RSS (\d+) KiB/.exec(said) ?? []
    const mb = Math.round((Number(kib) * 1024) / 1e6)
    process.stdout.write(`${stage.padEnd(22)}exit ${code}, ${mb} MB at most, ${seconds.toFixed(1)} s\n`)
  }
})
