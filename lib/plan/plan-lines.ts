// The plan in words: a line of counts, and its first changes one by one.

import { creations, deletions, updates } from '../artifacts/files.ts'
import { open } from '../artifacts/read.ts'
import {
  type Creation,
  type Deletion,
  type Fields,
  type Kind,
  kinds,
  type Reason,
  type Update,
} from '../artifacts/records.ts'
import type { Tally } from '../core/tally.ts'

/** The most changes that are shown; the files have all of them. */
const MOST_SHOWN = 50

/** The reasons to hold, in the words of the line of counts. */
const HELD: Partial<Record<Reason, string>> = {
  'address-changed': 'address changed',
  'different-accounts': 'different accounts',
  claims: 'claimed twice',
  spelling: 'two spellings',
  masked: 'masked address',
  problem: 'contact problem',
  protected: 'protected',
  refused: 'refused before',
}

/** The numbers of records of the plan files. */
export interface PlanCounts {
  create: number
  update: number
  delete: number
  held: number
}

/** The counts of a plan, with those of the reasons to hold, the most frequent one first. */
export function planLine(counts: PlanCounts, reasons: Tally): string {
  const { create, update, delete: remove, held } = counts
  const why = Object.entries(HELD)
    .map(([reason, words]) => ({ words, people: reasons[reason as Reason] }))
    .filter(({ people }) => people > 0)
    .sort((a, b) => b.people - a.people)
    .map(({ words, people }) => `${people} ${words}`)
  const inWords = why.length > 0 ? ` (${why.join(', ')})` : ''
  return `Plan: ${create} to create, ${update} to update, ${remove} to delete, ${held} held${inWords}`
}

/** A change as a line of text; `sign` begins it. */
export interface ChangeLine {
  sign: '+' | '~' | '-'
  text: string
}

/**
 * The first changes of the plan in a folder, creations first. No kind takes the place of another one. Without `reveal`,
 * names and values are hidden.
 */
export function* changeLines(folder: string, { reveal }: { reveal: boolean }): Generator<ChangeLine> {
  const show = valueIn(reveal)
  const files = { create: open(folder, creations), update: open(folder, updates), delete: open(folder, deletions) }
  const most = sharesOf({
    create: files.create.foot.count,
    update: files.update.foot.count,
    delete: files.delete.foot.count,
  })
  for (const one of first(files.create.records, most.create)) yield { sign: '+', text: creationIn(one, show) }
  for (const one of first(files.update.records, most.update)) yield { sign: '~', text: updateIn(one, show) }
  for (const one of first(files.delete.records, most.delete)) yield { sign: '-', text: deletionIn(one, show) }
}

/** How many changes of each kind are shown: those of rare kinds all, the others in equal parts. */
function sharesOf(counts: Record<Kind, number>): Record<Kind, number> {
  const shares = { create: 0, update: 0, delete: 0 }
  let left = MOST_SHOWN
  const rarestFirst = [...kinds].sort((a, b) => counts[a] - counts[b])
  for (const [n, kind] of rarestFirst.entries()) {
    shares[kind] = Math.min(counts[kind], Math.floor(left / (kinds.length - n)))
    left -= shares[kind]
  }
  return shares
}

function* first<T>(records: Iterable<T>, most: number): Generator<T> {
  let taken = 0
  for (const one of records) {
    if (taken++ === most) return
    yield one
  }
}

type Show = (field: string, value: unknown) => string

/** Values that name no person. */
const HARMLESS = ['organization', 'active', 'groups']

/** Shows a value: hidden unless it names no person. */
const valueIn =
  (reveal: boolean): Show =>
  (field, value) => {
    if (value === null || value === undefined) return 'none'
    return reveal || HARMLESS.includes(field) ? JSON.stringify(value) : '<hidden>'
  }

const creationIn = ({ to }: Creation, show: Show) =>
  `create ${to.externalId}: name ${show('name', to.name)}, organization ${show('organization', to.organization)}`

const deletionIn = ({ id, from }: Deletion, show: Show) =>
  `delete ${id}: name ${show('name', from.name)}, organization ${show('organization', from.organization)}`

const updateIn = ({ id, from, to }: Update, show: Show) => `update ${id}: ${differencesIn(from, to, show).join(', ')}`

/** Every field that changes, as `old → new`. */
function differencesIn(from: Fields, to: Fields, show: Show): string[] {
  const { attributes: before = {}, ...olds } = from as Fields & { attributes?: Record<string, unknown> }
  const { attributes: after = {}, ...news } = to as Fields & { attributes?: Record<string, unknown> }
  const one = (field: string, old: unknown, now: unknown) => `${field} ${show(field, old)} → ${show(field, now)}`
  return [
    ...Object.entries(news).map(([field, now]) => one(field, olds[field as keyof typeof olds], now)),
    ...Object.entries(after).map(([name, now]) => one(name, before[name], now)),
  ]
}
