// The command line of every script: its flags and words, and the messages about wrong ones.

import { parseArgs } from 'node:util'
import { closest } from 'fastest-levenshtein'
import { type Exit, exit, Failure } from '../errors/failure.ts'
import { explainKeptFlag, explainKeptTrial, formerFlag } from './npm-flags.ts'

export type Flags = Record<string, string | boolean | string[] | undefined>

/** A switch, or a text with its placeholder; `help` has the effect and the default. */
type Flag =
  | { type: 'boolean'; short?: string; help: string }
  | { type: 'string'; placeholder: string; multiple?: true; help: string }

/** The declaration of a script. `--help` also shows the first two lines of its file. */
export interface Script {
  name: string
  flags?: Record<string, Flag>
  /** The words that it takes beside flags. */
  words?: readonly string[]
  /** The placeholder of a single free word. */
  word?: string
  /** Complete commands to copy. */
  examples: readonly [string, string]
  /** Whether it finishes its current work after a signal. */
  finishes?: true
  /** Every exit code that it can end with. */
  codes: readonly [Exit, ...Exit[]]
  /** The meanings of codes that differ from those of all scripts. */
  means?: Partial<Record<Exit, string>>
  /** The rest of its help. */
  notes?: string
}

const HELP = { help: { type: 'boolean', short: 'h', help: 'this text' } } as const

/** The flags of the stages, doctor and explain. */
const COMMON = {
  instance: {
    type: 'string',
    placeholder: 'NAME',
    help: 'one instance of the settings (default: all, one after the other)',
  },
  data: { type: 'string', placeholder: 'DIR', help: 'where the artifacts lie, one folder an instance (default: data)' },
  config: { type: 'string', placeholder: 'FILE', help: 'the settings (default: sync.config.json)' },
  reveal: { type: 'boolean', help: 'show addresses in the output (default: <address>)' },
} as const

/** The files of one person are in the folder `person/`. */
const person = (more: string) =>
  ({
    person: {
      type: 'string',
      placeholder: 'ADDRESS',
      help: `this one person${more}; nobody is removed (default: everyone)`,
    },
  }) as const

/** The flag of stages that read the artifacts or the source for one person. */
export const PERSON = person('')
/** The flag of stages that read the target: they ask the source for the organizations and ids of the person. */
export const PERSON_ASKING = person(' (the source is asked too)')

/** A script for instances: its own flags, then the common ones. */
export const ofInstances = (script: Script): Script => ({
  ...script,
  flags: { ...script.flags, ...COMMON, ...script.flags },
})

/** The flags of a script, --help too. */
export const flagsOf = ({ flags }: Script): Record<string, Flag> => ({ ...flags, ...HELP })

/** Reads the command line. Throws exit 7 for unknown flags and words, and for a flag that npm kept. */
export function parseFlags(
  script: Script,
  args = process.argv.slice(2),
  env = process.env,
): { values: Flags; positionals: string[] } {
  const options = flagsOf(script)
  // Mistakes are found below, because the messages of Node are hard to read.
  const found = parseArgs({ args, options, allowPositionals: true, strict: false, tokens: true })
  const typed = found.tokens.filter((token) => token.kind === 'option')
  const given = typed.map(({ name }) => name)
  const misplaced =
    explainKeptFlag(script, { options, given, env }) ??
    explainKeptTrial(env) ??
    given.map((name) => formerFlag(script, name, options)).find((words) => words !== null)
  if (misplaced) throw new Failure(exit.input, misplaced)
  const wrong =
    typed.map((token) => flagProblem(token, options)).find(Boolean) ?? wordProblem(script, found.positionals)
  if (wrong) throw new Failure(exit.input, `${wrong}. --help shows what there is`)
  return { values: found.values as Flags, positionals: found.positionals }
}

interface Typed {
  name: string
  rawName: string
  value?: string | undefined
  inlineValue?: boolean | undefined
}

function flagProblem({ name, rawName, value, inlineValue }: Typed, options: Record<string, Flag>): string | null {
  const flag = Object.hasOwn(options, name) ? options[name]! : null
  if (!flag && /^dry-?run$/.test(name))
    return `there is no ${rawName}: compare is that, it changes nothing and writes what sync would do`
  if (!flag) {
    const nearest = name.length > 1 ? `; the nearest known one is --${closest(name, Object.keys(options))}` : ''
    return `unknown flag ${rawName}${nearest}`
  }
  if (flag.type === 'boolean') return value === undefined ? null : `${rawName} takes no value`
  if (value === '') return `${rawName} is empty`
  if (value === undefined) return `${rawName} needs a value: ${rawName} ${flag.placeholder}`
  if (inlineValue || !/^-./.test(value)) return null
  return `${rawName} needs a value, and ${value} looks like a flag: ${rawName}=${flag.placeholder}`
}

function wordProblem({ word, words }: Script, typed: string[]): string | null {
  const unknown = word ? typed[1] : typed.find((one) => !words?.includes(one))
  if (unknown === undefined) return null
  return `unknown word "${unknown}"${words ? `: expected ${words.join(', ')}` : ''}`
}
