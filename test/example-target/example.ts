// A whole target: people in a JSON file. Copy it for a new one; lib/targets/target.ts is the contract.

import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import * as z from 'zod'
import { toKey } from '../../lib/artifacts/key.ts'
import { replaceFile } from '../../lib/artifacts/private-file.ts'
import type { Contact, Creation, Deletion, Fields, Receipt, Update, User } from '../../lib/artifacts/records.ts'
import { receiptAfterWrite, receiptBeforeWrite, receiptOfCreation } from '../../lib/core/readback.ts'
import { exit, Failure } from '../../lib/errors/failure.ts'
import { idsOf, type Target, type TargetContext, targetEntry } from '../../lib/targets/target.ts'

const names = { id: z.string(), name: z.string(), emails: z.array(z.string()), externalId: z.string().nullable() }
const people = z.array(z.strictObject({ ...names, active: z.boolean() }))
type Stored = z.infer<typeof people>[number]

/** The whole file. Throws exit 9 otherwise: what cannot be read is never absent. */
function readPeople(file: string): Stored[] {
  try {
    return people.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    throw new Failure(exit.remote, `${file} is no list of people. Check target.file`, { cause })
  }
}

function example(file: string, context: TargetContext): Target {
  /** A user without an address is left out: no contact can match it. */
  function userOf({ active, emails, externalId, id, name }: Stored): User[] {
    const [email, ...otherEmails] = emails
    const facts = { self: false, staff: null, blocked: null, addresses: emails, tags: [], ours: externalId !== null }
    const user = { ...idsOf(externalId, context), id, otherEmails, protected: context.protection(facts) }
    const person = { active, attributes: {}, groups: [], name, organization: null }
    return email ? [{ ...user, email, key: toKey(email), person }] : []
  }
  const pick = (fits: (one: Stored) => boolean) => readPeople(file).filter(fits).flatMap(userOf)
  const usersById = async (ids: readonly string[]) => pick(({ id }) => ids.includes(id))
  const findUsers: Target['findUsers'] = async ({ emails = [], externalIds = [] }) => {
    const keys = emails.map(toKey)
    return pick((one) => one.emails.some((e) => keys.includes(toKey(e))) || externalIds.includes(one.externalId ?? ''))
  }
  /** Writes the fields of `to` over somebody; those that it does not name stay. */
  function save(one: Stored, { active = one.active, email, name = one.name }: Fields) {
    const emails = email === undefined ? one.emails : [email, ...one.emails.slice(1)]
    const others = readPeople(file).filter(({ id }) => id !== one.id)
    replaceFile(file, JSON.stringify([...others, { ...one, active, emails, name }]))
  }
  /** One receipt an entry, until sync has to stop. */
  const receiptsOf = <T>(write: (entry: T) => Promise<Receipt>) =>
    async function* (entries: Iterable<T>, stopped = () => false) {
      for (const entry of entries) if (!stopped()) yield await write(entry)
    }
  const create = receiptsOf(async (entry: Creation) => {
    const { email, externalId, name } = entry.to
    const [owner] = await findUsers({ emails: [email], externalIds: [externalId] })
    const id = `p${readPeople(file).length + 1}`
    if (!owner) save({ id, name, emails: [email], externalId, active: true }, entry.to)
    return receiptOfCreation(entry, owner ?? (await usersById([id]))[0]!, owner ? 'unchanged' : 'applied')
  })
  /** A removal writes `active: false`; an update with `active: true` takes it back. */
  const change = receiptsOf(async (entry: Update | Deletion) => {
    const [was] = await usersById([entry.id])
    const end = receiptBeforeWrite(entry, was)
    if (!end) save(readPeople(file).find(({ id }) => id === entry.id)!, entry.to)
    return end ?? receiptAfterWrite(entry, { user: (await usersById([entry.id]))[0], was: was!, error: null })
  })
  const none = () => Readable.from([])
  const users = () => Readable.from(pick(() => true))
  const reads = { organizations: none, groups: none, users, findUsers, usersById }
  const targetProblem = ({ email }: Contact) => (email ? null : 'it has no address')
  return { from: file, ...reads, create, update: change, remove: change, awaitJobs: async () => {}, targetProblem }
}

const file = z.string().describe('the file with the people')
const settings = z.strictObject({ use: z.literal('example'), file, attributes: z.strictObject({}) })
/** A real target declares its settings and its entry of the table in files of their own. */
const facts = { hasOrganizations: false, storesExternalId: () => true, hasGroups: () => false }
const load = async ({ file }: z.infer<typeof settings>, context: TargetContext) => example(file, context)
export const entry = targetEntry({ ...facts, settings, emailChange: 'update', load, demo: { simulator: 'example' } })
