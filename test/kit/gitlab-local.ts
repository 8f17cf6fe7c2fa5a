// gitlab-ci-local, which runs .gitlab-ci.yml as GitLab would: each job in a folder of its own, with the files it needs.

import { execFileSync, spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './documents.ts'

const TOOL = process.env['USER_SYNC_GITLAB_CI_LOCAL'] ?? ''

/** Whether there is one to run: `USER_SYNC_GITLAB_CI_LOCAL` names it. */
export const hasGitlabLocal = existsSync(TOOL)

export interface Ended {
  said: string
  /** PASS, WARN or FAIL of each job that ran, by its name; those of a child begin with the name of its parent. */
  jobs: Record<string, string>
}

/** gitlab-ci-local would say "push". */
const SOURCE = 'CI_PIPELINE_SOURCE'

/** A checkout of the project in a new folder. */
export const cloneProject = (folder: string) => execFileSync('git', ['clone', '-q', ROOT, folder])

/** What a job says that installs its packages. */
export const INSTALLED = /'node_modules' -> '/g

/** Runs a pipeline in a checkout. Its variables are those of the project, because a child has no other. */
export function runPipeline(folder: string, env: Record<string, string>, args: string[]): Promise<Ended> {
  const { [SOURCE]: source, ...variables } = env
  const project = { USER_SYNC_INSTALL: `ln -sfnv ${join(ROOT, 'node_modules')} node_modules`, ...variables }
  writeFileSync(join(folder, '.gitlab-ci-local-variables.yml'), JSON.stringify(project))
  const flags = [
    '--shell-isolation',
    '--force-shell-executor',
    '--concurrency',
    '2',
    '--ignore-predefined-vars',
    SOURCE,
  ]
  const { USER_SYNC_APPROVE: _, ...inherited } = process.env
  const child = spawn(process.execPath, [TOOL, ...args, ...flags, '--variable', `${SOURCE}=${source}`], {
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
      const lines = said.matchAll(
        /^ (PASS|WARN|FAIL) +(?!downstream )((?:\[[^\]]+\] -> )*[a-z-]+(?:: \[[\w.-]+\]|(?: \d+:\d+)?))/gm,
      )
      resolve({
        said,
        jobs: Object.fromEntries([...lines].map(([, verdict, name]) => [name, verdict])) as Ended['jobs'],
      })
    })
  })
}
