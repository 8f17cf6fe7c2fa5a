// The stage sync: the reviewed files and nothing else; create, then update, then delete; a receipt for every record.

import {
  type Creation,
  creations,
  type Deletion,
  deletions,
  type Kind,
  keyed,
  kinds,
  type Update,
  updates,
} from './artifacts.ts'
import { approvalOfJob } from './config.ts'
import { about, approval, fresh, meantFor, short, together } from './plan.ts'
import { share, shareOf, tooMuch } from './policy.ts'
import { isFinal, journal } from './receipts.ts'
import { type Change, render, sayWhy, summary, type Work } from './report.ts'
import type { Done, Run } from './stage.ts'
import { open } from './store.ts'
import type { Written } from './targets/target.ts'

/** create.json, update.json, delete.json + target -> receipts.ndjson, created.json, updated.json, deleted.json */
export async function applyPlan(run: Run): Promise<Done> {
  const { instance, flags, now } = run
  const { folder } = instance
  const files = { create: open(folder, creations), update: open(folder, updates), delete: open(folder, deletions) }
  const heads = Object.values(files).map(({ head }) => head)
  const plan = together(heads, instance.matter)
  if (run.only !== null)
    for (const { lines, head } of Object.values(files)) about(run.only, lines, `${head.artifact}.json`)
  fresh(heads, instance.name, instance.maxAge, now)
  const counts = { create: files.create.foot.count, update: files.update.foot.count, delete: files.delete.foot.count }
  const said = (flags['approve'] as string | undefined) ?? approvalOfJob()
  const approved = said === null ? null : approval(said, plan, counts)

  const target = await instance.target(run)
  meantFor('target', heads[0]!.from, target.from)
  const book = journal(folder, plan, instance.name)
  const work: Work = { run, plan, files, approved, book, target, source: null, unsent: new Map(), held: new Map() }
  holdBack(work)
  if (countLeft(work, 'delete') > 0 && !work.unsent.has('delete')) {
    work.source = await instance.source(run) // before the first write: it may lack a setting
    meantFor('source', heads[0]!.source, work.source.from)
  }
  const failure = await sendAll(work).then(
    () => null,
    (error: unknown) => ({ error }),
  )
  book.close()
  try {
    render(work)
  } catch (error) {
    throw failure ? failure.error : error
  }
  sayWhy(work)
  if (failure) {
    const { line } = summary(work)
    if (book.added > 0) run.say(`sync ${instance.name} so far: ${line}`)
    throw failure.error
  }
  return summary(work)
}

/** Decides before the first write which kinds stay unsent in this run, and says why to a person where a limit does it. */
function holdBack(work: Work): void {
  const { approved, files, held, run, unsent } = work
  const isOver = (kind: Kind) =>
    approved?.[kind] === undefined &&
    countLeft(work, kind) > 0 &&
    tooMuch(files[kind].foot.count, files[kind].head.bases[kind], run.instance.limits[kind])
  for (const kind of kinds) {
    if (run.only !== null && kind === 'delete') unsent.set(kind, '--only removes nobody')
    else if (run.words.length > 0 && !run.words.includes(kind)) unsent.set(kind, 'not asked for in this run')
    else if (approved && approved[kind] === undefined)
      unsent.set(kind, 'not named in the approval: run sync again without it')
    else if (isOver(kind)) held.set(kind, 'held by the limit')
    else if (kind === 'delete' && isOver('create') && countLeft(work, kind) > 0) {
      held.set(kind, 'waits for the creations that are over their limit')
    }
  }
  for (const [kind, why] of held) unsent.set(kind, why)
  const over = [...held.keys()].filter(isOver)
  if (over.length > 0) run.say(heldBecause(work, over))
}

async function sendAll(work: Work): Promise<void> {
  const { book, run, target, unsent } = work
  await target.settle(book.openJobs)
  book.begin()
  const sending = kinds.filter((kind) => !unsent.has(kind))
  run.expect(
    'people',
    sending.reduce((sum, kind) => sum + countLeft(work, kind), 0),
  )
  for (const kind of sending) await sendKind(work, kind)
}

async function sendKind(work: Work, kind: Kind): Promise<void> {
  const { book, run, target } = work
  const entries = remaining(work, kind)
  const settled = new Set<string>()
  const written: AsyncIterable<Written> =
    kind === 'create'
      ? target.create(entries as Iterable<Creation>)
      : kind === 'update'
        ? target.update(entries as Iterable<Update>)
        : target.remove(await confirmed(work, [...entries] as Deletion[]))
  for await (const line of written) {
    book.add(line)
    if (!('outcome' in line)) continue
    const name = `${line.key} ${line.id}`
    if (!settled.has(name)) run.count('people') // one that is tried again gets a second receipt
    settled.add(name)
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
async function confirmed({ book, source, unsent }: Work, entries: Deletion[]): Promise<Deletion[]> {
  const refused = [...book.receipts('create')].filter(({ outcome }) => outcome === 'conflict')
  const owners = new Set(refused.map(({ id }) => id))
  const addresses = new Set(refused.map(({ key }) => key)) // the owner is not always known by id
  const people = entries.map(({ id, externalId, email, otherEmails }) => ({
    id,
    externalId,
    emails: [email, ...otherEmails],
  }))
  const present = await source?.present?.(people).catch((error: unknown) => {
    unsent.set('delete', 'their absence could not be confirmed')
    throw error
  })
  return entries.filter(({ id, key, email, otherEmails }) => {
    const owns = owners.has(id) || [email, ...otherEmails].some((one) => addresses.has(keyed(one)))
    const error = owns
      ? 'its address refused a creation of this plan'
      : present?.has(id)
        ? 'the source has this person after all'
        : null
    if (error) book.add({ error, from: null, id, key, kind: 'delete', outcome: 'conflict', to: null })
    return error === null
  })
}

/** The numbers, the limits and where they are set, ten ids of each kind, and the way to approve (README, 'What sync promises'). */
function heldBecause({ files, plan, run }: Work, over: readonly Kind[]): string {
  const { folder, limits, name } = run.instance
  const of = over.map((kind) => {
    const { count } = files[kind].foot
    const base = files[kind].head.bases[kind]
    const limit = limits[kind]
    return [
      `sync ${name}: ${kind} is held: ${count} people, ${share(count / base)} of ${base} ${shareOf[kind]}; the limit is ${limit.count} and ${share(limit.share)}`,
      `  set in: ${run.flags['config'] ?? 'sync.config.json'}, instances.${name}.limits.${kind}`,
      `  the first of them: ${firstIds(files[kind].records).join(', ')}`,
    ]
  })
  const flags = ['config', 'data'].flatMap((flag) => (run.flags[flag] ? [`--${flag} ${run.flags[flag]}`] : []))
  const words = over.map((kind) => `${kind}=${files[kind].foot.count}`)
  const approval = `${short(plan)}:${words.join(',')}`
  const command = ['npm run sync --', `--instance ${name}`, ...flags, `--approve ${approval}`]
  const read = over.map((kind) => `${folder}/${kind}.json`).join(' and ')
  const inCi = `  or, in GitLab, start sync-approved with USER_SYNC_APPROVE=${approval}`
  return [...of.flat(), `  read ${read}; if it is right: ${command.join(' ')}`, inCi].join('\n')
}

function firstIds(records: Iterable<Change>): string[] {
  const ids: string[] = []
  for (const record of records) {
    ids.push('id' in record ? record.id : record.to.externalId)
    if (ids.length === 10) break
  }
  return ids
}
