// The command line of every script: its flags and words, and what is wrong with those that were typed.

import { parseArgs } from 'node:util'
import { closest } from 'fastest-levenshtein'
import { type Exit, exit, Failure } from '../errors/failure.ts'
import { explainKeptFlag, explainKeptTrial, formerFlag } from './npm-flags.ts'

export type Flags = Record<string, string | boolean | string[] | undefined>

/** A switch, or a text with its placeholder; `help` says what it does and what happens without it. */
type Flag =
  | { type: 'boolean'; short?: string; help: string }
  | { type: 'string'; placeholder: string; multiple?: true; help: string }

/** What a script is. What it does stands in the first two lines of its file, and --help shows them. */
export interface Script {
  name: string
  flags?: Record<string, Flag>
  /** Words it takes beside flags. */
  words?: readonly string[]
  /** Or one word of any kind, and what it is. */
  word?: string
  /** Whole commands, to be copied. */
  examples: readonly [string, string]
  /** Whether it finishes what is in hand when it is asked to end: what it does cannot be left half done. */
  finishes?: true
  /** Every code it can end with. */
  codes: readonly [Exit, ...Exit[]]
  /** What a code says of this script, where that is more than of all. */
  means?: Partial<Record<Exit, string>>
  /** The rest of its help. */
  notes?: string
}

const HELP = { help: { type: 'boolean', short: 'h', help: 'this text' } } as const

/** Of the stages, doctor and explain. */
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

/** One person's files lie in a folder of their own, `person/`. */
const person = (more: string) =>
  ({
    person: {
      type: 'string',
      placeholder: 'ADDRESS',
      help: `this one person${more}; nobody is removed (default: everyone)`,
    },
  }) as const

/** Of the stages: the same for one person. */
export const PERSON = person('')
/** Of what reads the target: which organizations and ids one person has is the source's to say. */
export const PERSON_ASKING = person(' (the source is asked too)')

/** A script that works on instances: its own flags first, then those that all of these have. */
export const ofInstances = (script: Script): Script => ({
  ...script,
  flags: { ...script.flags, ...COMMON, ...script.flags },
})

/** The flags of a script, --help too. */
export const flagsOf = ({ flags }: Script): Record<string, Flag> => ({ ...flags, ...HELP })

/** Reads the command line. Throws exit 7 for what the script does not know, and for a flag that npm kept. */
export function parseFlags(
  script: Script,
  args = process.argv.slice(2),
  env = process.env,
): { values: Flags; positionals: string[] } {
  const options = flagsOf(script)
  // what is wrong is found here: Node's words for it are not for people
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
