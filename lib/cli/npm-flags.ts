// Flags that npm took as its own settings because the `--` before them was missing, and flags by their former names.

import { distance } from 'fastest-levenshtein'

/**
 * Flags that are also settings of npm. Only flags that change no run may be in this list (test/cli/npm-flags.test.ts).
 */
export const SHARED: readonly string[] = ['json']

/** npm answers these itself and runs no script. */
const ANSWERED = ['help']

/** Former names of flags that npm knows as settings. */
const FORMER: Readonly<Record<string, string>> = { only: 'person', save: 'save-world' }

/** Former names for which npm sets a variable only if the flag is given; it always sets `npm_config_save`. */
const FORMER_KEPT = ['only']

/** The minimum length for the search of similar names: a shorter name is similar to too many settings. */
const MIN_SIMILAR = 6

const PREFIX = /^npm_config_/i

/** Flags for a trial run. No script has one of them, and npm keeps all of them. */
const TRIALS = ['dry-run', 'dry', 'dryrun', 'noop', 'no-op', 'what-if', 'whatif', 'preview', 'simulate']

type Options = Readonly<Record<string, { type: 'boolean' } | { type: 'string'; placeholder: string }>>
interface Script {
  name: string
  examples: readonly [string, string]
}

/**
 * Says which flag npm kept, and the command that hands it on: npm 10 and 11 leave `npm_config_<flag>` in the
 * environment of what they run. Null where there is none, or the flag is given behind `--` as well.
 */
export function explainKeptFlag(
  script: Script,
  { options, given, env }: { options: Options; given: readonly string[]; env: NodeJS.ProcessEnv },
): string | null {
  for (const variable of Object.keys(env).sort()) {
    const typed = PREFIX.test(variable) ? flagIn(variable) : ''
    const flag = flagOf(typed, options)
    if (flag === null || given.includes(flag)) continue
    return `npm kept --${typed} for itself (${variable} is set). Flags go behind a lone --: ${commandOf(script, flag, options)}`
  }
  return null
}

/**
 * The message that there is no trial run, if npm kept a flag for one; null otherwise. Without the message the run would
 * change users.
 */
export function explainKeptTrial(env: NodeJS.ProcessEnv): string | null {
  const variable = Object.keys(env)
    .sort()
    .find((name) => PREFIX.test(name) && TRIALS.includes(flagIn(name)) && !/^(?:false|)$/.test(env[name] ?? ''))
  if (variable === undefined) return null
  const kept = `npm kept --${flagIn(variable)} for itself (${variable} is set)`
  return `${kept}. There is no such flag, and nothing was done: npm run compare shows what sync would change`
}

/** The flag for a variable of npm. */
const flagIn = (variable: string) => variable.replace(PREFIX, '').toLowerCase().replaceAll('_', '-')

/** The message with the present name of a flag, or null. */
export function formerFlag(script: Script, name: string, options: Options): string | null {
  const flag = formerOf(name, options)
  return flag === null ? null : `--${name} is called --${flag} now: ${commandOf(script, flag, options)}`
}

const formerOf = (name: string, options: Options): string | null =>
  Object.hasOwn(FORMER, name) && Object.hasOwn(options, FORMER[name]!) ? FORMER[name]! : null

/** The flag for a name that npm kept: the same name, its former name, or one with one different letter. */
function flagOf(typed: string, options: Options): string | null {
  const flags = Object.keys(options).filter((name) => !SHARED.includes(name) && !ANSWERED.includes(name))
  if (flags.includes(typed)) return typed
  if (FORMER_KEPT.includes(typed)) return formerOf(typed, options)
  return flags.find((flag) => flag.length >= MIN_SIMILAR && distance(flag, typed) === 1) ?? null
}

/** The command with this flag behind `--`. A script without an npm script is run by its file. */
function commandOf({ examples, name }: Script, flag: string, options: Options): string {
  const [npm] = /^npm (run )?[a-z-]+/.exec(examples[0]) ?? []
  const option = options[flag]!
  const value = option.type === 'string' ? ` ${option.placeholder}` : ''
  return `${npm === undefined ? `node --import tsx bin/${name}.ts` : `${npm} --`} --${flag}${value}`
}
