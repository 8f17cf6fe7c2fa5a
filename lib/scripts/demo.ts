// The demo: the simulators, the five scripts as processes, and a table of what they did.

import { spawn } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { creations, heldPeople, receiptFiles } from '../artifacts/files.ts'
import { makeFolder } from '../artifacts/private-file.ts'
import { open } from '../artifacts/read.ts'
import { type Kind, kinds, meaningOfReason, reasonNames } from '../artifacts/records.ts'
import { readStateFile, writeStateFile } from '../artifacts/state-file.ts'
import { exit } from '../errors/failure.ts'
import { shortDigest } from '../plan/plan.ts'
import { sandbox } from '../sandbox/sandbox.ts'
import { isSystem, systemNames, systemOf, type World, writers } from '../sandbox/systems.ts'
import { generate } from '../sandbox/worlds/generate.ts'
import { saveWorld } from '../sandbox/worlds/world-file.ts'
import { countOutcomes } from '../sync/journal.ts'
import { type DemoSettings, demoSettings } from './demo-settings.ts'
import { readWorld } from './sandbox.ts'

const DATA = join('data', 'demo')
const CONFIG = join(DATA, 'sync.config.json')
const STATE = join(DATA, 'world.json')
/** The ports of the last demo: an incremental read builds on a read of the same address. */
const PORTS = join(DATA, 'ports.json')
const portsOf = z.partialRecord(z.enum(systemNames), z.int().min(1).max(65_535))
const START = join('lib', 'cli', 'start.js')
const STAGES = ['gather-organizations', 'gather-users', 'gather-contacts', 'compare', 'sync']

interface DemoFlags {
  fresh?: boolean
  world?: string
  source?: string
  target?: string
}

/** A demo of one source and one target: its instance, its folder, and the flags that name both to a script. */
interface Line {
  instance: string
  folder: string
  flags: string[]
}

/** Runs a demo on the simulators. Returns the exit code: 0, or that of the first script that failed. */
export async function demo({ fresh, world: file, ...systems }: DemoFlags): Promise<number> {
  const settings = demoSettings(systems)
  const { instance, text } = settings
  if (fresh) rmSync(DATA, { recursive: true, force: true })
  const world = firstWorld(file)
  print(`world: ${describeSides(world, settings)}`)
  makeFolder(DATA)
  if (text !== null) writeFileSync(CONFIG, text)
  writeFiles(world, settings)
  const config = text === null ? [] : ['--config', CONFIG]
  const line = { instance, folder: join(DATA, instance), flags: ['--instance', instance, '--data', DATA, ...config] }
  const box = await sandbox(world, { ports: readStateFile(PORTS, portsOf, 'the demo takes free ports') ?? {} })
  writeStateFile(PORTS, box.ports)
  try {
    for (const stage of STAGES) {
      const code = await runStage(stage, { env: box.env, line })
      const end = stage === 'sync' && code === exit.held ? await approve(box.env, line) : code
      if (end === 0) continue
      print('demo: it stops here, and the world stays as it was. npm start -- --fresh begins anew')
      return end
    }
    saveWorld(STATE, world)
  } finally {
    await box.close()
  }
  report(line)
  return 0
}

function writeFiles(world: World, { folder, simulators }: DemoSettings): void {
  const write = writers[simulators.source]
  if (write === undefined || folder === null) return
  makeFolder(folder)
  for (const [name, text] of Object.entries(write(world))) writeFileSync(join(folder, name), text, { mode: 0o600 })
}

/** The content of the two sides, as one line. */
function describeSides(world: World, { folder, simulators: { source, target } }: DemoSettings): string {
  const inWords = (name: string) => (isSystem(name) ? systemOf(name).inWords(world[name]) : `batch files in ${folder}`)
  return `${inWords(target)}, ${inWords(source)}`
}

function firstWorld(file: string | undefined): World {
  const from = file ?? (existsSync(STATE) ? STATE : null)
  return from === null ? generate() : readWorld(from)
}

/** Approves the kinds that are over their limits, as a person does after reading the plan files. */
async function approve(env: Record<string, string>, line: Line): Promise<number> {
  const { folder } = line
  const { plan } = open(folder, creations).head
  const held = kinds.flatMap((kind) => {
    const count = tallies(folder)[kind]['not-sent']
    return count > 0 ? [`${kind}=${open(folder, receiptFiles[kind]).foot.count}`] : []
  })
  const words = `${shortDigest(plan)}:${held.join(',')}`
  print(
    `demo: ${held.join(', ')} are over the limits, as they should be. The demo approves the plan: --approve ${words}`,
  )
  return runStage('sync', { env, line, flags: ['--approve', words] })
}

/** One script as CI runs it: a process of its own, its line on standard error. */
function runStage(
  stage: string,
  { env, line, flags = [] }: { env: Record<string, string>; line: Line; flags?: string[] },
): Promise<number> {
  const script = [START, stage, ...line.flags, ...flags]
  const { USER_SYNC_APPROVE: _, ...rest } = process.env
  const child = spawn(process.execPath, script, { env: { ...rest, ...env }, stdio: ['ignore', 'inherit', 'inherit'] })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? exit.unexpected))
  })
}

const tallies = (folder: string) =>
  Object.fromEntries(kinds.map((kind) => [kind, countOutcomes(open(folder, receiptFiles[kind]).records)])) as Record<
    Kind,
    ReturnType<typeof countOutcomes>
  >

function report({ folder }: Line): void {
  const { head, foot } = open(folder, heldPeople)
  print('\npeople  reason')
  // the demo has no state of drift, and no permanent refusals
  for (const row of reasonNames.filter((one) => one !== 'drift' && one !== 'refused'))
    print(`${String(head.reasons[row]).padStart(6)}  ${meaningOfReason[row]}`)
  print('\nwritten')
  const counted = tallies(folder)
  for (const [kind, counts] of Object.entries(counted)) {
    const some = Object.entries(counts).filter(([, n]) => n > 0)
    print(`  ${kind.padEnd(8)}${some.map(([outcome, n]) => `${n} ${outcome}`).join(', ') || 'nothing to do'}`)
  }
  const isRefused = Object.values(counted).some(({ conflict, protected: kept }) => conflict + kept > 0)
  const again = isRefused ? 'what was refused once more' : 'nothing'
  const files: [names: string, content: string][] = [
    [`${folder}/create.json, update.json, delete.json`, 'the plan, with a reason for each person'],
    [`${folder}/held.json`, `${foot.count} people without a change: a person has to fix the cause`],
    [`${folder}/created.json, updated.json, deleted.json`, 'the result for each person'],
    [STATE, `the simulators now: the next npm start continues from here and plans ${again}`],
  ]
  const width = Math.max(...files.map(([names]) => names.length))
  print(['\nlook at', ...files.map(([names, content]) => `  ${names.padEnd(width)}  ${content}`)].join('\n'))
}

const print = (line: string) => process.stdout.write(`${line}\n`)
