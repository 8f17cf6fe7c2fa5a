// The house rules of imports, as tests of a graph of files.

import type { Imports, Source } from './imports.ts'

/** The folders of lib/, in the order in which imports may go: each takes from those to its right. */
export const ORDER =
  'scripts explain sync plan cli config targets sources scim core connector http artifacts errors sandbox'.split(' ')
/** The scripts that play the other side of the wire. */
const PLAYERS = ['demo', 'sandbox', 'world'].map((name) => `lib/scripts/${name}.ts`)
/** The files of artifacts/ that hold no data on disk. */
const PURE = ['records', 'record-line', 'digest', 'key', 'order', 'plain-name'].map(
  (name) => `lib/artifacts/${name}.ts`,
)
/** What core/ may import beside files. */
export const PURE_MODULES = ['fast-json-stable-stringify', 'email-addresses', 'node:url']
const STAGES = ['gather-organizations', 'gather-users', 'gather-contacts', 'compare', 'sync'].map(
  (name) => `lib/scripts/${name}.ts`,
)
/** The files of scripts/ that are no script. */
const PARTS = ['demo-settings', 'settings-page'].map((name) => `lib/scripts/${name}.ts`)
/** The only files of test/ that may load uvu: its suites count nothing for the runner. */
const UVU = ['test/kit/shard.ts', 'test/kit/suite.ts']

export type Sources = ReadonlyMap<string, Source>

export const filesOf = (all: Sources): Imports => new Map([...all].map(([file, { files }]) => [file, files]))
export const modulesOf = (all: Sources): Imports => new Map([...all].map(([file, { modules }]) => [file, modules]))
const folderOf = (file: string) => file.split('/')[1]!
export const inLib = (file: string) => file.startsWith('lib/')

/** The first import that a rule forbids, as `file imports file`; null where all keep the rule. */
export function findOffender(graph: Imports, isForbidden: (from: string, to: string) => boolean): string | null {
  for (const [from, targets] of graph)
    for (const to of targets) if (isForbidden(from, to)) return `${from} imports ${to}`
  return null
}

export const isUpward = (from: string, to: string) =>
  inLib(from) && (!inLib(to) || ORDER.indexOf(folderOf(from)) > ORDER.indexOf(folderOf(to)))
export const leavesSandbox = (from: string, to: string) =>
  from.startsWith('lib/sandbox/') && !to.startsWith('lib/sandbox/')
/** The folders and files of the sandbox that every system may use. They know no system; only the table does. */
const SHARED_SANDBOX = /^lib\/sandbox\/(?!systems\.ts)([^/]+\.ts$|(faults|http|parts|worlds)\/)/
export const knowsSystem = (from: string, to: string) =>
  SHARED_SANDBOX.test(from) && to !== 'lib/sandbox/systems.ts' && !SHARED_SANDBOX.test(to)
export const entersSandbox = (from: string, to: string) =>
  !from.startsWith('lib/sandbox/') && to.startsWith('lib/sandbox/') && !PLAYERS.includes(from)
export const isImpure = (from: string, to: string) =>
  from.startsWith('lib/core/') && !to.startsWith('lib/core/') && !to.startsWith('lib/errors/') && !PURE.includes(to)
export const isImpureModule = (from: string, to: string) => from.startsWith('lib/core/') && !PURE_MODULES.includes(to)
export const isBetweenStages = (from: string, to: string) => STAGES.includes(from) && STAGES.includes(to)
const scriptOf = (bin: string) => bin.replace(/^bin\//, 'lib/scripts/')
export const leavesBin = (from: string, to: string) =>
  from.startsWith('bin/') && inLib(to) && to !== scriptOf(from) && !to.startsWith('lib/cli/')
export const loadsUvu = (from: string, to: string) => to === 'uvu' && !UVU.includes(from)

/** What code needs a clock, the network or the process for, as `file: word`; null where no file of core/ does. */
export function findImpureCode(all: Sources): string | null {
  for (const [file, { code }] of all) {
    const [word] = code.match(/\b(?:Date|performance)\b|\bfetch\s*\(|\bprocess\s*[.[]/) ?? []
    if (file.startsWith('lib/core/') && word !== undefined) return `${file}: ${word}`
  }
  return null
}

/** The first import whose specifier cannot be read, as `file: text`. */
export function findUnread(all: Sources): string | null {
  for (const [file, { unread }] of all) if (unread.length > 0) return `${file}: ${unread[0]}`
  return null
}

/** The first file of bin/ that does not load its script, or file of scripts/ that no file of bin/ loads. */
export function findUnpaired(graph: Imports): string | null {
  for (const [file, targets] of graph) {
    if (file.startsWith('bin/') && !targets.includes(scriptOf(file))) return `${file} does not import ${scriptOf(file)}`
    const bin = file.replace(/^lib\/scripts\//, 'bin/')
    if (file.startsWith('lib/scripts/') && !PARTS.includes(file) && !graph.has(bin)) return `${file} has no ${bin}`
  }
  return null
}
