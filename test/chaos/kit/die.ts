// Loaded before a script: ends its process, as kill -9 does, at one of the calls that change files of one folder.

import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { basename } from 'node:path'

/**
 * CHAOS_AT: `writeSync receipts.ndjson (job of update)#2`. CHAOS_TORN: half of it is still written. CHAOS_LOG: where
 * all calls are told.
 */
const { CHAOS_FOLDER: folder = '', CHAOS_AT, CHAOS_TORN, CHAOS_LOG } = process.env

const counts = new Map<string, number>()
const opened = new Map<number, string>()
const real = { ...fs }

const isOurs = (path: unknown) => String(path).startsWith(folder)
/** Files written in one go: what writeFileSync calls to do that is not told besides, for it differs between Nodes. */
const inOneGo = new Set<string>()
/** Without what makes it one of its own: a number of a process, or chance. */
const nameOf = (path: unknown) => basename(String(path)).replace(/\.[\da-f-]+\.part$/, '.part')

/** A call is about to be made: the last of this process, where it is the one; `half` is what a torn one still does. */
function reached(call: string, half = () => {}) {
  const nth = (counts.get(call) ?? 0) + 1
  counts.set(call, nth)
  if (`${call}#${nth}` !== CHAOS_AT) return
  if (CHAOS_TORN) half()
  process.kill(process.pid, 'SIGKILL')
}

/** What a line of the journal is; nothing for other texts. */
function lineOf(text: unknown): string {
  if (!/^\{.*\}\n$/.test(String(text))) return ''
  const { job, kind, plan } = JSON.parse(String(text))
  return plan ? ' (head)' : ` (${job ? 'job' : 'receipt'} of ${kind})`
}

const halfOf = (text: unknown) => String(text).slice(0, Math.ceil(String(text).length / 2))

const { O_RDWR, O_WRONLY } = fs.constants
/** Whether a file is opened to be written, by the flags in words or as a number. */
const isToWrite = (flags: unknown) =>
  typeof flags === 'number' ? (flags & (O_WRONLY | O_RDWR)) !== 0 : /[wa]/.test(String(flags))

type Call = (...args: never[]) => unknown
const replace = (name: keyof typeof fs, by: Call) => Object.assign(fs, { [name]: by })

replace('openSync', (...args: Parameters<typeof fs.openSync>) => {
  const writes = isOurs(args[0]) && isToWrite(args[1]) && !inOneGo.has(String(args[0]))
  if (writes) reached(`openSync ${nameOf(args[0])}`)
  const fd = real.openSync(...args)
  opened.delete(fd)
  if (writes) opened.set(fd, nameOf(args[0]))
  return fd
})

replace('writeSync', (fd: number, content: string | Buffer, at?: number, size?: number, position?: number) => {
  const name = opened.get(fd)
  const text =
    typeof content === 'string' ? content : content.toString('utf8', at ?? 0, (at ?? 0) + (size ?? content.length))
  const line = name?.endsWith('.ndjson') ? lineOf(text) : ''
  if (name) reached(`writeSync ${name}${line}`, () => real.writeSync(fd, halfOf(text)))
  return typeof content === 'string' ? real.writeSync(fd, content) : real.writeSync(fd, content, at, size, position)
})

replace('fsyncSync', (fd: number) => {
  const name = opened.get(fd)
  if (name) reached(`fsyncSync ${name}`)
  real.fsyncSync(fd)
})

replace('writeFileSync', (...args: Parameters<typeof fs.writeFileSync>) => {
  const [path, text, options] = args
  inOneGo.add(String(path))
  if (isOurs(path)) reached(`writeFileSync ${nameOf(path)}`, () => real.writeFileSync(path, halfOf(text), options))
  real.writeFileSync(...args)
})

replace('copyFileSync', (from: string, to: string) => {
  const half = () => real.writeFileSync(to, halfOf(real.readFileSync(from)))
  if (isOurs(to)) reached(`copyFileSync ${nameOf(to)}`, half)
  real.copyFileSync(from, to)
})

for (const call of ['renameSync', 'linkSync', 'truncateSync', 'rmSync', 'mkdirSync'] as const) {
  replace(call, (...args: [string, never]) => {
    if (isOurs(args[0])) reached(`${call} ${nameOf(args[0])}`)
    return (real[call] as (...args: unknown[]) => unknown)(...args)
  })
}

syncBuiltinESMExports()
if (CHAOS_LOG) process.on('exit', () => real.writeFileSync(CHAOS_LOG, JSON.stringify([...counts])))
