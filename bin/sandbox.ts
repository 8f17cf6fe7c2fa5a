// a world file -> Zendesk and Salesforce on loopback
// Serves the stand-ins until Ctrl-C and prints the environment that points the stages at them.

import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

const usage = `node --import tsx bin/sandbox.ts [--world FILE] [--save FILE] [--speed N]

  --world FILE   the world to serve; without it the one that ships
  --save FILE    write the world there at the end; without it nothing is written
  --speed N      how much faster than life jobs are (50)

Standard output is for the shell, where the stages then find the stand-ins:
  node --import tsx bin/sandbox.ts > sandbox.env &  then  . ./sandbox.env`

const { values } = parseArgs({
  options: {
    world: { type: 'string' },
    save: { type: 'string' },
    speed: { type: 'string', default: '50' },
    help: { type: 'boolean' },
  },
})

if (values.help) console.log(usage)
else await main().catch(failed)

async function main() {
  // Loaded here, so that --help answers at once.
  const { sandbox } = await import('../lib/sandbox/server.ts')
  const { readWorld } = await import('../lib/sandbox/world.ts')
  const { generate } = await import('../lib/sandbox/generate.ts')
  const { world: file, save, speed } = values
  const world = file ? readWorld(JSON.parse(readFileSync(file, 'utf8'))) : generate()
  const box = await sandbox(world, { speed: Number(speed) || 50 })
  const { zendesk, salesforce } = world
  for (const [name, value] of Object.entries(box.env)) console.log(`export ${name}='${value}'`)
  console.error(
    `sandbox: ${zendesk.users.length} users at ${box.zendesk.url}, ${salesforce.contacts.length} contacts at ${box.salesforce.url}; Ctrl-C ends it`,
  )

  const end = async () => {
    await box.close()
    if (save) writeFileSync(save, `${JSON.stringify(world, null, 1)}\n`)
  }
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
}

function failed(error: Error) {
  console.error(`sandbox: ${error.message}`)
  process.exitCode = 7
}
