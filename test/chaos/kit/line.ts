// The line of stages in a place of the matrix: in this process over real HTTP, or as processes of their own.

import type { Settings } from '../../../lib/config/settings.ts'
import { exit } from '../../../lib/errors/failure.ts'
import type { Place } from '../../kit/pipeline.ts'
import { stageIn, synced, WORK } from '../../kit/stages.ts'
import { protect } from './crowd.ts'
import type { Stage } from './doors.ts'

export type Script = keyof typeof WORK
export const SCRIPTS = Object.keys(WORK) as Script[]

/** Runs a stage in a place. */
export type Runs = (here: Place, script: Script) => Promise<{ code: number; line: string }>

export const inProcess: Runs = (here, script) =>
  stageIn(here, WORK[script]).catch((error: Error) => ({ code: 1, line: String(error.stack) }))

export const asProcess: Runs = async (here, script) => {
  const { code, said } = await here.run(script)
  return { code: code ?? -1, line: said }
}

/** Runs stages that have to end well. */
export async function well(here: Place, scripts: readonly Script[], run: Runs = inProcess): Promise<void> {
  for (const script of scripts) {
    const { code, line } = await run(here, script)
    if (code !== 0) throw new Error(`${script} ended with ${code}: ${line}`)
  }
}

/** The line of a person who approves a plan that is over a limit: an organization that moves as a whole is over one. */
export async function wellApproved(here: Place): Promise<void> {
  await well(here, SCRIPTS.slice(0, -1))
  const first = await synced(here)
  const approve = /--approve (\S+)/.exec(first.said.join('\n'))?.[1]
  const { code, line } = first.code === exit.held && approve ? await synced(here, { flags: { approve } }) : first
  if (code !== exit.done) throw new Error(`sync ended with ${code}: ${line}`)
}

/** What runs before the stage of a cell, so that it has its input, and an old file of its own. */
export const BEFORE: Record<Stage, Script[]> = {
  'gather-organizations': ['gather-organizations'],
  'gather-users': ['gather-users'],
  'gather-contacts': ['gather-organizations', 'gather-contacts'],
  sync: ['gather-organizations', 'gather-users', 'gather-contacts', 'compare'],
}

/** Seconds. No answer but one that stalls takes so long, however busy the machine is. */
export const PATIENT = 60
/** Seconds. What stalls is waited for as long as this twice. */
export const STALLED = 1.5

/** The settings of a place. No kind is over a limit: here a limit would hide what a fault can do. */
export const settle = (here: Place, deadline: number) =>
  here.settings((settings: Settings) => {
    const all = { count: 1_000, share: 1 }
    Object.assign(settings, {
      protect,
      limits: { create: all, update: { ...all, moves: all }, delete: { ...all, organizations: 100 } },
    })
    for (const side of [settings.source, settings.target])
      if ('network' in side) Object.assign(side.network, { deadline })
    Object.assign(settings.target, { jobDeadline: deadline })
  })
