// The script explain: the artifacts of an instance in, the explanation of one person out.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { created } from '../artifacts/files.ts'
import { open } from '../artifacts/read.ts'
import type { Done, Run } from '../cli/stage.ts'
import type { Instance } from '../config/config.ts'
import { maskLines } from '../connector/check.ts'
import { command } from '../errors/command.ts'
import { exit, Failure } from '../errors/failure.ts'
import { decisionOf } from '../explain/decision.ts'
import { explainGates, type Gate } from '../explain/gates.ts'
import { type Names, parseNames } from '../explain/names.ts'
import { type Explanations, render } from '../explain/output.ts'
import { catchRefusal, isDecisionOfToday, namesOfGate, type Plan, planIn } from '../explain/plan-entry.ts'
import { readReceived } from '../explain/received.ts'
import type { Explanation } from '../explain/text.ts'
import { compareWithLastSync, readLastSynced } from '../plan/last-synced.ts'
import { rulesOf } from '../plan/rules.ts'
import { assertBelongTogether, type Inputs, inputsOf } from '../plan/snapshots.ts'

/**
 * organizations.json + users.json + contacts.json + the plan and its receipts, where there are some -> standard output
 */
export async function explainPerson(run: Run): Promise<Done> {
  const { flags, words } = run
  const [asked] = words
  if (flags['model'] === true) return explainModel(run)
  if (asked === undefined)
    throw new Failure(exit.input, 'explain takes an address or an id, for example: npm run explain -- 6130889693338')
  const found = explanations(asked, run)
  process.stdout.write(render(found, { json: flags['json'] === true, reveal: flags['reveal'] === true }))
  return { line: found.people.map(({ reason, file }) => `${reason}${file ? `, ${file}.json` : ''}`).join('; ') }
}

/** settings + control file -> standard output. Throws exit 7 where the source has no control file. */
async function explainModel(run: Run): Promise<Done> {
  const { use } = run.instance.settings.source
  const look = (await run.instance.source(run)).checks?.().find(({ name: what }) => what === 'model')
  if (!look)
    throw new Failure(
      exit.input,
      `source ${use} has no model: --model is for batch feeds, whose control file fills one`,
    )
  process.stdout.write(`${maskLines(await look.run(), { reveal: run.flags['reveal'] === true })}\n`)
  return { line: 'the model of the control file' }
}

/**
 * The explanations of the requested person, from the files of an instance. Throws exit 7 if a file is missing, or if no
 * file has the person.
 */
export function explanations(
  asked: string,
  { instance, now, person }: Pick<Run, 'instance' | 'now' | 'person'>,
): Explanations {
  const from = inputsOf(instance.folder)
  assertOfInstance(
    Object.values(from).map(({ head }) => head),
    instance.name,
  )
  const refused = catchRefusal(() => assertBelongTogether(from, { instance, now, person }))
  const plan = planIn(instance, from, now)
  const names = parseNames(asked, instance.account)
  const before = readLastSynced(instance, from.users.head.from, plan?.outdated === null ? plan.synced : undefined)
  const lastSync = before
    ? compareWithLastSync(from.contacts.lines, before.lines, from.contacts.foot.complete)
    : undefined
  const rules = rulesOf(instance, from, { lastSync, but: plan?.plan ?? null })
  const find = (by: Names) => explainGates(from.contacts.lines, from.users.lines, { rules, names: by })
  const found = find(names)
  const gates = found.length > 0 ? found : find(namesAsCreated(instance.folder, names))
  if (gates.length === 0) throw notFound(names, plan)
  return { instance: instance.name, refused, people: gates.map((gate) => explanation(gate, { instance, from, plan })) }
}

/** Throws exit 5 if a file is of another instance. */
function assertOfInstance(heads: { artifact: string; instance: string }[], name: string): void {
  const other = heads.find(({ instance }) => instance !== name)
  if (!other) return
  const what = `${other.artifact}.json is of instance ${other.instance}, not ${name}`
  throw new Failure(exit.stale, `${what}. Name it with --instance, or gather for ${name}`)
}

function explanation(
  gate: Gate,
  { instance, from, plan }: { instance: Instance; from: Inputs; plan: Plan | null },
): Explanation {
  const { emailChange, settings } = instance
  const { scope, target } = settings
  const accounts = new Set(gate.contacts.map(({ account }) => account))
  const homes = [...from.organizations.records].filter(({ key }) => accounts.has(key))
  const entries = plan?.entriesOf(namesOfGate(gate)) ?? []
  return {
    ...gate,
    received: readReceived(gate, instance.folder, from.contacts.foot.sha256),
    organizations: homes.map(({ key, id }) => ({ account: key, id })),
    scope,
    decision: decisionOf(gate, { target: target.use, emailChange, scope }),
    plan: plan && { outdated: plan.outdated, entries, agrees: isDecisionOfToday(gate, entries) },
  }
}

/**
 * The keys of users that sync created with these ids: users.json does not have them yet. The id of a conflict is that
 * of the owner.
 */
function namesAsCreated(folder: string, { ids }: Names): Names {
  const receipts = existsSync(join(folder, created.file)) ? open(folder, created).records : []
  const keys = [...receipts].flatMap(({ id, key, outcome }) =>
    id !== null && ids.has(id) && outcome !== 'conflict' ? [key] : [],
  )
  return { keys: new Set(keys), ids: new Set() }
}

function notFound(names: Names, plan: Plan | null): Failure {
  const source =
    'the source does not have them under its conditions, or their account has no organization in the target'
  const target = 'the target does not have them, or without an address'
  const files = plan?.entriesOf(names).map(({ file }) => `${file}.json`) ?? []
  const step =
    files.length === 0
      ? `Check the spelling, or run again: ${command('gather-users')}, then ${command('gather-contacts')}`
      : `Only ${files.join(' and ')} has them, ${plan?.outdated}`
  return new Failure(
    exit.input,
    `neither contacts.json nor users.json has this address or id: ${source}; ${target}. ${step}`,
  )
}
