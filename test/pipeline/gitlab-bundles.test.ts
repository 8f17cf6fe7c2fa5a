// The shell lines of the scheduled pipeline that take the bundles of the job `build`, with real files.

import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { ROOT } from '../kit/documents.ts'
import { job } from '../kit/gitlab.ts'
import { suite } from '../kit/suite.ts'

interface Jobs {
  /** The folder of the whole test, and in it that of a job with a checkout of user-sync. */
  folder: string
  here: string
}

const bundles = suite<Jobs>("the pipeline's bundles")

bundles.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'user-sync-bundles-'))
  context.here = join(context.folder, 'job')
  const at = (name: string) => join(context.here, name)
  for (const folder of ['bin', 'lib/cli']) mkdirSync(at(folder), { recursive: true })
  for (const file of ['dist.js', 'is-built.js']) cpSync(join(ROOT, 'lib/cli', file), at(`lib/cli/${file}`))
  writeFileSync(at('package.json'), '{ "type": "module" }')
  writeFileSync(at('package-lock.json'), '{}')
  writeFileSync(at('bin/sync.ts'), '')
})

bundles.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

/** Puts an artifact of the job `build` into a job, made from what the checkout has. */
async function bringArtifact(here: string, from = here): Promise<void> {
  const { distFolder } = await import(join(from, 'lib/cli/dist.js'))
  const built = distFolder().replace(join(from, 'dist'), join(here, 'user-sync-dist'))
  mkdirSync(built, { recursive: true })
  writeFileSync(join(built, 'sync.js'), 'bundle')
  writeFileSync(join(built, 'files.json'), JSON.stringify({ 'sync.js': 6 }))
}

/** Runs the lines before a stage, in which git clones the first checkout, and returns the words of the install. */
function prepare({ here, folder }: Jobs, variables: Record<string, string> = {}): string {
  const log = join(folder, 'installed')
  const clone = `git() { for last do :; done; cp -R "$CHECKOUT" "$last"; }`
  const lines = [clone, ...job('sync').before_script!].join('\n')
  const { status, stderr } = spawnSync('sh', ['-ec', lines], {
    cwd: here,
    env: {
      PATH: process.env['PATH'],
      CHECKOUT: join(folder, 'job'),
      USER_SYNC_DIR: '.',
      USER_SYNC_INSTALL: `tee ${log}`,
      ...variables,
    },
    encoding: 'utf8',
    input: 'installed',
  })
  assert.is(status, 0, stderr)
  assert.is(stderr, '')
  return existsSync(log) ? readFileSync(log, 'utf8') : ''
}

bundles('a job without an artifact installs the packages', (jobs) => {
  assert.is(prepare(jobs), 'installed')
})

bundles('a job with bundles of its own sources installs nothing', async (jobs) => {
  await bringArtifact(jobs.here)
  assert.is(prepare(jobs), '')
})

bundles('a job with bundles of other sources installs the packages', async (jobs) => {
  await bringArtifact(jobs.here)
  appendFileSync(join(jobs.here, 'bin/sync.ts'), '\n')
  assert.is(prepare(jobs), 'installed')
})

bundles('in a project that includes the file the artifact does not hinder the clone', async ({ folder, here }) => {
  const other = join(folder, 'other')
  mkdirSync(other)
  await bringArtifact(other, here)
  const included = { USER_SYNC_DIR: '.user-sync', USER_SYNC_PROJECT: 'support/user-sync' }
  assert.is(prepare({ folder, here: other }, included), '')
  assert.ok(existsSync(join(other, '.user-sync/bin/sync.ts')))
})

bundles.run()
