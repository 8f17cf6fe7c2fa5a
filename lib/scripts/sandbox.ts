// The simulators, served until Ctrl-C, so that stages can be run by hand against them.

import { exit, Failure } from '../errors/failure.ts'
import type { Fault } from '../sandbox/faults/read.ts'
import type { Options } from '../sandbox/options.ts'
import { type Sandbox, sandbox } from '../sandbox/sandbox.ts'
import { systemNames, systemOf, type World } from '../sandbox/systems.ts'
import { unpleasant } from '../sandbox/unpleasant.ts'
import { generate } from '../sandbox/worlds/generate.ts'
import { saveWorld, worldFrom } from '../sandbox/worlds/world-file.ts'

interface SandboxFlags {
  world?: string
  'save-world'?: string
  speed?: string
  rate?: string
  unpleasant?: boolean
  fault?: string[]
}

/** Serves a world and prints the environment to export; returns the exit code after a signal. */
export async function serveWorld(wanted: SandboxFlags): Promise<number> {
  const { world: file, 'save-world': save, fault = [] } = wanted
  const options = optionsOf(wanted)
  const world = file ? readWorld(file) : generate()
  const box = await sandbox(world, options)
  // the listeners come before the line that says how to end it
  const ended = new Promise((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve)
  })
  try {
    for (const text of fault) playFault(box, text)
    for (const [name, value] of Object.entries(box.env)) process.stdout.write(`export ${name}='${value}'\n`)
    const people = systemNames.map((name) => `${systemOf(name).inWords(world[name])} at ${box[name].url}`)
    process.stderr.write(`sandbox: ${people.join(', ')}; Ctrl-C ends it\n`)
    await ended
  } finally {
    await box.close()
  }
  if (save) saveWorld(save, world)
  return exit.done
}

function optionsOf({ speed = '50', rate, unpleasant: bad }: SandboxFlags): Options {
  for (const [flag, value] of Object.entries({ speed, rate })) {
    if (value !== undefined && !(Number(value) > 0)) {
      throw new Failure(exit.input, `--${flag} ${value}: expected a number above 0`)
    }
  }
  const options: Options = { ...(bad && unpleasant()), speed: Number(speed) }
  return rate === undefined ? options : { ...options, zendesk: { ...options.zendesk, rate: Number(rate) } }
}

/** Adds a fault, `KIND`, `KIND:PATH` or `KIND:PATH:COUNT`, to every system with this kind. */
function playFault({ faults }: Sandbox, text: string): void {
  const [kind = '', path = '*', count = '1'] = text.split(':')
  const fault: Fault = { kind, path, count: count === 'always' ? count : Number(count) }
  const systems = systemNames.filter((name) => kind in systemOf(name).faults)
  if (systems.length === 0) {
    const kinds = [...new Set(systemNames.flatMap((name) => Object.keys(systemOf(name).faults)))].join(', ')
    throw new Failure(exit.input, `--fault ${text}: "${kind}" is no kind of fault: ${kinds}`)
  }
  try {
    for (const system of systems) faults[system].add(fault)
  } catch (cause) {
    throw new Failure(exit.input, `--fault ${text}: ${(cause as Error).message}`)
  }
}

/** Reads a world file; throws exit 7 with its mistake. */
export function readWorld(file: string): World {
  try {
    return worldFrom(file)
  } catch (cause) {
    throw new Failure(exit.input, (cause as Error).message)
  }
}
