// The instances whose settings are other ones than in a commit.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import stringify from 'fast-json-stable-stringify'
import { exit, Failure } from '../errors/failure.ts'
import { parseJson } from '../errors/parse-json.ts'

type Instances = Record<string, unknown>

/**
 * The names of all instances that are new in a settings file since `commit`, or whose settings are not the same.
 * Without the file in that commit all are. Throws exit 7 for a commit that is not in the repository.
 */
export function changedInstances(file: string, commit: string): Set<string> {
  const before = instancesIn(settingsAt(file, commit))
  return new Set(
    Object.entries(instancesIn(readFileSync(file, 'utf8')))
      .filter(([name, settings]) => !Object.hasOwn(before, name) || stringify(before[name]) !== stringify(settings))
      .map(([name]) => name),
  )
}

/** The text of the settings file in a commit; that of an empty one where it has none. */
function settingsAt(file: string, commit: string): string {
  const git = (...words: string[]) =>
    execFileSync('git', ['-C', dirname(file), ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  let id: string
  try {
    id = git('rev-parse', '--verify', '--end-of-options', `${commit}^{commit}`).trim()
  } catch {
    const why = 'the repository has no such commit. A clone with GIT_DEPTH: "0" has all of them'
    throw new Failure(exit.input, `--since ${commit}: ${why}`)
  }
  try {
    return git('show', `${id}:./${basename(file)}`)
  } catch {
    return '{}'
  }
}

/** A text that is no longer JSON has no instances, so that all of today's are changed. */
function instancesIn(text: string): Instances {
  try {
    return (parseJson(text) as { instances?: Instances }).instances ?? {}
  } catch {
    return {}
  }
}
