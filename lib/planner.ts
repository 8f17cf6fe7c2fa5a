// The stage compare: three snapshots in, four plan files out. Offline, needs no secret.

import {
  contacts,
  creations,
  deletions,
  heldBack,
  type Organization,
  organizations,
  updates,
  users,
} from './artifacts.ts'
import { census, compare, type Rules } from './compare.ts'
import { exit } from './exit.ts'
import { match } from './match.ts'
import { about, alike, fresh, madeFrom, oldest, oneTarget, planOf, tally } from './plan.ts'
import { emptied, removable } from './policy.ts'
import { draft, part, publish } from './publish.ts'
import type { Done, Run } from './stage.ts'
import { open } from './store.ts'

/** What compare has to know beside the people: the settings, the known organizations, whether the contacts are everyone. */
export function rulesOf(
  { emailChange, settings }: Run['instance'],
  organizations: Iterable<Organization>,
  complete: boolean,
): Rules {
  const linked = new Set([...organizations].map(({ id }) => id))
  return { emailChange, duplicates: settings.duplicates, complete, removable: removable(settings.scope, linked) }
}

/** organizations.json, users.json, contacts.json -> create.json, update.json, delete.json, held.json */
export async function makePlan({ instance, flags, now, only }: Run): Promise<Done> {
  const { folder, settings } = instance
  const from = {
    organizations: open(folder, organizations),
    users: open(folder, users),
    contacts: open(folder, contacts),
  }
  fresh(
    Object.values(from).map(({ head }) => head),
    instance.name,
    instance.maxAge,
    now,
  )
  madeFrom(from.contacts.head.inputs, from.organizations.foot)
  oneTarget(from.organizations.head, from.users.head)
  alike({
    organizations: from.organizations.foot.complete,
    users: from.users.foot.complete,
    contacts: from.contacts.foot.complete,
  })

  if (only !== null) about(only, from.contacts.lines, 'contacts.json')
  const rules = { ...rulesOf(instance, from.organizations.records, from.contacts.foot.complete), alone: only !== null }
  const files = { create: draft(creations), update: draft(updates), delete: draft(deletions), held: draft(heldBack) }
  const found = tally()
  for (const decision of compare(match(from.contacts.lines, from.users.lines), rules)) {
    found.add(decision)
    const { entry } = decision
    if (entry) files[entry.into].add(entry.record as never)
  }

  const inputs = {
    contacts: from.contacts.foot.sha256,
    organizations: from.organizations.foot.sha256,
    users: from.users.foot.sha256,
  }
  const { rows, people, pairs, marked, moves } = found.counts
  const { count, homes } = census(from.users.lines, settings.scope, rules.removable)
  const bases = { create: people, update: pairs, delete: count }
  const head = {
    instance: instance.name,
    gathered: oldest(Object.values(from).map(({ head }) => head.gathered)),
    from: from.users.head.from,
    source: from.contacts.head.from,
    plan: planOf(inputs, instance.matter),
    inputs,
    rows,
    bases,
    emptied: emptied(homes, moves),
  }
  const { complete } = from.contacts.foot
  publish(folder, ...Object.values(files).map((file) => part(file, head, { complete })))

  const [create, update, remove, held] = Object.values(files).map(({ lines }) => lines.length)
  const changes = create! + update! + remove! > 0
  if (only !== null && people === 0 && from.users.foot.count === 0) {
    return { line: 'neither the source nor the target has anybody with this address: check how it is written' }
  }
  const line =
    `${create} to create, ${update} to update, ${remove} to delete, ${held} held` +
    (marked ? `, ${marked} of them marked` : '')
  return { line, code: changes && flags['detailed-exitcode'] ? exit.changes : exit.done }
}
