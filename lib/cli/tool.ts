// Runs the scripts that need no instance: flags, help, and errors as one line.

import { exitCodeOf, foreseen } from '../errors/failure.ts'
import { withCauses } from '../errors/mask.ts'
import { type Flags, parseFlags, type Script } from './flags.ts'
import { helpOf } from './help.ts'
import { endFirstMoments } from './signals.ts'
import { print } from './terminal.ts'

/** Runs `work` with the flags of the command line, and sets the exit code: its result, or that of its error. */
export async function tool(script: Script, work: (flags: Flags) => Promise<number>): Promise<void> {
  try {
    const { values } = parseFlags(script)
    endFirstMoments() // Node ends these scripts, or they listen themselves
    if (values['help']) process.stdout.write(helpOf(script))
    else process.exitCode = await work(values)
  } catch (caught) {
    const error = foreseen(caught)
    print(`${script.name}: ${withCauses(error)}`)
    process.exitCode = exitCodeOf(error)
  }
}
