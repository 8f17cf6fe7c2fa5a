// Around the scripts that are no stage: flags, help, and mistakes told in a line.

import { parseArgs } from 'node:util'
import { codeOf, exit, Failure, foreseen } from './exit.ts'
import { chain, print } from './output.ts'

type Options = Record<string, { type: 'string' | 'boolean'; multiple?: boolean }>
type Values = Record<string, string | boolean | string[] | undefined>

/** Runs `work` with the flags of the command line; sets the exit code: what it gives, 7 for a mistake of the caller. */
export async function tool(
  name: string,
  usage: string,
  options: Options,
  work: (values: Values) => Promise<number>,
): Promise<void> {
  try {
    const values = flagsOf(options)
    if (values['help']) process.stdout.write(usage)
    else process.exitCode = await work(values)
  } catch (caught) {
    const error = foreseen(caught)
    print(`${name}: ${chain(error)}`, false)
    process.exitCode = codeOf(error)
  }
}

function flagsOf(options: Options): Values {
  try {
    return parseArgs({ options: { ...options, help: { type: 'boolean' } } }).values as Values
  } catch (cause) {
    const [said] = (cause as Error).message.split('. To specify')
    throw new Failure(exit.input, `${said}. --help shows what there is`)
  }
}
