// Flags that npm took for settings of its own because the `--` before them was missing, and flags by their former
// names.

import { distance } from 'fastest-levenshtein'

/** Flags of ours that are settings of npm too. Only what changes no run may be one (test/cli/npm-flags.test.ts). */
export const SHARED: readonly string[] = ['json']

/** npm answers these itself and runs no script. */
const ANSWERED = ['help']

/** Flags that had another name, which npm knows as a setting. */
const FORMER: Readonly<Record<string, string>> = { only: 'person', save: 'save-world' }

/** The former name that npm may hand over; it sets `npm_config_save` by itself. */
const FORMER_KEPT = ['only']

/** A shorter name is one letter away from too many settings. */
const MIN_SIMILAR = 6

const PREFIX = /^npm_config_/i

/**
 * Flags by which somebody asks that nothing changes. No script has one of them, and npm keeps all of them to itself.
 */
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

/** Says that there is no trial run where npm kept the wish for one: a run would change things all the same. Or null. */
export function explainKeptTrial(env: NodeJS.ProcessEnv): string | null {
  const variable = Object.keys(env)
    .sort()
    .find((name) => PREFIX.test(name) && TRIALS.includes(flagIn(name)) && !/^(?:false|)$/.test(env[name] ?? ''))
  if (variable === undefined) return null
  const kept = `npm kept --${flagIn(variable)} for itself (${variable} is set)`
  return `${kept}. There is no such flag, and nothing was done: npm run compare shows what sync would change`
}

/** The flag of a variable, as it was typed. */
const flagIn = (variable: string) => variable.replace(PREFIX, '').toLowerCase().replaceAll('_', '-')

/** Says what a flag is called by now, or null. */
export function formerFlag(script: Script, name: string, options: Options): string | null {
  const flag = formerOf(name, options)
  return flag === null ? null : `--${name} is called --${flag} now: ${commandOf(script, flag, options)}`
}

const formerOf = (name: string, options: Options): string | null =>
  Object.hasOwn(FORMER, name) && Object.hasOwn(options, FORMER[name]!) ? FORMER[name]! : null

/** The flag that somebody meant by a name which npm kept: this name, the former one, or one with a letter wrong. */
function flagOf(typed: string, options: Options): string | null {
  const flags = Object.keys(options).filter((name) => !SHARED.includes(name) && !ANSWERED.includes(name))
  if (flags.includes(typed)) return typed
  if (FORMER_KEPT.includes(typed)) return formerOf(typed, options)
  return flags.find((flag) => flag.length >= MIN_SIMILAR && distance(flag, typed) === 1) ?? null
}

/** The command with this flag in its place. A script that is no npm script is run by its file. */
function commandOf({ examples, name }: Script, flag: string, options: Options): string {
  const [npm] = /^npm (run )?[a-z-]+/.exec(examples[0]) ?? []
  const option = options[flag]!
  const value = option.type === 'string' ? ` <${option.placeholder.toLowerCase()}>` : ''
  return `${npm === undefined ? `node --import tsx bin/${name}.ts` : `${npm} --`} --${flag}${value}`
}
