// One run of the whole line with one change in what the systems answer, and what came of it.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { at, type Place } from '../../../kit/pipeline.ts'
import { type Chance, chance } from '../chance.ts'
import { inProcess, SCRIPTS, type Script } from '../line.ts'
import { changeOf, type Seen as Met } from './choice.ts'
import type { Connector } from './connectors.ts'
import { feedMutation } from './feed-files.ts'
import { harmsOf } from './oracle.ts'
import type { Setup } from './setups.ts'
import { feedPath } from './sources.ts'
import { changing, type Watch } from './wire.ts'

export interface Ended {
  setup: string
  /** What was changed, in words; null: nothing could be. */
  told: string | null
  /** The last stage that ran, its code, and its line. */
  script: Script
  code: number
  line: string
  end: string
  held: number
  shielded: number
  conflicts: number
  harms: string[]
}

/** The line on a day without a change: what it asks, and its end. */
export interface GoodDay {
  met: Met[]
  ended: Ended
}

/** Runs the line; a stage that fails ends it. */
async function line(here: Place, watch: Watch): Promise<{ script: Script; code: number; line: string }> {
  for (const script of SCRIPTS) {
    watch.script = script
    watch.entered?.(script)
    const { code, line } = await inProcess(here, script)
    if (code !== 0 || script === 'sync') return { script, code, line }
  }
  throw new Error('the line has no sync')
}

interface With {
  /** Begins a change; gives what was changed, once it was. */
  begin(here: Place, watch: Watch): () => { told: string | null; title: boolean }
}

async function played(setup: Setup, { begin }: With): Promise<Ended> {
  let ended: Ended | undefined
  const work = async (here: Place) => {
    setup.begin(here)
    const before = setup.target.seen(here.box.world)
    const watch: Watch = { script: 'gather-organizations' }
    const change = begin(here, watch)
    const last = await line(here, watch)
    const { told, title } = change()
    const after = setup.target.seen(here.box.world)
    const harms = harmsOf(setup, { before, after }, new Set(title ? ['title'] : []))
    if (last.code === 1) harms.push(`(e) ${last.script} ended with 1: ${last.line.split('\n').slice(0, 3).join(' ')}`)
    ended = { setup: setup.name, told, ...last, end: endOf(after), ...counted(here), harms }
  }
  await at(structuredClone(setup.world), work, setup.options)
  return ended!
}

/** Everybody at the end, without what two right runs differ in. */
const endOf = (after: ReturnType<Setup['target']['seen']>) =>
  JSON.stringify(
    after.map(({ email, groups, home, name, removed, title }) => [email, groups, home, name, removed, title]).sort(),
  )

function counted(here: Place) {
  const records = (file: string) => (existsSync(join(here.folder, file)) ? here.json(file).records : [])
  const conflicts = ['created.json', 'updated.json', 'deleted.json'].flatMap(records)
  return {
    held: records('held.json').length,
    shielded: records('users.json').filter((one) => one['protected'] !== null).length,
    conflicts: conflicts.filter(({ outcome }) => outcome === 'conflict').length,
  }
}

export async function goodDay({ system }: Connector, setup: Setup): Promise<GoodDay> {
  const met: Met[] = []
  const begin: With['begin'] = (here, watch) => {
    if (system)
      changing(here, system, watch, ({ kind, script }, text) => {
        met.push({ kind, script, text })
        return null
      })
    return () => ({ told: 'nothing', title: false })
  }
  return { met, ended: await played(setup, { begin }) }
}

/** One run with the change of a number. */
export function changedRun(connector: Connector, setup: Setup, day: GoodDay, index: number): Promise<Ended> {
  const name = `${connector.name} ${index}`
  return played(setup, { begin: connector.system ? answers(connector, day, name) : files(setup, chance(name)) })
}

const answers =
  (connector: Connector, { met }: GoodDay, name: string): With['begin'] =>
  (here, watch) => {
    const choice = changeOf(connector, met, name)
    changing(here, connector.system!, watch, choice.change)
    return choice.told
  }

/** A file is changed for good, or for one of the two stages that read it. */
const files =
  (setup: Setup, random: Chance): With['begin'] =>
  (here, watch) => {
    const good = readFileSync(feedPath(here), 'utf8')
    const when = random.of(['always', 'gather-contacts', 'sync'] as const)
    const { told, text, title } = feedMutation(good, setup.format!, when, random)
    watch.entered = (script) => writeFileSync(feedPath(here), [script, 'always'].includes(when) ? text : good)
    return () => ({ told: told && `${when}: ${told}`, title })
  }
