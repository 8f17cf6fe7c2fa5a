// The script pipeline: the instances of the settings become a GitLab child pipeline, or a chain of them.

import { writeFileSync } from 'node:fs'
import { closest } from 'fastest-levenshtein'
import { print } from '../cli/terminal.ts'
import { changedInstances } from '../config/changed-instances.ts'
import { type Instance, instances } from '../config/config.ts'
import { exit, Failure } from '../errors/failure.ts'

interface PipelineFlags {
  instances?: string
  since?: string
  'ci-file'?: string
  config?: string
  out?: string
}

/** One instance as its jobs have to know it. */
export interface Member {
  name: string
  /** `"drift": "keep"`: sync reads contacts.json too. */
  keepsDrift: boolean
}

/** Beyond this GitLab shows a pipeline slowly, and its own `parallel` ends. */
const MOST_JOBS = 200

/** The jobs of an instance, each with those that write what it reads; `.gitlab-ci.yml` has what they do. */
const NEEDS: Record<string, string[]> = {
  'gather-organizations': [],
  'gather-users': [],
  'gather-contacts': ['gather-organizations'],
  compare: ['gather-organizations', 'gather-users', 'gather-contacts'],
  sync: ['compare'],
  'sync-approved': ['compare', 'sync'],
}
/** Where there is no such job, the sources run. */
const BUNDLES = '{ job: build, optional: true }'
/** Those that read contacts.json to remember what they wrote. */
const REMEMBERING = ['sync', 'sync-approved']

/** The instances of a group: their jobs, and the job `build`, are at most 200. */
export const GROUP = Math.floor((MOST_JOBS - 1) / Object.keys(NEEDS).length)

/** settings -> a pipeline in YAML, on standard output or in `out`. Throws exit 7 for a name that no instance has. */
export function writePipeline({ config: file = 'sync.config.json', ...flags }: PipelineFlags): number {
  const { 'ci-file': include = '.gitlab-ci.yml', out } = flags
  if (!/^[\w./-]+$/.test(include))
    throw new Failure(exit.input, `--ci-file takes the path of a file of this project, not ${include}`)
  const chosen = chooseInstances(instances({ file, data: 'data' }), flags.instances)
  const changed = flags.since === undefined ? null : changedInstances(file, flags.since)
  const members = chosen
    .filter(({ name }) => changed?.has(name) ?? true)
    .map(({ name, settings }) => ({ name, keepsDrift: settings.drift === 'keep' }))
  const text = pipelineOf(members, include)
  if (out === undefined) {
    process.stdout.write(text)
    return exit.done
  }
  writeFileSync(out, text)
  print(`pipeline: the jobs of ${members.length === 1 ? '1 instance' : `${members.length} instances`} are in ${out}`)
  return exit.done
}

function chooseInstances(all: Instance[], names: string | undefined): Instance[] {
  if (names === undefined) return all
  const wanted = new Set(names.split(','))
  const known = all.map(({ name }) => name)
  for (const name of wanted)
    if (!known.includes(name))
      throw new Failure(
        exit.input,
        `--instances: there is no ${name}; the nearest known one is ${closest(name, known)}`,
      )
  return all.filter(({ name }) => wanted.has(name))
}

/**
 * A pipeline in YAML with the jobs of these instances, as the file `include` has them. More than one group becomes a
 * chain: a job that writes the pipelines of the groups with this script, and a job for each that starts it.
 */
export function pipelineOf(members: Member[], include: string): string {
  const groups = Array.from({ length: Math.ceil(members.length / GROUP) }, (_, n) =>
    members.slice(n * GROUP, (n + 1) * GROUP),
  )
  const jobs = groups.length > 1 ? chainOf(groups, include) : members.length > 0 ? members.flatMap(jobsOf) : NOTHING
  return `${openingOf(include, members.length)}${jobs.join('\n')}`
}

/**
 * The rules of the workflow in the included file know no child, and its own jobs do not run in one. The name that they
 * get is of no instance. Otherwise GitLab would expand them to the names of the jobs below.
 */
const openingOf = (include: string, count: number) => `# Written by npm run pipeline. Instances: ${count}
include:
  - local: ${include}

workflow:
  rules:
    - when: always

.instances:
  parallel:
    matrix:
      - INSTANCE: ['-']

`

/** GitLab refuses a pipeline without a job. */
const NOTHING = [
  `nothing-changed:
  extends: .installed
  stage: build
  before_script: []
  script: ['echo "no instance has other settings"']
`,
]

function jobsOf({ name, keepsDrift }: Member): string[] {
  return Object.entries(NEEDS).map(([job, needs]) => {
    const all = keepsDrift && REMEMBERING.includes(job) ? ['gather-contacts', ...needs] : needs
    const listed = [BUNDLES, ...all.map((one) => quote(`${one}: [${name}]`))]
    return [
      `${quote(`${job}: [${name}]`)}:`,
      `  extends: .${job}`,
      `  variables: { INSTANCE: ${quote(name)} }`,
      ...(all.length > 0 ? [`  needs: [${listed.join(', ')}]`] : []),
      '',
    ].join('\n')
  })
}

function chainOf(groups: Member[][], include: string): string[] {
  const file = (n: number) => `pipeline-${n + 1}.yml`
  const lines = groups.map((members, n) => {
    const names = members.map(({ name }) => name).join(',')
    return `    - user_sync pipeline --ci-file ${include} --out "$PWD/${file(n)}" --instances ${names}\n`
  })
  const triggers = groups.map(
    (_, n) => `${quote(`instances ${n + 1}:${groups.length}`)}:
  extends: .child
  needs: [groups]
  trigger:
    include:
      - artifact: ${file(n)}
        job: groups
`,
  )
  return [
    `build:\n  rules:\n    - when: never\n`,
    `groups:\n  extends: .pipeline\n  script:\n${lines.join('')}`,
    ...triggers,
  ]
}

/** A text in YAML. */
const quote = (text: string) => `'${text.replaceAll("'", "''")}'`
