// Around every script: flags, instances, counts and progress, the chain of causes, the exit code.

import { parseArgs } from 'node:util'
import type { Instance } from './config.ts'
import { type Exit, exit, Failure, worst } from './exit.ts'

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
}

/** One script at work on one instance. */
export interface Run {
  instance: Instance
  now: Date
  flags: Record<string, string | boolean | undefined>
  words: string[]
  /** Counts something, for the progress and the last line. */
  count(what: string, n?: number): void
  counted(what: string): number
  /** A line for a person, beside the last one. */
  say(line: string): void
}

/** What a stage says when it ends well, and its exit code where that is not 0. */
export interface Done {
  line: string
  code?: Exit
}

const COMMON = {
  instance: { type: 'string', placeholder: 'NAME' },
  data: { type: 'string', placeholder: 'DIR' },
  config: { type: 'string', placeholder: 'FILE' },
  reveal: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

const COMMON_HELP: Record<string, string> = {
  instance: 'one instance of the settings (default: all, one after the other)',
  data: 'where the artifacts lie, one folder an instance (default: data)',
  config: 'the settings (default: sync.config.json)',
  reveal: 'show addresses in the output (default: <address>)',
  help: 'this text',
}

type Work = (run: Run) => Promise<Done>

/**
 * Runs the work of a script for every instance that the command line names, and sets the exit code of the process.
 * What it needs is loaded only then: `--help` answers at once.
 */
export async function stage(script: Script, load: () => Promise<Work>): Promise<void> {
  let reveal = false
  try {
    const options = { ...COMMON, ...script.flags }
    const { values, positionals } = parsed(script, options)
    if (values['help']) {
      process.stdout.write(helpOf(script))
      return
    }
    reveal = values['reveal'] === true
    const only = (values['instance'] as string | undefined) ?? null
    const [{ instances }, work] = await Promise.all([import('./config.ts'), load()])
    const all = instances(
      (values['config'] as string) ?? 'sync.config.json',
      (values['data'] as string) ?? 'data',
      only,
    )
    const codes: Exit[] = []
    for (const instance of all) codes.push(await one(script.name, instance, values, positionals, reveal, work))
    process.exitCode = worst(codes)
  } catch (error) {
    print(`${script.name}: ${chain(error)}`, reveal)
    process.exitCode = codeOf(error)
  }
}

function parsed(script: Script, options: Record<string, { type: 'string' | 'boolean' }>) {
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true, strict: true })
    const unknown = positionals.find((word) => !script.words?.includes(word))
    if (unknown === undefined) return { values: values as Run['flags'], positionals }
    throw new Error(`unknown word "${unknown}"${script.words ? `: expected ${script.words.join(', ')}` : ''}`)
  } catch (cause) {
    throw new Failure(exit.input, `${(cause as Error).message}. --help shows what there is`)
  }
}

async function one(
  name: string,
  instance: Instance,
  flags: Run['flags'],
  words: string[],
  reveal: boolean,
  work: Work,
): Promise<Exit> {
  const started = performance.now()
  const title = `${name} ${instance.name}`
  const seconds = () => `(${((performance.now() - started) / 1000).toFixed(1)}s)`
  const counts = new Map<string, number>()
  const progress = ticker(() => [...counts].map(([what, n]) => `${n.toLocaleString('en')} ${what}`).join(', '), title)
  try {
    const { line, code } = await work({
      instance,
      flags,
      words,
      now: new Date(),
      count: (what, n = 1) => counts.set(what, (counts.get(what) ?? 0) + n),
      counted: (what) => counts.get(what) ?? 0,
      say: (text) => print(text, reveal),
    })
    progress.stop()
    print(`${title}: ${line} ${seconds()}`, reveal)
    return code ?? exit.done
  } catch (error) {
    progress.stop()
    print(`${title}: ${chain(error)} ${seconds()}`, reveal)
    return codeOf(error)
  }
}

/** On a terminal one line that changes, elsewhere a plain line every few seconds. */
function ticker(counts: () => string, title: string) {
  const live = process.stderr.isTTY === true
  const show = () => {
    if (counts()) process.stderr.write(live ? `\r\x1b[K${title}: ${counts()} ...` : `${title}: ${counts()} ...\n`)
  }
  const timer = setInterval(show, live ? 200 : 5_000).unref()
  const stop = () => {
    clearInterval(timer)
    if (live) process.stderr.write('\r\x1b[K')
  }
  return { stop }
}

const codeOf = (error: unknown): Exit => (error instanceof Failure ? error.code : exit.unexpected)

/** The message with its causes; what was not foreseen also says where it happened. */
export function chain(error: unknown): string {
  const messages: string[] = []
  for (let at: unknown = error; at instanceof Error && messages.length < 8; at = at.cause) messages.push(at.message)
  if (messages.length === 0) messages.push(String(error))
  const where = error instanceof Error && !(error instanceof Failure) ? (error.stack ?? '').split('\n').slice(1, 4) : []
  return [messages.join('\n  because: '), ...where].join('\n')
}

/** Addresses never reach an output, unless a person asks for them. */
const ADDRESS = /[^\s"'<>()[\]{},;:=?&/]+(?:@|%40)[^\s"'<>()[\]{},;:=?&/]+/gi

const print = (line: string, reveal: boolean) =>
  process.stderr.write(`${reveal ? line : line.replace(ADDRESS, '<address>')}\n`)

function helpOf({ name, arrow, flags = {}, help = {}, words }: Script): string {
  const lines = Object.entries({ ...flags, ...COMMON }).map(([flag, option]) => {
    const shown = option.type === 'string' ? `--${flag} ${option.placeholder}` : `--${flag}`
    return `  ${shown.padEnd(22)} ${help[flag] ?? COMMON_HELP[flag] ?? ''}\n`
  })
  const list = words ? ` ${words.map((word) => `[${word}]`).join(' ')}` : ''
  return `${name}: ${arrow}\n\nnode --import tsx bin/${name}.ts${list} [flags]\n\n${lines.join('')}`
}
