// The command line of every script: its flags and words, and the help that shows them.

import { parseArgs } from 'node:util'
import { type Exit, exit, Failure, meanings } from './exit.ts'

export type Flags = Record<string, string | boolean | undefined>

/** What a script is, for its help. */
export interface Script {
  name: string
  /** The arrow of its first line. */
  arrow: string
  /** Flags of its own: a switch, or a text with its placeholder. */
  flags?: Record<string, { type: 'boolean' } | { type: 'string'; placeholder: string }>
  help?: Record<string, string>
  /** Words it takes beside flags. */
  words?: readonly string[]
  /** Or one word of any kind, and what it is. */
  word?: string
  /** What one types behind its name. */
  examples: readonly [string, string]
  /** Whether it finishes what is in hand when it is asked to end: what it does cannot be left half done. */
  finishes?: true
  /** How it can end, beside 1, 7 and 130. */
  codes: readonly Exit[]
}

const COMMON = {
  instance: { type: 'string', placeholder: 'NAME' },
  data: { type: 'string', placeholder: 'DIR' },
  config: { type: 'string', placeholder: 'FILE' },
  reveal: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

/** Of the stages: the same for one person. */
export const ONLY = { only: { type: 'string', placeholder: 'ADDRESS' } } as const

const COMMON_HELP: Record<string, string> = {
  instance: 'one instance of the settings (default: all, one after the other)',
  data: 'where the artifacts lie, one folder an instance (default: data)',
  config: 'the settings (default: sync.config.json)',
  only: 'this one person, in a folder of their own; nobody is removed',
  reveal: 'show addresses in the output (default: <address>)',
  help: 'this text',
}

/** Reads the command line. Throws exit 7 for what the script does not know. */
export function parsed(script: Script, args = process.argv.slice(2)): { values: Flags; positionals: string[] } {
  try {
    const options = { ...COMMON, ...script.flags }
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true })
    const [, ...more] = positionals
    const unknown = script.word ? more[0] : positionals.find((word) => !script.words?.includes(word))
    const empty = Object.keys(values).find((flag) => values[flag as keyof typeof values] === '')
    if (empty) throw new Error(`--${empty} is empty`)
    if (unknown === undefined) return { values, positionals }
    throw new Error(`unknown word "${unknown}"${script.words ? `: expected ${script.words.join(', ')}` : ''}`)
  } catch (cause) {
    const [said] = (cause as Error).message.split('. To specify')
    throw new Failure(exit.input, `${said}. --help shows what there is`)
  }
}

/** What --help prints: the arrow, the words and flags, two examples, the exit codes. */
export function helpOf({ name, arrow, codes, examples, flags = {}, help = {}, word, words }: Script): string {
  const lines = Object.entries({ ...flags, ...COMMON }).map(([flag, option]) => {
    const shown = option.type === 'string' ? `--${flag} ${option.placeholder}` : `--${flag}`
    return `  ${shown.padEnd(22)} ${help[flag] ?? COMMON_HELP[flag] ?? ''}\n`
  })
  const list = word ? ` ${word}` : words ? ` ${words.map((one) => `[${one}]`).join(' ')}` : ''
  const typed = examples.map((example) => `  npm run ${name}${example && ` -- ${example}`}\n`)
  const ends = [exit.done, exit.unexpected, ...codes, exit.input, exit.interrupted]
    .sort((a, b) => a - b)
    .map((code) => `${String(code).padStart(5)}  ${meanings[code]}\n`)
  const usage = `node --import tsx bin/${name}.ts${list} [flags]`
  return `${name}: ${arrow}\n\n${usage}\n\n${lines.join('')}\n${typed.join('')}\n${ends.join('')}`
}
