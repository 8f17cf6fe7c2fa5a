// The script pipeline: its jobs are those of .gitlab-ci.yml, each for one instance, in groups that GitLab takes.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { Failure } from '../../lib/errors/failure.ts'
import { GROUP, pipelineOf, writePipeline } from '../../lib/scripts/pipeline.ts'
import { ROOT } from '../kit/documents.ts'
import { type Job, type Jobs, job, pipeline } from '../kit/gitlab.ts'
import { suite } from '../kit/suite.ts'

/** GitLab's limits (docs.gitlab.com, Downstream pipelines; CI/CD YAML syntax reference, `needs`). */
const MOST_BYTES = 5_000_000
const MOST_NEEDS = 50
const MOST_JOBS = 200

const JOBS = ['gather-organizations', 'gather-users', 'gather-contacts', 'compare', 'sync', 'sync-approved']
const KEYWORDS = ['include', 'workflow', '.instances']
const FILE = '.gitlab-ci.yml'

const member = (name: string, keepsDrift = false) => ({ name, keepsDrift })
const members = (count: number) => Array.from({ length: count }, (_, n) => member(`acme-${n}`))
const read = (text: string) => parse(text) as Jobs
const namesIn = (jobs: Jobs) => Object.keys(jobs).filter((name) => !KEYWORDS.includes(name))
/** A job with all that it has of the included file. */
const whole = (name: string, jobs: Jobs) => job(name, { ...pipeline, ...jobs })

const script = suite<{ folder: string; config: string }>('pipeline')
script.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'user-sync-pipeline-'))
  context.config = join(context.folder, 'sync.config.json')
  const { instances } = JSON.parse(readFileSync(join(ROOT, 'sync.config.json'), 'utf8'))
  const shipped = instances['us-gov']
  writeFileSync(
    context.config,
    JSON.stringify({ instances: { one: shipped, two: { ...shipped, drift: 'keep' }, three: shipped } }),
  )
})
script.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

for (const name of JOBS) {
  script(`${name} of an instance does what the job of a single one does`, () => {
    const jobs = read(pipelineOf([member('us-gov'), member('other')], FILE))
    const { parallel: _, rules: __, extends: ___, needs, ...single } = job(name)
    const { rules: ____, extends: _____, needs: own, ...one } = whole(`${name}: [us-gov]`, jobs)
    assert.equal(one, { ...single, variables: { INSTANCE: 'us-gov' } })
    assert.equal(
      own,
      needs?.map((need) => (typeof need === 'string' ? `${need}: [us-gov]` : need)),
      'it waits for jobs of its own instance alone',
    )
  })
}

script('a child has its own workflow, and the file of the project, with what the project changed in it', () => {
  const { include, workflow } = read(pipelineOf(members(1), FILE))
  assert.equal([include, workflow], [[{ local: FILE }], { rules: [{ when: 'always' }] }])
})

script('the jobs of a single instance, which do not run in a child, do not take the name of one there', () => {
  const jobs = read(pipelineOf([member('us-gov')], FILE))
  for (const name of JOBS) {
    assert.equal(whole(name, jobs).parallel, { matrix: [{ INSTANCE: ['-'] }] }, name)
    const starts = whole(name, jobs).rules!.map((rule) => rule.if)
    assert.not.ok(starts.some((condition) => condition.includes('parent_pipeline')))
  }
})

script("what writes is never in the child of a merge request, and an approval is always a person's", () => {
  const jobs = read(pipelineOf(members(1), FILE))
  const rule = { if: '$CI_PIPELINE_SOURCE == "parent_pipeline" && $CI_MERGE_REQUEST_ID == null' }
  assert.equal(whole('sync: [acme-0]', jobs).rules, [rule])
  assert.equal(whole('sync-approved: [acme-0]', jobs).rules, [{ ...rule, when: 'manual', allow_failure: true }])
  for (const name of JOBS.slice(0, 4)) assert.is(whole(`${name}: [acme-0]`, jobs).rules, undefined, name)
})

script('sync of an instance that keeps drift gets its contacts', () => {
  const jobs = read(pipelineOf([member('kept', true), member('other')], FILE))
  const contacts = ['sync', 'sync-approved', 'compare'].map((name) =>
    whole(`${name}: [kept]`, jobs).needs!.includes('gather-contacts: [kept]'),
  )
  assert.equal(contacts, [true, true, true])
  assert.not.ok(whole('sync: [other]', jobs).needs!.includes('gather-contacts: [other]'))
})

script('500 instances are a chain of groups that GitLab takes, and each instance is in one of them', () => {
  const all = members(500)
  const text = pipelineOf(all, FILE)
  const chain = read(text)
  const lines = whole('groups', chain).script!.map((line) =>
    /^user_sync pipeline --ci-file \.gitlab-ci\.yml --out "\$PWD\/(\S+)" --instances (\S+)$/.exec(line),
  )
  const started = namesIn(chain).filter((name) => name.startsWith('instances '))
  assert.equal(
    started.map((name) => (chain[name] as Job & { trigger: unknown }).trigger),
    lines.map((line) => ({ include: [{ artifact: line?.[1], job: 'groups' }] })),
  )
  assert.equal(whole(started[0]!, chain).needs, ['groups'])
  const groups = lines.map((line) => (line?.[2] ?? '').split(','))
  assert.equal(groups.flat().join(), all.map(({ name }) => name).join())
  for (const names of groups) {
    const group = pipelineOf(
      names.map((name) => member(name)),
      FILE,
    )
    assert.ok(Buffer.byteLength(group) < MOST_BYTES)
    const jobs = read(group)
    assert.is(namesIn(jobs).length, names.length * JOBS.length)
    assert.ok(namesIn(jobs).length + 1 <= MOST_JOBS, 'with the job build')
    for (const name of namesIn(jobs)) assert.ok(((jobs[name] as Job).needs ?? []).length <= MOST_NEEDS, name)
  }
  assert.ok(Buffer.byteLength(text) < MOST_BYTES && namesIn(chain).length <= MOST_JOBS)
})

script('as many instances as fit are one group', () => {
  assert.ok(namesIn(read(pipelineOf(members(GROUP), FILE))).includes('sync: [acme-0]'))
  assert.ok(namesIn(read(pipelineOf(members(GROUP + 1), FILE))).includes('groups'))
})

script('without an instance there is one job, because GitLab refuses a pipeline without any', () => {
  assert.equal(namesIn(read(pipelineOf([], FILE))), ['nothing-changed'])
})

script('the instances of the settings, or those that are named, become the pipeline', ({ folder, config }) => {
  const out = join(folder, 'pipeline.yml')
  const instancesOf = (flags: object) => {
    assert.is(writePipeline({ config, out, ...flags }), 0)
    return namesIn(read(readFileSync(out, 'utf8'))).filter((name) => name.startsWith('sync: '))
  }
  assert.equal(instancesOf({}), ['sync: [one]', 'sync: [two]', 'sync: [three]'])
  assert.equal(instancesOf({ instances: 'three,one' }), ['sync: [one]', 'sync: [three]'])
  instancesOf({ instances: 'two' })
  assert.ok(whole('sync: [two]', read(readFileSync(out, 'utf8'))).needs!.includes('gather-contacts: [two]'))
  const fails = (flags: object, words: RegExp) =>
    assert.throws(
      () => writePipeline({ config, out, ...flags }),
      (error: unknown) => error instanceof Failure && error.code === 7 && words.test(error.message),
    )
  fails({ instances: 'one,tow' }, /--instances: there is no tow; the nearest known one is two/)
  fails({ 'ci-file': "x'; rm" }, /--ci-file takes the path of a file/)
})

script.run()
