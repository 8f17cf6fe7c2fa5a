// What the target refused for good is kept in state/refused.json, so that compare holds it from the next run on.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import stringify from 'fast-json-stable-stringify'
import { heldPeople, refusedEntries } from '../artifacts/files.ts'
import { open } from '../artifacts/read.ts'
import type { Creation, Fields, Receipt, Refused, Update } from '../artifacts/records.ts'
import { finish, newArtifact, publish } from '../artifacts/write.ts'
import { digestOfFields, openRefused } from '../plan/refused.ts'
import type { Work } from './work.ts'

/** Writes it anew: what was refused now, and what was held for an earlier refusal. Nothing is kept of anybody else. */
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
    for (const { record } of files[kind].lines as Iterable<{ record: Creation | Update }>) {
      const receipt = book.of(kind, record.key, 'id' in record ? record.id : null)
      if (!receipt?.lasting) continue
      const fields = digestOfFields(leftOf(record.to, receipt))
      found.set(record.key, { fields, key: record.key, plan, message: receipt.error ?? '' })
    }
  return found
}

/** Who somebody is, and not how: these are compared by their meaning. */
const NAMES = ['email', 'externalId', 'key']

/** What of the fields is not in the target: compare asks for these again. */
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
