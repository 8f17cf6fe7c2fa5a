// Ctrl-C and the end of a CI job: some scripts finish their current work, all others end at once.

import { shellWord } from '../errors/command.ts'
import { exit } from '../errors/failure.ts'
import { print } from './terminal.ts'

/**
 * Milliseconds. npm passes on a signal that the terminal sent to the script as well; within this time it is the same
 * signal.
 */
const ECHO = 1_000

/** Listens to SIGINT and SIGTERM; returns a function that tells whether one came. */
export function watchSignals(
  name: string,
  { finishes, reveal }: { finishes: boolean; reveal: boolean },
): () => boolean {
  let since: number | null = null
  const onSignal = () => {
    const now = performance.now()
    if (since === null && finishes)
      print(`${name}: interrupted: it finishes its current work; a second signal ends it`, { reveal })
    else if (since === null || now - since > ECHO) {
      print(`${name}: interrupted. To go on: ${commandAgain(name)}`, { reveal })
      process.exit(exit.interrupted)
    }
    since ??= now
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  endFirstMoments()
  return () => since !== null
}

/** Takes away the listeners of first-moments.js: from now on the script does something. */
export function endFirstMoments(): void {
  const early: unknown = Reflect.get(globalThis, Symbol.for('user-sync.first-moments'))
  if (typeof early === 'function') process.off('SIGINT', early as () => void).off('SIGTERM', early as () => void)
}

/** The command line of this process, to run it again. */
export const commandAgain = (name: string, args = process.argv.slice(2)): string =>
  [`npm run ${name}`, ...(args.length ? ['--', ...args.map(shellWord)] : [])].join(' ')
