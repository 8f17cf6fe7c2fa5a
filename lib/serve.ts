// The stand-ins for a person: served until Ctrl-C, so that one stage can be run by hand against them.

import { exit, Failure } from './exit.ts'
import { saveWorld, worldFrom } from './sandbox/file.ts'
import { generate } from './sandbox/generate.ts'
import { sandbox } from './sandbox/server.ts'
import type { World } from './sandbox/world.ts'

interface Wanted {
  world?: string
  save?: string
  speed?: string
}

/** Serves a world and prints the environment to export; gives the exit code once it was told to end. */
export async function serveWorld({ world: file, save, speed = '50' }: Wanted): Promise<number> {
  if (!(Number(speed) > 0)) throw new Failure(exit.input, `--speed ${speed}: expected a number above 0`)
  const world = file ? known(file) : generate()
  const box = await sandbox(world, { speed: Number(speed) })
  const { zendesk, salesforce } = world
  for (const [name, value] of Object.entries(box.env)) process.stdout.write(`export ${name}='${value}'\n`)
  const people = `${zendesk.users.length} users at ${box.zendesk.url}, ${salesforce.contacts.length} contacts at ${box.salesforce.url}`
  process.stderr.write(`sandbox: ${people}; Ctrl-C ends it\n`)
  await new Promise((told) => {
    process.once('SIGINT', told)
    process.once('SIGTERM', told)
  })
  await box.close()
  if (save) saveWorld(save, world)
  return exit.done
}

/** A world file, or exit 7 with what is wrong with it. */
export function known(file: string): World {
  try {
    return worldFrom(file)
  } catch (cause) {
    throw new Failure(exit.input, (cause as Error).message)
  }
}
