// The stage compare: three snapshots in, four plan files out. Offline, needs no secret.

import { styleText } from 'node:util'
import { creations, deletions, heldPeople, updates } from '../artifacts/files.ts'
import { meaningOfReason, reasonNames } from '../artifacts/records.ts'
import { finish, newArtifact } from '../artifacts/write.ts'
import type { Done, Run } from '../cli/stage.ts'
import { compare } from '../core/compare.ts'
import type { Rules } from '../core/decision.ts'
import { explainHidden } from '../core/hidden.ts'
import { emptiedOrganizations, planMoves } from '../core/limits.ts'
import { NO_ACTIVE, uncheckableWords } from '../core/protection.ts'
import { census, type Tally, tally } from '../core/tally.ts'
import { exit } from '../errors/failure.ts'
import { maskLine } from '../errors/mask.ts'
import { compareWithLastSync, readLastSynced } from '../plan/last-synced.ts'
import { oldest, planOf } from '../plan/plan.ts'
import { changeLines, planLine } from '../plan/plan-lines.ts'
import { publishAlone } from '../plan/publish-alone.ts'
import { rulesOf } from '../plan/rules.ts'
import { type ComparedSides, readSides } from '../plan/sides.ts'
import { assertBelongTogether, unprovenInputsOf } from '../plan/snapshots.ts'

/** organizations.json, users.json, contacts.json -> create.json, update.json, delete.json, held.json */
export async function makePlan(run: Run): Promise<Done> {
  const { instance, flags, now, person } = run
  const { folder } = instance
  const from = unprovenInputsOf(folder)
  assertBelongTogether(from, { instance, now, person })
  const { complete } = from.contacts.foot
  const before = readLastSynced(instance, from.users.head.from)
  const { counts, files, hidden, inScope } = decidePeople(run, from, before)

  const recordDigests = {
    create: files.create.digest(),
    update: files.update.digest(),
    delete: files.delete.digest(),
    held: files.held.digest(),
  }
  const inputs = {
    contacts: from.contacts.foot.sha256,
    organizations: from.organizations.foot.sha256,
    synced: before?.foot.sha256 ?? null,
    users: from.users.foot.sha256,
  }
  const { reasons, people, pairs, marked, moves, transfers, unsettled } = counts
  const { count, homes, residents } = inScope
  const limitBases = { create: people, update: pairs, delete: count }
  const facts = {
    instance: instance.name,
    gathered: oldest(Object.values(from).map(({ head }) => head.gathered)),
    from: from.users.head.from,
    person: from.users.head.person,
    source: from.contacts.head.from,
    recordDigests,
    inputs,
    reasons,
    limitBases,
    emptiedOrganizations: emptiedOrganizations(homes, moves),
    moves: planMoves(transfers, { residents, unsettled }),
    doubt: from.contacts.head.doubt,
    uncheckable: from.users.head.uncheckable,
  }
  const head = { ...facts, plan: planOf(facts, instance.planInputs.plan) }
  await publishAlone(run, ...Object.values(files).map((file) => finish(file, head, { complete })))

  const [create, update, remove, held] = Object.values(files).map((file) => file.count)
  const changes = create! + update! + remove! > 0
  if (person !== null && people === 0 && from.users.foot.count === 0) {
    return { line: 'neither the source nor the target has anybody with this address: check how it is written' }
  }
  const why = person === null ? '' : `: ${meaningsOf(reasons)}`
  if (reasons.masked > 0) {
    const words = explainHidden([...hidden.values()].flat(), 'their accounts')
    const waiting = reasons.masked === 1 ? '1 removal waits' : `${reasons.masked} removals wait`
    run.say(`compare ${instance.name}: ${waiting}, because ${words}: see held.json`)
  }
  if (head.uncheckable.includes(NO_ACTIVE))
    run.say(`compare ${instance.name}: ${uncheckableWords(NO_ACTIVE)}: sync holds removals`)
  if (instance.settings.drift === 'keep' && before === null)
    run.say(`compare ${instance.name}: the last applied values are unknown: all people are compared with the target`)
  if (flags['details'] === true) printChanges(run, create! + update! + remove!)
  const line =
    planLine({ create: create!, update: update!, delete: remove!, held: held! }, reasons) +
    (marked ? `, ${marked} of them marked` : '') +
    (reasons.drift ? `, ${reasons.drift} changed by hand and kept` : '') +
    why
  return { line, code: changes && flags['detailed-exitcode'] ? exit.changes : exit.done }
}

type Unproven = ReturnType<typeof unprovenInputsOf>

/**
 * Decides about all people: the plan files, the counts of the decisions, the users in scope, and the contacts whose
 * address is hidden. Throws exit 7 where a snapshot is damaged.
 */
function decidePeople({ instance, person }: Run, from: Unproven, before: ReturnType<typeof readLastSynced>) {
  const { emailChange, foreign, settings } = instance
  const sides = readSides({ ...from, synced: before }, { emailChange, foreign })
  try {
    const { complete } = from.contacts.foot
    const lastSync = before ? compareWithLastSync(sides.matchedContacts, sides.synced, complete) : undefined
    const read = {
      organizations: from.organizations,
      users: { ...from.users, lines: sides.users },
      contacts: { ...from.contacts, lines: sides.contacts },
    }
    const rules = { ...rulesOf(instance, read, { lastSync }), alone: person !== null }
    const { counts, files } = planPeople(sides, rules)
    const inScope = census(sides.unpairedUsers, { ...rules, scope: settings.scope }, sides.pairedUsers)
    return { counts, files, hidden: rules.hidden, inScope }
  } finally {
    sides.close()
  }
}

/** The decisions about all matches as plan files, with their counts. */
function planPeople({ equalPairs, matches }: ComparedSides, rules: Rules) {
  const files = {
    create: newArtifact(creations),
    update: newArtifact(updates),
    delete: newArtifact(deletions),
    held: newArtifact(heldPeople),
  }
  const found = tally()
  found.addEqual(equalPairs)
  for (const decision of compare(matches, rules)) {
    found.add(decision)
    const { entry } = decision
    if (entry) files[entry.into].add(entry.record as never)
  }
  return { counts: found.counts, files }
}

const COLORS = { '+': 'green', '~': 'yellow', '-': 'red' } as const

/** Prints the first changes of the plan on standard output, in color on a terminal that has colors. */
function printChanges({ flags, instance: { folder } }: Run, changes: number): void {
  const reveal = flags['reveal'] === true
  const hasColors = process.stdout.hasColors?.() === true
  let shown = 0
  for (const { sign, text } of changeLines(folder, { reveal })) {
    shown++
    const line = maskLine(`${sign} ${text}`, { reveal })
    process.stdout.write(`${hasColors ? styleText(COLORS[sign], line) : line}\n`)
  }
  if (changes > shown) process.stdout.write(`... and ${changes - shown} more in the plan files of ${folder}\n`)
}

/** The meanings of the counted reasons, for a run with `--person`. */
const meaningsOf = (tally: Tally) =>
  reasonNames
    .filter((row) => tally[row] > 0 && row !== 'merged')
    .map((row) =>
      row === 'left-alone' ? 'no contact; a full run decides, --person removes nobody' : meaningOfReason[row],
    )
    .join('; ')
