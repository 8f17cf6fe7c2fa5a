// Ctrl-C, and a runner that ends a job: a script that can finishes what is in hand, any other ends at once.

import { shellWord } from '../errors/command.ts'
import { exit } from '../errors/failure.ts'
import { print } from './terminal.ts'

/**
 * Milliseconds: what npm passes on to a script that the terminal has told already is the same signal, not a second one.
 */
const ECHO = 1_000

/** Listens to SIGINT and SIGTERM for a script; what it returns says whether one came. */
export function watchSignals(
  name: string,
  { finishes, reveal }: { finishes: boolean; reveal: boolean },
): () => boolean {
  let since: number | null = null
  const onSignal = () => {
    const now = performance.now()
    if (since === null && finishes)
      print(`${name}: interrupted: it finishes what is in hand; once more ends it`, { reveal })
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

/** The command that was given, to be given again. */
export const commandAgain = (name: string, args = process.argv.slice(2)): string =>
  [`npm run ${name}`, ...(args.length ? ['--', ...args.map(shellWord)] : [])].join(' ')
