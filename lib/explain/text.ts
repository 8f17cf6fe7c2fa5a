// The output of explain about one person as lines of text. Pure.

import type { Receipt, Received } from '../artifacts/records.ts'
import type { Scope } from '../core/protection.ts'
import { command } from '../errors/command.ts'
import { truncate } from '../errors/mask.ts'
import type { Field } from './fields.ts'
import type { Gate } from './gates.ts'
import type { PlannedEntry } from './plan-entry.ts'

/** The complete explanation of one match. */
export interface Explanation extends Gate {
  /** The records of the contacts as a feed sent them. */
  received: Received[]
  /** The organizations of the target with the accounts of the contacts. */
  organizations: { account: string; id: string }[]
  /** The setting. */
  scope: Scope
  decision: string
  /** Their entries in the plan files; null if there is no plan. */
  plan: { entries: PlannedEntry[]; outdated: string | null; agrees: boolean } | null
}

const NOBODY =
  'nobody in contacts.json: not in the source under its conditions, or their account has no organization in the target'

/** One line per step of the decision, in order. */
export function explanationText(one: Explanation): string[] {
  const { asked, by, claims, contacts, file, organizations, scope, representative, stranger, users } = one
  const each = <T>(all: readonly T[], words: (one: T) => string) => all.map(words).join('; ')
  const homes = each(organizations, ({ account, id }) => `${id} carries account ${account}`) || 'none'
  const gates: [string, string | null | false][] = [
    ['also', !asked && 'somebody else who claims the same user'],
    ['contact', each(contacts, contactText) || NOBODY],
    ...one.received.flatMap(receivedLines),
    ['problem', each(contacts, ({ problem }) => problem ?? 'none')],
    [
      'similar names',
      each(
        contacts.flatMap((contact) => contact.similarNames),
        (name) => name,
      ),
    ],
    ['organization', contacts.length > 0 && homes],
    ['merged', representative && `${representative} stands for all ${contacts.length} contacts of one address`],
    [
      'user',
      each(users, ({ externalId, id }) => (externalId ? `${id} (${externalId})` : id)) || 'nobody in users.json',
    ],
    ['matched by', by],
    ['stranger', stranger && "the user's external id is of a contact that contacts.json does not have"],
    ...claims.map((claim): [string, string] => [
      'claim',
      `${claim.contacts.join(' and ')} claims ${claim.user} by ${claim.by}`,
    ]),
    ['protected', each(users, (user) => user.protected ?? 'no')],
    ['scope', users.length > 0 && `${scope}: ${each(users, scopeText)}`],
    ['fields', `${'source'.padEnd(24)} target${users.length > 1 ? ` (${users[0]!.id})` : ''}`],
    ...one.fields.map(fieldLine),
    ['decision', `${one.decision} (${file === null ? 'in no plan file' : `${file}.json`})`],
    ...planLines(one),
  ]
  return gates.flatMap(([label, words]) => (words ? [`${label.padEnd(16)}${words.replace(/\s/g, ' ')}`.trimEnd()] : []))
}

const contactText = ({ account, active, externalId }: Gate['contacts'][number]) =>
  `${externalId} of account ${account ?? 'none'}${active ? '' : ', not active'}`

/** The record of a feed as lines, escaped: a line end in a value is none in the output. */
const receivedLines = ({ notes, place, record }: Received): [string, string][] => [
  ['received', [place, ...notes].map(escapeText).join('; ')],
  ...Object.entries(record).map(([name, one]): [string, string] => [`  ${escapeText(name)} `, JSON.stringify(one)]),
]

const escapeText = (text: string) => JSON.stringify(text).slice(1, -1)

const scopeText = ({ inScope, removable }: Gate['users'][number]) =>
  !inScope ? 'not in scope' : removable ? 'in scope, removable' : 'in scope, not removable'

function fieldLine({ field, contact, user, same }: Field): [string, string] {
  const words = `${valueText(contact).padEnd(24)} ${valueText(user).padEnd(24)} ${same === false ? 'differs' : ''}`
  return [`  ${field} `, words]
}

function valueText(side: unknown): string {
  if (side === undefined) return '-'
  if (Array.isArray(side) && side.length > 0) return side.join(', ')
  return typeof side === 'string' ? side : JSON.stringify(side)
}

function planLines({ plan }: Explanation): [string, string | false][] {
  if (plan === null) return [['plan', `none yet: ${command('compare')}`]]
  const { agrees, outdated, entries } = plan
  const files = entries.map(({ file, reason }) => `${file}.json (${reason})`)
  return [
    ['plan', files.join(' and ') || 'in none of its files'],
    [outdated ? 'outdated' : 'current', outdated ?? 'made from these files with the settings of today'],
    ['differs', !agrees && `today's decision is another one: ${command('compare')}, before sync`],
    ...entries.map(({ file, receipt }): [string, string | false] => [
      'receipt',
      file !== 'held' && receiptText(receipt),
    ]),
  ]
}

function receiptText(receipt: Receipt | null): string {
  if (receipt === null) return 'none of this plan'
  const { error, id, outcome } = receipt
  return `${outcome}${id ? `, user ${id}` : ''}${error ? `: ${truncate(error.replace(/\s+/g, ' '))}` : ''}`
}
