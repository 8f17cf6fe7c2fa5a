// People who are still in the source, in an account without an organization in the target.

import { isUnread } from '../artifacts/key.ts'
import type { Deletion } from '../artifacts/records.ts'
import type { Presence } from '../sources/source.ts'
import type { Work } from './work.ts'

/** How the error of such a removal begins. */
export const MOVED = 'moved: now in account'

interface MovedPerson {
  account: string
  /** With `"moved": "remove"`: the user's own organization is known, and is another one. */
  isRemoved: boolean
}

/** The maximum number of accounts in one query; for more, all organizations are read. */
const FEW = 20

/** The moved people by the id of their user. The target is asked only if a person has an account. */
export async function findMoved(
  { run, target }: Pick<Work, 'run' | 'target'>,
  entries: readonly Deletion[],
  presence: ReadonlyMap<string, Presence>,
): Promise<ReadonlyMap<string, MovedPerson>> {
  const { hasOrganizations, settings } = run.instance
  const accounts = new Map([...presence].flatMap(([id, one]) => accountOf(one).map((account) => [id, account])))
  if (!hasOrganizations || accounts.size === 0) return new Map()
  const wanted = new Set(accounts.values())
  const isWhole = settings.moved === 'remove' || wanted.size > FEW
  const homes = await homesOf({ run, target }, isWhole ? null : [...wanted])
  if (homes === null) return new Map()
  const known = new Set(homes.values())
  return new Map(
    entries.flatMap(({ from, id }): [string, MovedPerson][] => {
      const account = accounts.get(id)
      if (account === undefined || known.has(account)) return []
      const isKnown = from.organization !== null && homes.has(from.organization)
      return [[id, { account, isRemoved: settings.moved === 'remove' && isKnown }]]
    }),
  )
}

const accountOf = (presence: Presence) =>
  presence.is === 'present' && presence.account !== null ? [presence.account] : []

/** The accounts of organizations by id; null if one is unreadable, because it may be the account of a moved person. */
async function homesOf(
  { run, target }: Pick<Work, 'run' | 'target'>,
  accounts: readonly string[] | null,
): Promise<Map<string, string> | null> {
  const homes = new Map<string, string>()
  for await (const organization of target.organizations(accounts)) {
    if (isUnread(organization)) return null
    const account = run.instance.account(organization.key)
    if (account !== null) homes.set(organization.id, account)
  }
  return homes
}
