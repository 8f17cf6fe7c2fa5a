// The settings of the demo: sync.config.json, or its instance with another source or target.

import { readFileSync } from 'node:fs'
import type { Demo } from '../connector/demo.ts'
import { exit, Failure } from '../errors/failure.ts'
import { parseJson } from '../errors/parse-json.ts'
import { sources } from '../sources/sources.ts'
import { targets } from '../targets/targets.ts'

const SHIPPED = 'sync.config.json'
const TABLES = { source: sources, target: targets }
type Side = keyof typeof TABLES
type Chosen = { use: string; [name: string]: unknown }

export interface DemoSettings {
  instance: string
  /** The simulator of each side. */
  simulators: Record<Side, string>
  /** The folder of batch files; null if the source reads none. */
  folder: string | null
  /** The text of the settings file; null for the one in the repository. */
  text: string | null
}

/** The settings of a source and a target. Throws exit 7 for a system without a simulator. */
export function demoSettings(wanted: Partial<Record<Side, string>>): DemoSettings {
  const { instances } = parseJson(readFileSync(SHIPPED, 'utf8')) as {
    instances: Record<string, Record<Side, Chosen>>
  }
  const [[name, shipped]] = Object.entries(instances) as [[string, Record<Side, Chosen>]]
  const [target, into] = chooseSide('target', wanted.target, shipped)
  if (into.source !== undefined && wanted.source !== undefined && wanted.source !== into.source)
    throw new Failure(exit.input, `--source ${wanted.source}: for ${target.use} the simulators play ${into.source}`)
  const [source, from] = chooseSide('source', wanted.source ?? into.source, shipped)
  const line = {
    simulators: { source: from.simulator, target: into.simulator },
    folder: typeof source['folder'] === 'string' ? source['folder'] : null,
  }
  if (source === shipped.source && target === shipped.target) return { instance: name, ...line, text: null }
  const instance = `${source.use}-${target.use}`
  const names = { givenName: 'name.givenName', familyName: 'name.familyName' }
  const attributes = 'attributes' in target ? { attributes: names } : {}
  const scope = into.scope ?? 'managed'
  const settings = { ...shipped, source: { ...source, ...attributes }, target, scope }
  return { instance, ...line, text: `${JSON.stringify({ instances: { [instance]: settings } }, null, 2)}\n` }
}

/** The settings of one side, and the demo part of its entry. */
function chooseSide(side: Side, wanted: string | undefined, shipped: Record<Side, Chosen>): [Chosen, Demo] {
  const table: Record<string, { demo: Demo }> = TABLES[side]
  const use = wanted ?? shipped[side].use
  const demo = Object.hasOwn(table, use) ? table[use]?.demo : undefined
  const settings = use === shipped[side].use ? shipped[side] : demo?.settings
  if (demo && settings) return [settings, demo]
  throw new Failure(exit.input, `--${side} ${wanted}: the simulators play ${Object.keys(table).join(', ')}`)
}
