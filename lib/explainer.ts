// The script explain: the artifacts of an instance in, why one person is treated as they are out.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  contacts,
  creations,
  deletions,
  type Kind,
  organizations,
  type Receipt,
  receiptFiles,
  updates,
  users,
} from './artifacts.ts'
import { exit, Failure } from './exit.ts'
import { explained, type Gate, receiptOf } from './explain.ts'
import { rulesOf } from './planner.ts'
import type { Done, Run } from './stage.ts'
import { open } from './store.ts'

const PLANS = { create: creations, update: updates, delete: deletions }

interface Explanation extends Gate {
  /** Where the organization of the contact's account comes from: its id in the target, or null. */
  organizations: { account: string; id: string }[]
  /** Whether compare has planned from these very files. */
  planned: boolean
  receipt: Receipt | null
}

/** organizations.json + users.json + contacts.json + the plan and its receipts, where there are some -> standard output */
export async function explainPerson({ instance, flags, words }: Run): Promise<Done> {
  const { folder } = instance
  const [asked] = words
  if (asked === undefined)
    throw new Failure(exit.input, 'whom? explain takes an address or an id: npm run explain -- 6130889693338')
  const from = {
    organizations: open(folder, organizations),
    users: open(folder, users),
    contacts: open(folder, contacts),
  }
  const rules = rulesOf(instance, from.organizations.records, from.contacts.foot.complete)
  const gates = [...explained(from.contacts.lines, from.users.lines, rules, asked)]
  if (gates.length === 0) {
    const where = 'neither contacts.json nor users.json has this address or id'
    const why = 'the source does not have them under its conditions, or their account has no organization in the target'
    throw new Failure(exit.input, `${where}: ${why}. Ids are written as in the files`)
  }
  const plans = Object.values(from).map(({ foot }) => foot.sha256)
  const found = gates.map((gate): Explanation => {
    const accounts = new Set(gate.contacts.map(({ account }) => account))
    const homes = [...from.organizations.records].filter(({ key }) => accounts.has(key))
    const plan = gate.file && gate.file !== 'held' ? planOf(folder, gate.file) : null
    const isCurrent = plan !== null && Object.values(plan.head.inputs).every((sha) => plans.includes(sha))
    return {
      ...gate,
      organizations: homes.map(({ key, id }) => ({ account: key, id })),
      planned: isCurrent,
      receipt: isCurrent ? receiptOf(gate, plan.records, receiptsOf(folder, gate.file as Kind, plan.head.plan)) : null,
    }
  })
  const reveal = flags['reveal'] === true
  const text = flags['json']
    ? JSON.stringify(
        found.map((one) => shown(one, reveal)),
        null,
        2,
      )
    : found.map((one) => told(one, reveal)).join('\n')
  process.stdout.write(`${text}\n`)
  return { line: found.map(({ row, file }) => `${row}${file ? `, ${file}.json` : ''}`).join('; ') }
}

const planOf = (folder: string, kind: Kind) =>
  existsSync(join(folder, PLANS[kind].file))
    ? open<never, (typeof creations)['extra']>(folder, PLANS[kind] as never)
    : null

function receiptsOf(folder: string, kind: Kind, plan: string): Iterable<Receipt> {
  const artifact = receiptFiles[kind]
  if (!existsSync(join(folder, artifact.file))) return []
  const { head, records } = open(folder, artifact)
  return head.plan === plan ? records : []
}

/** Names of people are shown only where they were asked for. */
const HIDDEN = '<name>'

const shown = (one: Explanation, reveal: boolean): Explanation => {
  const hide = (value: unknown) => (typeof value === 'string' ? HIDDEN : value)
  const fields = one.fields.map((field) =>
    reveal || !/^(name|attributes\.)/.test(field.field)
      ? field
      : { ...field, contact: hide(field.contact), user: hide(field.user), same: isSame(field) },
  )
  return {
    ...one,
    fields,
    receipt: one.receipt && { ...one.receipt, key: reveal ? one.receipt.key : HIDDEN, from: null, to: null },
  }
}

const isSame = ({ contact, user }: Gate['fields'][number]) => JSON.stringify(contact) === JSON.stringify(user)

/** The gates in their order, a line each. */
function told(one: Explanation, reveal: boolean): string {
  const { contacts, users, by, contested, organizations, decision, file, planned, receipt } = shown(one, reveal)
  const line = (label: string, words: string) => `${label.padEnd(16)}${words}\n`
  const none = 'nobody in contacts.json: the source does not have them under its conditions'
  const rows = one.fields.map(({ field, contact, user }) => {
    const value = (side: unknown) =>
      side === undefined ? '-' : !reveal && field === 'name' ? HIDDEN : JSON.stringify(side)
    const differs = contact !== undefined && user !== undefined && !isSame({ field, contact, user })
    return line(
      `  ${field} `,
      `${value(contact).padEnd(24)} ${value(user).padEnd(24)} ${differs ? 'differs' : ''}`.trimEnd(),
    )
  })
  const where = file === null ? 'in no plan file' : `${file}.json`
  return [
    line(
      'contact',
      contacts.map(({ externalId, account }) => `${externalId} of account ${account ?? 'none'}`).join('; ') || none,
    ),
    ...(contacts.length ? [line('problem', contacts.map(({ problem }) => problem ?? 'none').join('; '))] : []),
    ...(contacts.length
      ? [
          line(
            'organization',
            organizations.map(({ account, id }) => `${id} carries account ${account}`).join('; ') || 'none',
          ),
        ]
      : []),
    line('user', users.map(({ id }) => id).join(', ') || 'nobody in users.json'),
    ...(by ? [line('matched by', by + (contested ? ', and others claim them too' : ''))] : []),
    ...(users.length ? [line('protected', users.map(({ protected: reason }) => reason ?? 'no').join('; '))] : []),
    line('fields', `${'source'.padEnd(24)} target`),
    ...rows,
    line('decision', `${decision} (${where})`),
    ...(file && file !== 'held'
      ? [line('plan', planned ? 'made from these files' : 'not made from these files: npm run compare')]
      : []),
    ...(receipt ? [line('receipt', receipt.outcome + (receipt.error ? `: ${receipt.error}` : ''))] : []),
  ].join('')
}
