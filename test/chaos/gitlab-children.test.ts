// The child pipelines of many instances in gitlab-ci-local, which checks each of them against GitLab's own schema.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { sandbox } from '../../lib/sandbox/sandbox.ts'
import { readWorld } from '../../lib/sandbox/worlds/world-file.ts'
import { GROUP, pipelineOf } from '../../lib/scripts/pipeline.ts'
import { ROOT } from '../kit/documents.ts'
import { cloneProject, hasGitlabLocal, INSTALLED, runPipeline } from '../kit/gitlab-local.ts'
import { STAGES } from '../kit/pipeline.ts'
import { skipped } from '../kit/samples.ts'
import { suite } from '../kit/suite.ts'
import { contactOf, worldOf } from '../kit/worlds.ts'

/** Each takes some seconds. */
const INSTANCES = process.env['CHAOS_LONG'] === '1' ? 12 : 3

const children = suite<{ folder: string }>('children in gitlab-ci-local')
children.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'user-sync-children-'))
  cloneProject(context.folder)
})
children.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

/** The first has the name of the one that .gitlab-ci.yml has itself. */
const nameOf = (n: number) => (n === 0 ? 'us-gov' : `acme-${n}`)

/** The shipped instance, with the systems and variables of the instance `n`. */
function settingsOf(n: number): unknown {
  const text = readFileSync(join(ROOT, 'sync.config.json'), 'utf8')
  return JSON.parse(text.replace(/"\$([A-Z_]+)"/g, `"$$$1_${n}"`)).instances['us-gov']
}

if (!hasGitlabLocal) skipped.push('children in gitlab-ci-local: USER_SYNC_GITLAB_CI_LOCAL names none')
else {
  children(
    `${INSTANCES} instances are synced side by side, each with its own systems and files`,
    async ({ folder }) => {
      const all = Array.from({ length: INSTANCES }, (_, n) => n)
      const boxes = await Promise.all(
        all.map((n) => sandbox(readWorld(worldOf({ contacts: [contactOf(200 + n)] })), { speed: 2_000 })),
      )
      try {
        const instances = Object.fromEntries(all.map((n) => [nameOf(n), settingsOf(n)]))
        writeFileSync(join(folder, 'sync.config.json'), JSON.stringify({ instances }))
        const variables = boxes.flatMap(({ env }, n) =>
          Object.entries(env).map(([name, value]) => [`${name}_${n}`, value] as const),
        )
        const env = {
          ...Object.fromEntries(variables),
          CI_COMMIT_REF_PROTECTED: 'true',
          CI_PIPELINE_SOURCE: 'schedule',
          USER_SYNC_CHILDREN: 'true',
        }
        const { said, jobs } = await runPipeline(folder, env, [])
        const expected = all.flatMap((n) => STAGES.map((stage) => `[instances] -> ${stage}: [${nameOf(n)}]`))
        assert.equal(
          Object.keys(jobs).sort(),
          [...expected, '[instances] -> build', 'pipeline', 'instances'].sort(),
          said,
        )
        assert.equal([...new Set(Object.values(jobs))], ['PASS'], said)
        assert.is(said.match(INSTALLED)?.length, 2, 'all but pipeline and build have the bundles')
        for (const n of all) {
          const { users } = boxes[n]!.world.zendesk
          assert.equal(
            users.filter(({ email }) => /^person2\d\d@/.test(email ?? '')).map(({ email }) => email),
            [`person${200 + n}@acme.test`],
          )
        }
      } finally {
        await Promise.all(boxes.map((box) => box.close()))
      }
    },
  )

  const chained = Array.from({ length: 500 }, (_, n) => ({ name: nameOf(n), keepsDrift: n % 2 === 0 }))
  for (const [name, members, job] of [
    ['the chain of 500 instances', chained, 'instances 16:16'],
    ['a full group', chained.slice(0, GROUP), `sync-approved: [${nameOf(GROUP - 1)}]`],
    ['a child without a changed instance', [], 'nothing-changed'],
  ] as const)
    children(`${name} is valid`, async ({ folder }) => {
      writeFileSync(join(folder, 'pipeline.yml'), pipelineOf([...members], '.gitlab-ci.yml'))
      const env = { CI_PIPELINE_SOURCE: 'parent_pipeline', USER_SYNC_CHILDREN: 'true' }
      const { said } = await runPipeline(folder, env, ['--file', 'pipeline.yml', '--list'])
      assert.match(said, 'json schema validated')
      assert.ok(said.includes(`${job} `), said)
    })
}

children.run()
