// With "drift": "keep" sync keeps in mind what of every contact it brought to the target. Otherwise it forgets.

import { copyFileSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { contacts, type Deletion, heldBack, type Kind, kinds, settled } from './artifacts.ts'
import { exit, Failure } from './exit.ts'
import { join as joined } from './join.ts'
import { digestOf, together } from './plan.ts'
import { draft, part, publish } from './publish.ts'
import type { Work } from './report.ts'
import { BEFORE, contactDigest, lastSettled, namesOf } from './settled.ts'
import { open } from './store.ts'

/** What became of a planned record: it is in the target, it was not touched, or nobody knows for sure. */
type Fate = 'done' | 'untouched' | 'open'

/**
 * Gives what writes state/settled.json: to be called before the first write, when what is about to be sent is open, and after
 * the last one. Throws exit 7 where contacts.json is missing, exit 5 where it is of another plan.
 */
export function settler(work: Work): () => void {
  const { plan, files, run, unsent } = work
  const { folder, matter, settings, state } = run.instance
  const { head } = files.create
  if (settings.drift !== 'keep') return () => forget(state)
  const known = open(folder, contacts)
  const held = open(folder, heldBack)
  together([head, held.head], matter.plan)
  if (known.foot.sha256 !== head.inputs.contacts) {
    const message = 'contacts.json is not the one of this plan, and "drift": "keep" needs that'
    throw new Failure(exit.stale, `${message}. Run again: npm run compare`)
  }
  if (lastSettled(run.instance, head.from)?.foot.sha256 === head.inputs.settled) remember(state)
  const planned = kinds.filter((kind) => files[kind].foot.count > 0)
  const sending = planned.filter((kind) => !unsent.has(kind))
  if (planned.length > 0 && sending.length === 0) return () => undefined // compare run again makes the same plan

  return () => {
    const { people, leavers } = fatesOf(work, sending, held.records)
    const gone = new Map<string, { key: string; contact: string | null }>()
    const file = draft(settled)
    for (const { key, left, right } of joined(known.lines, lastSettled(run.instance, head.from)?.lines ?? [])) {
      const before = new Map(right.map(({ record }) => [record.externalId, record.contact]))
      for (const line of left) {
        const externalId = line.field('externalId')!
        // who is not active is compared every time
        const fate = people.get(key) ?? (line.record.person.active ? 'done' : 'open')
        file.add({ contact: stands(fate, contactDigest(line), before.get(externalId)), externalId, key })
        before.delete(externalId)
      }
      for (const [externalId, contact] of before) gone.set(externalId, { key, contact })
    }
    for (const line of gone.size > 0 ? known.lines : []) gone.delete(line.field('externalId')!) // by another name
    for (const [externalId, { contact, key }] of gone) {
      const fate = leavers.get(externalId) ?? leavers.get(key) ?? 'untouched'
      if (fate !== 'done') file.add({ contact: stands(fate, null, contact), externalId, key })
    }
    const about = { instance: head.instance, gathered: run.now.toISOString(), from: head.from, only: null }
    publish(state, part(file, { ...about, settings: digestOf(matter.plan), plan }))
  }
}

const stands = (fate: Fate, now: string | null, before: string | null = null) =>
  fate === 'done' ? now : fate === 'open' ? null : before

function remember(state: string): void {
  if (existsSync(join(state, settled.file))) copyFileSync(join(state, settled.file), join(state, BEFORE.file))
}

function forget(state: string): void {
  for (const { file } of [settled, BEFORE]) rmSync(join(state, file), { force: true })
}

/** By key those who stay, by every name those who leave. Nobody else had anything to be done. */
function fatesOf({ book, files }: Work, sending: readonly Kind[], held: Iterable<{ key: string }>) {
  const people = new Map<string, Fate>()
  const leavers = new Map<string, Fate>()
  for (const { key } of held) people.set(key, 'untouched')
  for (const kind of kinds)
    for (const line of files[kind].lines) {
      const outcome = book.of(kind, line.key, line.field('id') ?? null)?.outcome ?? 'not-sent'
      const isTouched = outcome !== 'not-sent' || sending.includes(kind)
      const isDone = outcome === 'applied' || outcome === 'unchanged'
      const fate = isDone ? 'done' : isTouched ? 'open' : 'untouched'
      if (kind === 'delete') for (const name of namesOf(line.record as Deletion)) leavers.set(name, fate)
      else people.set(line.key, fate)
    }
  return { people, leavers }
}
