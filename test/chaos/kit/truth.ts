// Whether what a stage leaves behind is true: receipts, held against Zendesk itself, and the files of a gather.

import { receiptFiles } from '../../../lib/artifacts/files.ts'
import { type Kind, kinds, type Receipt } from '../../../lib/artifacts/records.ts'
import type { User } from '../../../lib/sandbox/zendesk/store.ts'
import type { Place } from '../../kit/pipeline.ts'

interface Planned {
  id?: string
  key: string
  to: { externalId?: string; name?: string; organization?: string | null; active?: boolean }
}

const OUTCOMES = ['applied', 'unchanged', 'conflict', 'protected', 'failed', 'not-sent']
/** Such a receipt says that the result is unknown: the entry was sent, and the read after it failed. */
const UNKNOWN = /^(?:it was sent, and could not be read back|target stored a user of whom something is unreadable)/

const name = (kind: Kind, { key, id }: { key: string; id?: string | null }) => `${key} ${kind === 'delete' ? id : ''}`

/** What is not true of the receipts, each in words. */
export function untrue(here: Place): string[] {
  const { users } = here.box.world.zendesk
  return kinds.flatMap((kind) => {
    const planned = here.json(`${kind}.json`).records as unknown as Planned[]
    const said = here.json(receiptFiles[kind].file).records as unknown as Receipt[]
    const receipts = new Map(said.map((receipt) => [name(kind, receipt), receipt]))
    const lies = planned.flatMap((entry) => {
      const receipt = receipts.get(name(kind, entry))
      if (!receipt || !OUTCOMES.includes(receipt.outcome)) return [`${kind} ${entry.id} has no receipt`]
      const isThere = users.some((user) => isOf(user, kind, entry) && isAs(user, entry.to))
      const isSaid = ['applied', 'unchanged'].includes(receipt.outcome)
      if (isSaid === isThere || (receipt.outcome === 'failed' && UNKNOWN.test(receipt.error ?? ''))) return []
      const id = entry.id ?? entry.to.externalId
      return [`${kind} ${id} is called ${receipt.outcome} (${receipt.error}) and is ${isThere ? '' : 'not '}so`]
    })
    if (said.length !== planned.length) lies.push(`${planned.length} to ${kind} have ${said.length} receipts`)
    return lies
  })
}

const isOf = (user: User, kind: Kind, { id, to }: Planned) =>
  kind === 'create' ? user.external_id === to.externalId : String(user.id) === id

const isAs = (user: User, { name, organization, active }: Planned['to']) =>
  (name === undefined || user.name === name) &&
  (organization === undefined || String(user.organization_id) === String(organization)) &&
  (active === undefined || (user.user_fields['not_in_sfdc'] !== true) === active)

const FILES = {
  'gather-organizations': ['organizations.json', 'groups.json'],
  'gather-users': ['users.json'],
  'gather-contacts': ['contacts.json'],
  sync: ['create.json', 'update.json', 'delete.json'],
}

/** What is wrong with the files of a stage, once it has ended with a code: this is taken before it runs. */
export function filesOf(here: Place, stage: keyof typeof FILES): (code: number) => string[] {
  const bytes = (file: string) => here.text(file)
  // the first line has the time of the gather, the last one what it was made of
  const records = (file: string) => JSON.stringify([here.json(file).records, here.json(file)['complete']])
  const before = FILES[stage].map((file) => ({ file, bytes: bytes(file), records: records(file) }))
  return (code) =>
    before
      .filter((was) =>
        code === 0 && stage !== 'sync' ? records(was.file) !== was.records : bytes(was.file) !== was.bytes,
      )
      .map(({ file }) => `after exit ${code} ${file} is not as it was`)
}
