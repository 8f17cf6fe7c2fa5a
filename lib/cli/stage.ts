// Runs the work of a script for each instance, with progress and exit code.

import { join } from 'node:path'
import type { Instance } from '../config/config.ts'
import type { Progress } from '../connector/progress.ts'
import { repeatFlags } from '../errors/command.ts'
import { type Exit, exit, exitCodeOf, Failure, foreseen, worst } from '../errors/failure.ts'
import { withCauses } from '../errors/mask.ts'
import { type Flags, ofInstances, parseFlags, type Script } from './flags.ts'
import { helpOf } from './help.ts'
import { progressCounts } from './progress-line.ts'
import { commandAgain, watchSignals } from './signals.ts'
import { print, startTicker } from './terminal.ts'

/** One run of a script for one instance. */
export interface Run extends Progress {
  instance: Instance
  now: Date
  flags: Flags
  words: string[]
  /** The address of `--person`; null for all people. */
  person: string | null
  countOf(what: string): number
  /** Whether a signal came: a script that `finishes` starts no new work then. */
  interrupted(): boolean
}

/** The last line of a stage, and its exit code unless it is 0. */
export interface Done {
  line: string
  code?: Exit
}

/** Milliseconds for the last lines to be written. */
const LINGER = 500

type StageWork = (run: Run) => Promise<Done>

/** `anywhere`: success in one instance is enough. */
type Staged = Script & { anywhere?: true }

/**
 * Runs the work of a script for every instance of the command line, and sets the exit code of the process. Modules are
 * loaded late, so that `--help` answers at once.
 */
export async function stage(script: Staged, load: () => Promise<StageWork>): Promise<void> {
  let reveal = false
  try {
    const known = ofInstances(script)
    const { values, positionals } = parseFlags(known)
    if (values['help']) {
      process.stdout.write(helpOf(known))
      return
    }
    reveal = values['reveal'] === true
    repeatFlags(values)
    process.once('uncaughtException', (error) => {
      // Node would print it unmasked, with the headers of a request
      print(`${script.name}: ${withCauses(error)}`, { reveal })
      process.exit(exit.unexpected)
    })
    const interrupted = watchSignals(script.name, { finishes: script.finishes === true, reveal })
    const named = (values['instance'] as string | undefined) ?? null
    const [{ instances }, { isUsableAddress }, work] = await Promise.all([
      import('../config/config.ts'),
      import('../artifacts/key.ts'),
      load(),
    ])
    if (values['person'] !== undefined && !isUsableAddress(String(values['person']))) {
      throw new Failure(exit.input, '--person takes an address such as ann@acme.com')
    }
    const all = instances({
      file: (values['config'] as string) ?? 'sync.config.json',
      data: (values['data'] as string) ?? 'data',
      only: named,
    })
    const codes: Exit[] = []
    for (const instance of all) {
      const code = interrupted()
        ? exit.interrupted
        : await runInstance(instance, { name: script.name, flags: values, words: positionals, interrupted, work })
      codes.push(code)
    }
    const isFound = script.anywhere === true && codes.includes(exit.done)
    process.exitCode = worst(isFound ? codes.filter((code) => code !== exit.input && code !== exit.stale) : codes)
    if (process.exitCode === exit.interrupted)
      print(`${script.name}: to go on: ${commandAgain(script.name)}`, { reveal })
  } catch (caught) {
    const error = foreseen(caught)
    print(`${script.name}: ${withCauses(error)}`, { reveal })
    process.exitCode = exitCodeOf(error)
  }
  // A library may leave a connection open (jsforce: a stalled sign-in); it must not keep the process.
  setTimeout(() => process.exit(), LINGER).unref()
}

/** The parts of the command line for every instance. */
interface Command extends Pick<Run, 'flags' | 'words' | 'interrupted'> {
  name: string
  work: StageWork
}

async function runInstance(instance: Instance, { name, flags, words, interrupted, work }: Command): Promise<Exit> {
  const reveal = flags['reveal'] === true
  const person = (flags['person'] as string | undefined) ?? null
  const started = performance.now()
  const title = `${name} ${instance.name}`
  const secondsSinceStart = () => (performance.now() - started) / 1000
  const seconds = () => `(${secondsSinceStart().toFixed(1)}s)`
  const { line: progressOf, ...progress } = progressCounts()
  const shown = startTicker((bar) => progressOf(secondsSinceStart(), bar), title)
  try {
    const { line, code } = await work({
      // The files of one person never replace those of all people.
      instance: person === null ? instance : { ...instance, folder: join(instance.folder, 'person') },
      person,
      flags,
      words,
      now: new Date(),
      interrupted,
      ...progress,
      say: (text) => print(text, { reveal }),
    })
    shown.stop()
    print(`${title}: ${line} ${seconds()}`, { reveal })
    return code ?? exit.done
  } catch (caught) {
    const error = foreseen(caught)
    shown.stop()
    print(`${title}: ${withCauses(error)} ${seconds()}`, { reveal })
    return exitCodeOf(error)
  }
}
