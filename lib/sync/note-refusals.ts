// Writes state/refused.json with the changes that the target refused for good; the next compare holds them.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import stringify from 'fast-json-stable-stringify'
import { heldPeople, refusedEntries } from '../artifacts/files.ts'
import { open } from '../artifacts/read.ts'
import type { Creation, Fields, Receipt, Refused, Update } from '../artifacts/records.ts'
import { finish, newArtifact, publish } from '../artifacts/write.ts'
import { digestOfFields, openRefused } from '../plan/refused.ts'
import type { Work } from './work.ts'

/** Replaces the file by the refusals of this run and those that are still held. */
export function noteRefusals(work: Work): void {
  const { files, run } = work
  const { folder, name: instance, state } = run.instance
  const known = openRefused(run.instance)
  const fresh = newRefusals(work)
  if (known === null && fresh.size === 0) return
  const { from } = files.create.head
  const before = known?.head.from === from ? [...known.records] : []
  const waiting = run.person === null ? keysHeldAsRefused(folder) : new Set(before.map(({ key }) => key))
  const file = newArtifact(refusedEntries)
  for (const one of before) if (!fresh.has(one.key) && waiting.has(one.key)) file.add(one)
  for (const one of fresh.values()) file.add(one)
  if (file.count === 0) rmSync(join(state, refusedEntries.file), { force: true })
  else publish(state, finish(file, { instance, gathered: run.now.toISOString(), from, person: null }))
}

function newRefusals({ book, files, plan }: Work): Map<string, Refused> {
  const found = new Map<string, Refused>()
  for (const kind of ['create', 'update'] as const)
    for (const line of files[kind].lines) {
      const id = line.field('id') ?? null
      if (book.outcomeOf(kind, line.key, id) !== 'conflict') continue // as every lasting refusal
      const receipt = book.of(kind, line.key, id)
      if (!receipt?.lasting) continue
      const record = line.record as Creation | Update
      const fields = digestOfFields(leftOf(record.to, receipt))
      found.set(record.key, { fields, key: record.key, plan, message: receipt.error ?? '' })
    }
  return found
}

/** Identity fields: they are compared by key and not by value. */
const NAMES = ['email', 'externalId', 'key']

/** The fields that the target did not store: compare requests them again. */
function leftOf(wanted: Fields | Creation['to'], { to }: Receipt): Fields {
  if (to === null) return wanted
  const stored: Record<string, unknown> = { ...to }
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([name, value]) => !NAMES.includes(name) && stringify(stored[name] ?? null) !== stringify(value ?? null),
    ),
  ) as Fields
}

const keysHeldAsRefused = (folder: string) =>
  new Set([...open(folder, heldPeople).records].flatMap(({ key, reason }) => (reason === 'refused' ? key : [])))
