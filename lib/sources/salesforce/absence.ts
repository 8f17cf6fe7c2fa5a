// The leavers that Salesforce still has. A query asks for more than it needs, rows are compared here, and the filter is
// first tried on a contact that exists.

import type { Progress } from '../../connector/progress.ts'
import { looseForms } from '../../core/loose-forms.ts'
import { hasMaskSigns } from '../../core/masks.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { presentPeople } from '../scope.ts'
import type { Leaver, Presence } from '../source.ts'
import type { Connection } from './connection.ts'
import { contactIdOf, SALESFORCE_ID_PREFIX } from './contact.ts'
import { inOtherCase, lengthPatternOf, patternOf } from './patterns.ts'
import { QueryRefused, type SalesforceRow } from './query.ts'
import { recordId } from './record-id.ts'
import { textAt } from './rows.ts'
import type { SalesforceSettings } from './settings.ts'
import { type Control, soqlOfEveryone, soqlOfIds, soqlOfLike, soqlOfOddSigns, soqlOfSome } from './soql.ts'

/** The most contacts among which one is found that tries the filter. */
const SAMPLE_CONTACTS = 200

/**
 * The most queries that narrow down leavers with an unreadable contact. A leaver who is still unclear then is not
 * removed.
 */
const MOST_SPLITS = 64

/** The reason why a field cannot be filtered, so that everyone is read. */
export class FilterUseless extends Error {}

/** The presence of these leavers, by their id in the target. Throws if no contact meets source.where. */
export async function presenceIn(
  org: Connection,
  { settings, leavers, progress }: { settings: SalesforceSettings; leavers: readonly Leaver[]; progress: Progress },
): Promise<ReadonlyMap<string, Presence>> {
  const people = presentPeople()
  const ids = new Set(leavers.flatMap(({ externalId }) => contactIdOf(externalId) ?? []))
  const noted = rowNoter(settings, people)
  const unsure = new Set<string>()
  let unreadable = 0

  const queryOfIds = (some: string[]) => soqlOfIds(settings, some)
  for (const some of await org.chunks(ids, queryOfIds, "''"))
    for (const row of await org.rows(some, queryOfIds)) noted(row)

  const some = await contactsIn(org, settings)
  try {
    for (const field of new Set(['Email', settings.key])) await askBy(field)
    await askForOddSigns()
  } catch (error) {
    if (!(error instanceof FilterUseless)) throw error
    progress.say(`Salesforce: ${error.message}: everyone who meets source.where is read, to know who is absent`)
    const rows = await org.rows([], () => soqlOfEveryone(settings))
    unreadable = rows.filter((row) => noted(row) === 'hidden' && !ids.has(row.Id)).length
  }

  async function askBy(field: string): Promise<void> {
    const control = controlIn(some, field, ids)
    const query = (patterns: string[]) => soqlOfLike(settings, field, { patterns, control })
    let splits = 0
    async function ask(patterns: string[]): Promise<void> {
      for await (const { values, rows } of answersByFilter(org, patterns, { query, field })) {
        if (!rows.some(({ Id }) => Id === control.id))
          throw new FilterUseless(`${field} is not found by its letters in another case`)
        const isOdd = rows.filter((row) => noted(row) !== 'read' && !ids.has(row.Id)).length > 0
        if (!isOdd) continue
        const half = Math.ceil(values.length / 2)
        if (values.length === 1 || splits++ >= MOST_SPLITS) for (const pattern of values) unsure.add(pattern)
        else for (const part of [values.slice(0, half), values.slice(half)]) await ask(part)
      }
    }
    const patterns = new Set(leavers.flatMap((one) => patternsOf(one, field)))
    for (const chunk of await org.chunks(patterns, query, ` OR ${field} LIKE ''`)) await ask(chunk)
  }

  /** The unreadable rows among these prove nothing: the search by letters would have found them too. */
  async function askForOddSigns(): Promise<void> {
    const forms = leavers.flatMap(({ emails }) => emails.flatMap(looseForms))
    const patterns = new Set(forms.flatMap((form) => lengthPatternOf(form) ?? []))
    const query = (chunk: string[]) => soqlOfOddSigns(settings, chunk)
    for (const chunk of await org.chunks(patterns, query, " OR Email LIKE ''"))
      for await (const { rows } of answersByFilter(org, chunk, { query, field: 'Email' }))
        for (const row of rows) noted(row)
  }

  const found = people.presenceOf(leavers)
  return new Map(
    leavers.map((leaver): [string, Presence] => {
      const presence = found.get(leaver.id)!
      const patterns = ['Email', settings.key].flatMap((field) => patternsOf(leaver, field))
      const isUnsure = unreadable > 0 || patterns.some((pattern) => unsure.has(pattern))
      if (!isUnsure) return [leaver.id, presence]
      // an unreadable contact may be the same person in another account
      if (presence.is === 'present') return [leaver.id, { is: 'present', account: null }]
      return [leaver.id, { is: 'unconfirmed', reason: HIDDEN }]
    }),
  )
}

const HIDDEN = 'Salesforce gives contacts that may be theirs and shows no address that can be read'

/** Some contacts that meet source.where. Throws exit 9 if there are none, because an empty answer proves no absence. */
export async function contactsIn(org: Connection, settings: SalesforceSettings): Promise<SalesforceRow[]> {
  const rows = await org.rows([], () => soqlOfSome(settings, SAMPLE_CONTACTS))
  if (rows.length > 0) return rows
  const what = "nobody at all meets source.where, which proves nobody's absence"
  throw new Failure(exit.remote, `Salesforce: ${what}. Check what the user it acts as may see`)
}

/** An existing contact, and a pattern that has to find it: its letters in the other case. */
export function controlIn(
  rows: readonly SalesforceRow[],
  field: string,
  ids: ReadonlySet<string> = new Set(),
): Control {
  for (const row of rows) {
    const text = textAt(row, field)
    if (typeof text !== 'string' || hasMaskSigns(text) || ids.has(row.Id)) continue
    const pattern = patternOf(inOtherCase(text))
    if (/[a-z]/i.test(pattern)) return { id: row.Id, pattern }
  }
  throw new FilterUseless(`no contact shows ${field}, to try whether others are found by it`)
}

/** The answers to a query by a filter. Throws `FilterUseless` if Salesforce does not take the filter. */
export async function* answersByFilter(
  org: Connection,
  values: string[],
  { query, field }: { query: (values: string[]) => string; field: string },
) {
  try {
    yield* org.answers(values, query)
  } catch (error) {
    if (error instanceof QueryRefused) throw new FilterUseless(`${field} cannot be filtered by (${error.why})`)
    throw error
  }
}

/** The patterns for every name of a leaver; a text without `@` is no address. */
const patternsOf = ({ emails }: Leaver, field: string): string[] =>
  emails
    .flatMap(looseForms)
    .filter((form) => field !== 'Email' || form.includes('@'))
    .map(patternOf)

/**
 * Notes the names of a row and returns how it was read: `hidden` if a name is masked or has an unexpected shape,
 * `nameless` if it has none.
 */
function rowNoter(settings: SalesforceSettings, people: ReturnType<typeof presentPeople>) {
  const { accountField, key } = settings
  return (row: SalesforceRow): 'read' | 'nameless' | 'hidden' => {
    const texts = [...new Set(['Email', key])].map((field) => textAt(row, field))
    const names = texts.filter((text) => typeof text === 'string').filter((text) => !hasMaskSigns(text))
    const account = accountField === undefined ? null : textAt(row, accountField)
    people.add({
      externalId: SALESFORCE_ID_PREFIX + row.Id,
      names,
      account: typeof account === 'string' ? recordId(account) : null,
    })
    if (texts.some((text) => text !== null && !names.includes(String(text)))) return 'hidden'
    return names.length === 0 ? 'nameless' : 'read'
  }
}
