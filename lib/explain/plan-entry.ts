// The entries of a person in the plan files, their receipts, and the check that the plan is of today.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { creations, deletions, heldPeople, receiptFiles, updates } from '../artifacts/files.ts'
import { open } from '../artifacts/read.ts'
import type { Creation, Deletion, Held, Reason, Receipt, Update } from '../artifacts/records.ts'
import type { Instance } from '../config/config.ts'
import type { PlanEntry } from '../core/decision.ts'
import { command } from '../errors/command.ts'
import { exit, Failure } from '../errors/failure.ts'
import { assertFresh, assertOnePlan } from '../plan/plan.ts'
import type { Inputs } from '../plan/snapshots.ts'
import type { Gate } from './gates.ts'
import { hasId, type Names } from './names.ts'

/** An entry of a plan file, and its receipt where sync left one for this plan. */
export interface PlannedEntry {
  file: PlanEntry['into']
  reason: Reason
  receipt: Receipt | null
}

export interface Plan {
  /** Why compare would not write these files now, or null: other snapshots, other settings, too old. */
  outdated: string | null
  /** Its digest. */
  plan: string
  /** The sha256 of the state/synced.json that it was made with, or null. */
  synced: string | null
  /** Where a person stands in them. */
  entriesOf(names: Names): PlannedEntry[]
}

type Planned = Creation | Update | Deletion | Held

/** The message of what a check refuses as stale or mixed (exit 5), or null. */
export function catchRefusal(check: () => void): string | null {
  try {
    check()
    return null
  } catch (error) {
    if (error instanceof Failure && error.code === exit.stale) return error.message
    throw error
  }
}

/** Opens the plan files of an instance; null where there are none. Throws exit 7 where one is damaged. */
export function planIn({ folder, planInputs, maxAge, name }: Instance, from: Inputs, now: Date): Plan | null {
  const all = { create: creations, update: updates, delete: deletions, held: heldPeople } as const
  const files = Object.entries(all)
    .filter(([, { file }]) => existsSync(join(folder, file)))
    .map(([file, artifact]) => ({
      file: file as PlanEntry['into'],
      ...open<Planned, typeof creations.extra>(folder, artifact as never),
    }))
  if (files.length === 0) return null
  const heads = files.map(({ head }) => head)
  const sides = ['organizations', 'users', 'contacts'] as const
  const isOfThese = heads.every(({ inputs }) => sides.every((side) => inputs[side] === from[side].foot.sha256))
  return {
    outdated: isOfThese
      ? catchRefusal(() => {
          assertOnePlan(files, planInputs.plan)
          assertFresh(heads, { name, maxAge }, now)
        })
      : `made from other files than these. Run again: ${command('compare')}`,
    plan: heads[0]!.plan,
    synced: heads[0]!.inputs.synced,
    entriesOf: (names) =>
      files.flatMap(({ file, head, records }) => entriesIn(file, records, { names, origin: { folder, head } })),
  }
}

/** The folder of a plan file, and fields of its first line. */
interface Origin {
  folder: string
  head: { plan: string; instance: string }
}

function entriesIn(
  file: PlanEntry['into'],
  records: Iterable<Planned>,
  { names, origin }: { names: Names; origin: Origin },
) {
  const found: PlannedEntry[] = []
  for (const record of records) {
    const isTheirs = idsOf(record).some((id) => hasId(names, id)) || (file !== 'delete' && names.keys.has(record.key))
    // Two contacts who claim one user have two records with one reason.
    if (!isTheirs || found.some(({ reason }) => reason === record.reason)) continue
    found.push({ file, reason: record.reason, receipt: file === 'held' ? null : receiptOf(record, file, origin) })
  }
  return found
}

const idsOf = (record: Planned) =>
  'users' in record
    ? [...record.users, ...(record.reason === 'masked' ? [] : record.contacts.map(({ externalId }) => externalId))]
    : ['id' in record ? record.id : record.to.externalId]

function receiptOf(record: Planned, kind: keyof typeof receiptFiles, { folder, head: { plan, instance } }: Origin) {
  const artifact = receiptFiles[kind]
  if (!existsSync(join(folder, artifact.file))) return null
  const { head, records } = open(folder, artifact)
  if (head.plan !== plan || head.instance !== instance) return null
  for (const receipt of records) {
    if (receipt.key === record.key && (!('id' in record) || receipt.id === record.id)) return receipt
  }
  return null
}

/**
 * The names of a person in plan files. A deletion is found by the id of the user alone, because users may share a key.
 */
export const namesOfGate = ({ contacts, key, users }: Gate): Names => ({
  keys: new Set([key]),
  ids: new Set([...contacts.map(({ externalId }) => externalId), ...users.map(({ id }) => id)]),
})

/** Whether the plan files have today's decision. */
export const isDecisionOfToday = ({ file, reason }: Gate, entries: PlannedEntry[]): boolean =>
  entries.length === (file === null ? 0 : 1) && entries.every((one) => one.file === file && one.reason === reason)
