// The stage sync: the reviewed files and nothing else; create, then update, then delete; a receipt for every record.

import {
  type Creation,
  creations,
  type Deletion,
  deletions,
  type Kind,
  kinds,
  type Update,
  updates,
} from './artifacts.ts'
import { approvalOfJob } from './config.ts'
import { approval, fresh, short, together } from './plan.ts'
import { bases, share, tooMuch } from './policy.ts'
import { isFinal, journal } from './receipts.ts'
import { type Change, render, summary, type Work } from './report.ts'
import type { Done, Run } from './stage.ts'
import { open } from './store.ts'
import type { Written } from './targets/target.ts'

/** create.json, update.json, delete.json + target -> receipts.ndjson, created.json, updated.json, deleted.json */
export async function applyPlan(run: Run): Promise<Done> {
  const { instance, flags, words, now } = run
  const { folder } = instance
  const files = { create: open(folder, creations), update: open(folder, updates), delete: open(folder, deletions) }
  const heads = Object.values(files).map(({ head }) => head)
  const plan = together(heads, instance.matter)
  fresh(heads, instance.name, instance.maxAge, now)
  const counts = { create: files.create.foot.count, update: files.update.foot.count, delete: files.delete.foot.count }
  const said = (flags['approve'] as string | undefined) ?? approvalOfJob()
  const approved = said === null ? null : approval(said, plan, counts)

  const target = await instance.target(run.count)
  const book = journal(folder, plan, instance.name)
  const work: Work = { run, plan, files, approved, book, target, unsent: new Map(), held: new Set() }
  try {
    await target.settle(book.openJobs)
    book.begin()
    for (const kind of kinds) {
      if (words.length > 0 && !words.includes(kind)) work.unsent.set(kind, 'not asked for in this run')
      else await applyKind(work, kind)
    }
  } finally {
    book.close()
    render(work)
  }
  return summary(work)
}

/** Sends what is left of one kind, unless a limit or an approval for other kinds holds it. */
async function applyKind(work: Work, kind: Kind): Promise<void> {
  const { approved, book, files, held, run, target, unsent } = work
  const left = countLeft(work, kind)
  if (left === 0) return
  if (approved && approved[kind] === undefined) return void unsent.set(kind, 'not named in the approval')
  const { count } = files[kind].foot
  const base = files[kind].head.bases[kind]
  if (!approved && tooMuch(count, base, run.instance.limits[kind])) {
    held.add(kind)
    run.say(heldBecause(work, kind, base))
    return void unsent.set(kind, 'held by the limit')
  }
  if (kind === 'delete' && held.has('create')) return void unsent.set(kind, 'waits for the creations that are held')

  const entries = remaining(work, kind)
  const written: AsyncIterable<Written> =
    kind === 'create'
      ? target.create(entries as Iterable<Creation>)
      : kind === 'update'
        ? target.update(entries as Iterable<Update>)
        : target.remove(await confirmed(work, [...entries] as Deletion[]))
  for await (const line of written) {
    book.add(line)
    if ('outcome' in line) run.count(`${kind} ${line.outcome}`)
  }
  book.flush()
}

/** Records without a receipt that stands: those that failed or were not sent are tried again. */
function* remaining({ book, files }: Work, kind: Kind): Generator<Change> {
  for (const line of files[kind].lines) {
    if (!isFinal(book.of(kind, line.key, line.field('id') ?? null))) yield line.record
  }
}

function countLeft({ book, files }: Work, kind: Kind): number {
  let left = 0
  for (const line of files[kind].lines) if (!isFinal(book.of(kind, line.key, line.field('id') ?? null))) left++
  return left
}

/** The removals that may be sent: without people whose address refused a creation, or whom the source has after all. */
async function confirmed({ book, run, unsent }: Work, entries: Deletion[]): Promise<Deletion[]> {
  const owners = new Set(
    [...book.receipts('create')].flatMap(({ id, outcome }) => (outcome === 'conflict' && id ? [id] : [])),
  )
  const source = await run.instance.source(run.count)
  const people = entries.map(({ id, externalId, email, otherEmails }) => ({
    id,
    externalId,
    emails: [email, ...otherEmails],
  }))
  const present = await source.present?.(people).catch((error: unknown) => {
    unsent.set('delete', 'their absence could not be confirmed')
    throw error
  })
  return entries.filter(({ id, key }) => {
    const error = owners.has(id)
      ? 'its address refused a creation of this plan'
      : present?.has(id)
        ? 'the source has this person after all'
        : null
    if (error) book.add({ error, from: null, id, key, kind: 'delete', outcome: 'conflict', to: null })
    return error === null
  })
}

/** The numbers, the limit and where it is set, ten ids, and the way to approve (DESIGN 5.7). */
function heldBecause({ files, plan, run }: Work, kind: Kind, base: number): string {
  const { count } = files[kind].foot
  const limit = run.instance.limits[kind]
  const ids: string[] = []
  for (const record of files[kind].records) {
    ids.push('id' in record ? record.id : record.to.externalId)
    if (ids.length === 10) break
  }
  const { name, folder } = run.instance
  const again = ['config', 'data'].flatMap((flag) => (run.flags[flag] ? [`--${flag} ${run.flags[flag]}`] : []))
  const command = ['npm run sync --', `--instance ${name}`, ...again, `--approve ${short(plan)}:${kind}=${count}`]
  return [
    `sync ${name}: ${kind} is held: ${count} people, ${share(count / base)} of ${base} ${bases[kind]}; the limit is ${limit.count} and ${share(limit.share)}`,
    `  set in: ${run.flags['config'] ?? 'sync.config.json'}, instances.${name}.limits.${kind}`,
    `  the first ${ids.length}: ${ids.join(', ')}`,
    `  read ${folder}/${kind}.json; if it is right: ${command.join(' ')}`,
  ].join('\n')
}
