// The scheduled pipeline, line by line: what runs when, what it hands on and to whom, and that it agrees with the
// scripts.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { ROOT } from '../kit/documents.ts'
import { type Job, job, pipeline } from '../kit/gitlab.ts'
import { STAGES } from '../kit/pipeline.ts'
import { suite } from '../kit/suite.ts'

const gitlab = suite('.gitlab-ci.yml')

/** Files that no later job reads: the records of a feed, and what is kept in state/. */
const KEPT = ['received.json', 'synced.json']

/** The files to the left and to the right of a script's arrow that jobs hand on; `{a,b}.json` names two. */
function arrow(script: string) {
  const [first = ''] = readFileSync(join(ROOT, 'bin', `${script}.ts`), 'utf8').split('\n')
  const whole = first.replace(/\{([a-z,]+)\}\.json/g, (_, names: string) => `${names.replaceAll(',', '.json ')}.json`)
  const [left = '', right = ''] = whole.split('->')
  const files = (side: string): string[] =>
    (side.match(/[a-z]+\.(?:nd)?json/g) ?? []).filter((file) => !KEPT.includes(file))
  return { reads: files(left), writes: files(right) }
}

const source = (...names: string[]) => names.map((name) => `$CI_PIPELINE_SOURCE == "${name}"`).join(' || ')
const NO_CHILDREN = { if: '$USER_SYNC_CHILDREN == "true"', when: 'never' }
const CHILD_ALONE = { if: '$USER_SYNC_CHILDREN != "true"', when: 'never' }
const STARTED = { if: source('schedule', 'web') }
const ASKED_FOR = { if: `${source('merge_request_event')} && $USER_SYNC_PLAN_IN_MERGE_REQUESTS == "true"` }

/** The bundles, where there are some. */
const BUNDLES = { job: 'build', optional: true }
const NEEDS: Record<string, Job['needs']> = {
  'gather-contacts': [BUNDLES, 'gather-organizations'],
  compare: [BUNDLES, 'gather-organizations', 'gather-users', 'gather-contacts'],
  sync: [BUNDLES, 'compare'],
  'sync-approved': [BUNDLES, 'compare', 'sync'],
}
const STAGE_OF: Record<string, string> = {
  'gather-organizations': 'gather',
  'gather-users': 'gather',
  'gather-contacts': 'contacts',
  compare: 'compare',
  sync: 'sync',
  'sync-approved': 'sync',
}
const WRITING = ['sync', 'sync-approved']
const RUNNING = [...STAGES, 'sync-approved']
/** state/ goes from the source to the sync, and from there to the next pipeline. */
const CARRYING = ['gather-contacts', 'compare', ...WRITING]
/** The users of the last read go from their own job alone, so that those of the pipeline before never replace them. */
const LAST_USERS = 'data/$INSTANCE/state/users.full.json'
const scriptOf = (name: string) => name.replace('-approved', '')

gitlab(
  'pipelines are made for merge requests, schedules, people and pushes to the default branch, and no other',
  () => {
    assert.equal(pipeline['workflow'], {
      rules: [
        { if: source('merge_request_event') },
        { if: source('schedule') },
        { if: source('web') },
        { if: `${source('push')} && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH` },
      ],
    })
    assert.equal(pipeline['stages'], ['test', 'build', 'gather', 'contacts', 'compare', 'sync'])
  },
)

gitlab("jobs run in an image with git, and only a runner's failure is tried again", () => {
  assert.equal(pipeline['default'], {
    image: '$USER_SYNC_IMAGE',
    interruptible: true,
    retry: { max: 2, when: ['runner_system_failure', 'scheduler_failure', 'data_integrity_failure'] },
  })
  const others = Object.entries(pipeline).filter(([name]) => name !== 'default')
  for (const [name, one] of others) {
    for (const key of ['retry', 'image']) assert.not.ok(key in (one as object), `${name}: ${key}`)
  }
})

gitlab('there are the jobs of the stages, the approval, the suite, the bundles and the children, and no other', () => {
  const keywords = ['stages', 'variables', 'default', 'workflow']
  const visible = Object.keys(pipeline).filter((name) => !name.startsWith('.') && !keywords.includes(name))
  assert.equal(visible.sort(), ['test', 'build', 'pipeline', 'instances', ...RUNNING].sort())
  assert.equal(pipeline['variables'], {
    USER_SYNC_DIR: '.',
    USER_SYNC_PROJECT: '',
    USER_SYNC_REF: 'main',
    USER_SYNC_CHILDREN: '',
    USER_SYNC_INSTANCES: '',
    USER_SYNC_SINCE: '',
    USER_SYNC_STATE: 'true',
    USER_SYNC_INSTALL: 'npm ci --omit=dev --ignore-scripts --no-audit --no-fund --prefer-offline',
    USER_SYNC_IMAGE: 'node:24.21.0-bookworm',
  })
})

gitlab('every job is installed alike, with a cache of packages alone', () => {
  for (const name of ['test', 'build', 'pipeline', ...RUNNING]) {
    assert.equal(job(name).cache, { key: 'npm', paths: ['.npm/'] }, name)
    assert.equal(job(name).before_script, (pipeline['.installed'] as Job).before_script, name)
    assert.not.ok('after_script' in job(name), name)
  }
})

gitlab('the suite runs in the project of user-sync alone, with types and lint', () => {
  const { extends: _, before_script: __, ...test } = job('test')
  assert.equal(test, {
    cache: { key: 'npm', paths: ['.npm/'] },
    stage: 'test',
    variables: { USER_SYNC_INSTALL: 'npm ci --no-audit --no-fund --prefer-offline' },
    rules: [{ if: '$USER_SYNC_PROJECT', when: 'never' }, { if: source('merge_request_event', 'push') }],
    script: ['cd "$USER_SYNC_DIR" && npm run check && npm test'],
  })
})

for (const name of RUNNING) {
  gitlab(
    `${name}: who starts it, what it runs, and the exact files of the arrow, for a week and for developers`,
    () => {
      const { script = [], rules, artifacts, needs, stage, when } = job(name)
      const manual = { when: 'manual', allow_failure: true }
      const starts = name === 'sync-approved' ? [{ ...STARTED, ...manual }] : [STARTED]
      assert.equal(rules, [NO_CHILDREN, ...(WRITING.includes(name) ? starts : [STARTED, ASKED_FOR])])
      assert.equal([when, stage, needs], [undefined, STAGE_OF[name], NEEDS[name]])
      assert.is(script[0], `user_sync ${scriptOf(name)}`)
      assert.is(script.length, name === 'compare' ? 2 : 1)
      assert.equal(artifacts, {
        access: 'developer',
        expire_in: '1 week',
        paths: [
          ...arrow(scriptOf(name)).writes.map((file) => `data/$INSTANCE/${file}`),
          ...(CARRYING.includes(name) ? ['data/$INSTANCE/state/'] : []),
          ...(name === 'gather-users' ? [LAST_USERS] : []),
        ],
        ...(name === 'gather-contacts' && { exclude: [LAST_USERS] }),
        ...(WRITING.includes(name) && { when: 'always' }),
        ...(name === 'compare' && { reports: { terraform: 'plan.json' } }),
      })
    },
  )

  gitlab(
    `${name}: once an instance, in the environment of its name; what writes is alone and is not interrupted`,
    () => {
      const { parallel, environment, interruptible, resource_group } = job(name)
      assert.equal(parallel, { matrix: [{ INSTANCE: ['us-gov'] }] })
      assert.equal(environment, { name: '$INSTANCE', action: 'access' })
      const writes = WRITING.includes(name)
      assert.equal([interruptible, resource_group], writes ? [false, 'user-sync-$INSTANCE'] : [undefined, undefined])
    },
  )
}

for (const script of STAGES) {
  gitlab(`${script} needs the jobs that make what it reads, in an earlier stage, and no other`, () => {
    const makers = STAGES.filter((other) => arrow(other).writes.some((one) => arrow(script).reads.includes(one)))
    const needs = (job(script).needs ?? []).filter((one) => typeof one === 'string')
    assert.equal(needs.sort(), makers.sort())
    const stages = pipeline['stages'] as string[]
    const order = [...makers, script].map((name) => stages.indexOf(job(name).stage!))
    assert.ok(order.slice(0, -1).every((stage) => stage < order.at(-1)! && stage >= 0))
  })
}

gitlab('bundles are made on protected branches alone, kept like all else, and nothing fails without them', () => {
  const { before_script: _, cache: __, extends: ___, ...build } = job('build')
  const inChild = { if: source('parent_pipeline') }
  assert.equal(build, {
    stage: 'build',
    allow_failure: true,
    rules: [{ if: '$CI_COMMIT_REF_PROTECTED != "true"', when: 'never' }, inChild, NO_CHILDREN, STARTED],
    script: ['npm run --silent --prefix "$USER_SYNC_DIR" build', 'cp -R "$USER_SYNC_DIR/dist" user-sync-dist'],
    artifacts: { access: 'developer', expire_in: '1 week', paths: ['user-sync-dist/'] },
  })
})

gitlab('with children one job writes their pipeline and one starts it, where else the stages would run', () => {
  const asked = { ...ASKED_FOR, variables: { USER_SYNC_SINCE: '$CI_MERGE_REQUEST_DIFF_BASE_SHA' } }
  for (const name of ['pipeline', 'instances']) assert.equal(job(name).rules, [CHILD_ALONE, STARTED, asked], name)
  const { artifacts, script = [], stage } = job('pipeline')
  assert.equal([stage, artifacts], ['build', { access: 'developer', expire_in: '1 week', paths: ['pipeline*.yml'] }])
  assert.match(script[0]!, 'user_sync pipeline ')
  const { extends: _, rules: __, ...instances } = job('instances')
  assert.equal(instances, {
    stage: 'gather',
    inherit: { variables: false },
    needs: ['pipeline'],
    trigger: { include: [{ artifact: 'pipeline.yml', job: 'pipeline' }], strategy: 'depend' },
  })
})

gitlab('nothing waits for a click: a kind that is over its limit is a warning, and no job needs the approval', () => {
  assert.equal(job('sync').allow_failure, { exit_codes: [4] })
  for (const name of RUNNING) {
    assert.not.ok(job(name).needs?.includes('sync-approved'), name)
    if (name !== 'sync') assert.is(job(name).allow_failure, undefined, name)
  }
})

gitlab('the instances of the pipeline are those of the settings', () => {
  const settings = JSON.parse(readFileSync(join(ROOT, 'sync.config.json'), 'utf8')) as { instances: object }
  assert.equal(Object.keys(settings.instances), ['us-gov'])
})

gitlab.run()
