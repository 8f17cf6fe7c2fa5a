// The scheduled pipeline as GitLab would run it, in gitlab-ci-local: each job in a folder of its own, with the files it
// needs.

import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { sandbox } from '../../lib/sandbox/sandbox.ts'
import { generate } from '../../lib/sandbox/worlds/generate.ts'
import { skipped } from '../kit/samples.ts'
import { suite } from '../kit/suite.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const tool = process.env['USER_SYNC_GITLAB_CI_LOCAL'] ?? ''
const local = suite('gitlab-ci-local')

interface Ended {
  said: string
  /** PASS, WARN or FAIL of each job that ran. */
  jobs: Record<string, string>
}

function run(folder: string, env: Record<string, string>, args: string[]): Promise<Ended> {
  const install = `ln -sfn ${join(ROOT, 'node_modules')} node_modules`
  const variables = Object.entries({ ...env, USER_SYNC_INSTALL: install }).flatMap(([name, value]) => [
    '--variable',
    `${name}=${value}`,
  ])
  const flags = ['--shell-isolation', '--force-shell-executor', '--ignore-predefined-vars', 'CI_PIPELINE_SOURCE']
  const { USER_SYNC_APPROVE: _, ...inherited } = process.env
  const child = spawn(process.execPath, [tool, ...args, ...flags, ...variables], {
    cwd: folder,
    env: { ...inherited, NO_COLOR: '1' },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      said += text
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    // its own exit code says nothing of a job that may fail (seen with 4.73.0)
    child.once('close', () => {
      const lines = said.matchAll(/^ (PASS|WARN|FAIL) +([a-z-]+): \[us-gov\]/gm)
      resolve({
        said,
        jobs: Object.fromEntries([...lines].map(([, verdict, name]) => [name, verdict])) as Ended['jobs'],
      })
    })
  })
}

const READING = { 'gather-organizations': 'PASS', 'gather-users': 'PASS', 'gather-contacts': 'PASS', compare: 'PASS' }

if (!existsSync(tool)) skipped.push('the pipeline in gitlab-ci-local: USER_SYNC_GITLAB_CI_LOCAL names none')
else {
  local(
    'a scheduled pipeline applies what the limits allow, a person approves the rest, and the next one has nothing to do',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'user-sync-ci-'))
      const box = await sandbox(structuredClone(generate()), { speed: 2_000 })
      try {
        execFileSync('git', ['clone', '-q', ROOT, folder])
        const scheduled = { ...box.env, CI_PIPELINE_SOURCE: 'schedule' }
        const first = await run(folder, scheduled, [])
        assert.equal(first.jobs, { ...READING, sync: 'WARN' }, first.said)
        const [, words = ''] = /USER_SYNC_APPROVE=(\S+)/.exec(first.said) ?? []
        assert.match(words, /^[0-9a-f]{12}:update=165,delete=226$/)

        const approved = await run(folder, { ...scheduled, USER_SYNC_APPROVE: words }, ['sync-approved'])
        assert.equal(approved.jobs, { 'sync-approved': 'PASS' }, approved.said)
        assert.match(approved.said, 'create 129 applied; update 165 applied; delete 226 applied')

        const second = await run(folder, { ...scheduled, CI_PIPELINE_SOURCE: 'web' }, [])
        assert.equal(second.jobs, { ...READING, sync: 'PASS' }, second.said)
        assert.match(second.said, 'sync us-gov: nothing to do')

        const merge = await run(folder, { ...box.env, CI_PIPELINE_SOURCE: 'merge_request_event' }, ['--list'])
        assert.not.match(merge.said, /^(sync|gather|compare)/m)
      } finally {
        await box.close()
        rmSync(folder, { recursive: true, force: true })
      }
    },
  )
}

local.run()
