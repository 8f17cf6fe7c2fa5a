// The scheduled pipeline as GitLab would run it, in gitlab-ci-local: each job in a folder of its own, with the files it
// needs.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { sandbox } from '../../lib/sandbox/sandbox.ts'
import { generate } from '../../lib/sandbox/worlds/generate.ts'
import { cloneProject, hasGitlabLocal, runPipeline } from '../kit/gitlab-local.ts'
import { skipped } from '../kit/samples.ts'
import { suite } from '../kit/suite.ts'

const local = suite('gitlab-ci-local')

const ofInstance = (jobs: Record<string, string>) =>
  Object.fromEntries(Object.entries(jobs).map(([name, verdict]) => [`${name}: [us-gov]`, verdict]))
const READING = ofInstance({
  'gather-organizations': 'PASS',
  'gather-users': 'PASS',
  'gather-contacts': 'PASS',
  compare: 'PASS',
})

if (!hasGitlabLocal) skipped.push('the pipeline in gitlab-ci-local: USER_SYNC_GITLAB_CI_LOCAL names none')
else {
  local(
    'a scheduled pipeline applies what the limits allow, a person approves the rest, and the next one has nothing to do',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'user-sync-ci-'))
      const box = await sandbox(structuredClone(generate()), { speed: 2_000 })
      try {
        cloneProject(folder)
        const scheduled = { ...box.env, CI_PIPELINE_SOURCE: 'schedule' }
        const first = await runPipeline(folder, scheduled, [])
        assert.equal(first.jobs, { ...READING, ...ofInstance({ sync: 'WARN' }) }, first.said)
        const [, words = ''] = /USER_SYNC_APPROVE=(\S+)/.exec(first.said) ?? []
        assert.match(words, /^[0-9a-f]{12}:update=165,delete=226$/)

        const approved = await runPipeline(folder, { ...scheduled, USER_SYNC_APPROVE: words }, ['sync-approved'])
        assert.equal(approved.jobs, ofInstance({ 'sync-approved': 'PASS' }), approved.said)
        assert.match(approved.said, 'create 129 applied; update 165 applied; delete 226 applied')

        const second = await runPipeline(folder, { ...scheduled, CI_PIPELINE_SOURCE: 'web' }, [])
        assert.equal(second.jobs, { ...READING, ...ofInstance({ sync: 'PASS' }) }, second.said)
        assert.match(second.said, 'sync us-gov: nothing to do')

        const merge = await runPipeline(folder, { ...box.env, CI_PIPELINE_SOURCE: 'merge_request_event' }, ['--list'])
        assert.not.match(merge.said, /^(sync|gather|compare)/m)
      } finally {
        await box.close()
        rmSync(folder, { recursive: true, force: true })
      }
    },
  )
}

local.run()
