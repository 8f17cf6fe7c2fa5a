// The scheduled pipeline, held against the scripts: every job's files are those of its arrow, and what it needs makes them.

import { spawnSync } from 'node:child_process'
import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { at, STAGES } from './kit/pipeline.ts'
import { compared } from './kit/stages.ts'
import { changing } from './kit/worlds.ts'

const gitlab = suite('.gitlab-ci.yml')

const ROOT = join(import.meta.dirname, '..')

interface Job {
  extends?: string
  stage?: string
  needs?: string[]
  script?: string[]
  rules?: { if: string; when?: string; allow_failure?: boolean }[]
  artifacts?: { access: string; expire_in: string; when?: string; paths: string[]; reports?: Record<string, string> }
  interruptible?: boolean
  resource_group?: string
  allow_failure?: { exit_codes: number[] }
  environment?: { name: string; action: string }
  parallel?: unknown
  retry?: { when: string[] }
}

const file = parse(readFileSync(join(ROOT, '.gitlab-ci.yml'), 'utf8')) as Record<string, Job> & { stages: string[] }

/** A job with all that it extends. */
function job(name: string): Job {
  const own = file[name]!
  return own.extends ? { ...job(own.extends), ...own } : own
}

/** The files to the left and to the right of a script's arrow. */
function arrow(script: string) {
  const [first = ''] = readFileSync(join(ROOT, 'bin', `${script}.ts`), 'utf8').split('\n')
  const [left = '', right = ''] = first.split('->')
  const files = (side: string): string[] => side.match(/[a-z]+\.(?:nd)?json/g) ?? []
  return { reads: files(left), writes: files(right) }
}

const made = (name: string) => job(name).artifacts!.paths.map((path) => path.replace('data/$INSTANCE/', ''))
const isMade = (path: string) => /^data\/\$INSTANCE\/[a-z]+\.(nd)?json$/.test(path)

for (const script of STAGES) {
  gitlab(
    `${script} is a job that runs the script and keeps exactly the files of its arrow, for a while and not for all`,
    () => {
      const { artifacts, script: lines = [] } = job(script)
      assert.is(lines.filter((line) => line.startsWith(`user_sync ${script}`)).length, 1)
      assert.equal(made(script), arrow(script).writes)
      assert.ok(artifacts!.paths.every(isMade))
      assert.equal([artifacts!.access, artifacts!.expire_in], ['developer', '1 week'])
    },
  )

  gitlab(`${script} needs the jobs that make what it reads, and no other`, () => {
    const makers = STAGES.filter((other) => arrow(other).writes.some((one) => arrow(script).reads.includes(one)))
    assert.equal([...(job(script).needs ?? [])].sort(), makers.sort())
    const order = [...makers, script].map((name) => file.stages.indexOf(job(name).stage!))
    assert.ok(order.slice(0, -1).every((stage) => stage <= order.at(-1)! && stage >= 0))
  })
}

gitlab(
  'sync and its approval write one at a time for an instance, cannot be interrupted, and keep their receipts always',
  () => {
    for (const name of ['sync', 'sync-approved']) {
      const { artifacts, interruptible, resource_group } = job(name)
      assert.equal([resource_group, interruptible, artifacts!.when], ['user-sync-$INSTANCE', false, 'always'])
      assert.equal(made(name), arrow('sync').writes)
    }
  },
)

gitlab(
  'nothing waits for a click: the approval is optional, and what a limit holds is a warning that lets it start',
  () => {
    const { needs, rules = [] } = job('sync-approved')
    assert.equal(needs, ['compare', 'sync'])
    assert.ok(rules.every(({ when, allow_failure }) => when === 'manual' && allow_failure === true))
    assert.equal(job('sync').allow_failure, { exit_codes: [4] })
    for (const name of Object.keys(file)) {
      assert.not.ok(job(name).needs?.includes('sync-approved'), name)
      if (name !== 'sync-approved')
        assert.ok(
          (job(name).rules ?? []).every(({ when }) => when !== 'manual'),
          name,
        )
    }
  },
)

gitlab(
  'schedules and people start every stage; merge requests the tests, and stages only where nothing is written',
  () => {
    for (const script of STAGES) {
      const conditions: string[] = (job(script).rules ?? []).map((rule) => rule.if)
      assert.match(conditions[0]!, '$CI_PIPELINE_SOURCE == "schedule" || $CI_PIPELINE_SOURCE == "web"')
      assert.is(
        conditions.some((one) => one.includes('merge_request')),
        script !== 'sync',
        script,
      )
    }
    assert.match(job('test').rules![0]!.if, 'merge_request_event')
  },
)

gitlab('every stage runs once an instance, with the variables of the environment of that name', () => {
  for (const script of [...STAGES, 'sync-approved']) {
    assert.equal(job(script).parallel, { matrix: [{ INSTANCE: ['us-gov'] }] })
    assert.equal(job(script).environment, { name: '$INSTANCE', action: 'access' })
  }
  const settings = JSON.parse(readFileSync(join(ROOT, 'sync.config.json'), 'utf8')) as { instances: object }
  assert.equal(Object.keys(settings.instances), ['us-gov'])
})

gitlab("only a runner's failure is tried again, and a merge request shows the plan", () => {
  const { retry } = file['default'] as Job
  assert.ok(retry!.when.every((reason) => /^(runner|scheduler|data)_/.test(reason)))
  assert.equal(job('compare').artifacts!.reports, { terraform: 'plan.json' })
})

gitlab('the plan that a merge request shows has the counts of the plan files', () =>
  at(changing(), async (here) => {
    await compared(here)
    symlinkSync(here.data, join(here.data, 'data'))
    const report = job('compare').script!.at(-1)!
    const { status, stderr } = spawnSync('sh', ['-c', report], {
      cwd: here.data,
      env: { ...process.env, INSTANCE: 'us-gov' },
      encoding: 'utf8',
    })
    assert.is(status, 0, stderr)
    const plan = JSON.parse(readFileSync(join(here.data, 'plan.json'), 'utf8'))
    assert.equal(plan, { create: 1, update: 2, delete: 1 })
  }),
)

gitlab.run()
