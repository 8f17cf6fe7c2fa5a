// The table of docs/decisions.md once more, naive and quadratic: what the plan has to be, from whole sides and without
// any order.

import { toKey } from '../../lib/artifacts/key.ts'
import { type Contact, type Fields, type Reason, reasonNames, type User } from '../../lib/artifacts/records.ts'
import { areTwins, claimsOf, foreignOf, groupOf } from './oracle-claims.ts'
import { type Choice, organizations, type Plan } from './people.ts'

export type Expected = Pick<Plan, 'create' | 'update' | 'delete' | 'held' | 'reasons'>

/** The plan; the lists in no order. */
export function oracle(contacts: readonly Contact[], users: readonly User[], choice: Choice): Expected {
  const claims = claimsOf(contacts, users)
  const reasons = Object.fromEntries(reasonNames.map((row) => [row, 0])) as Record<Reason, number>
  const plan: Expected = { create: [], update: [], delete: [], held: [], reasons }

  const inScope = ({ externalId, person: { organization } }: User) =>
    choice.scope === 'managed'
      ? externalId !== null
      : choice.scope === 'linked'
        ? choice.linked.some((id) => id === organization)
        : true
  /** Whether the source has not changed its mind about a group since that was applied. */
  const isOld = ([contact]: readonly Contact[]) => !!choice.applied?.some((one) => one.same && one.key === contact?.key)
  /** Whether the source did not have a user when a plan was last applied, either. */
  const wasAbsent = ({ email, externalId, key, otherEmails }: User) =>
    !!choice.applied &&
    !choice.applied.some(
      (one) =>
        !contacts.some((contact) => contact.key === one.key) &&
        [externalId, key, toKey(email), ...otherEmails.map(toKey)].some((name) =>
          [one.key, ...one.identifiers].includes(name ?? ''),
        ),
    )
  const mayGo = (user: User) => user.person.active && user.protected === null && inScope(user)
  const remove = (user: User | undefined, isDrift: (user: User) => boolean) => {
    if (!user || !mayGo(user)) return reasons['left-alone']++
    if (isDrift(user)) return reasons.drift++
    const { person: from, protected: _, ...who } = user
    plan.delete.push({ ...who, from, reason: 'absent', to: { active: false } })
    return reasons.absent++
  }

  for (const user of users) {
    if (claims.some((claim) => claim.user.id === user.id)) continue
    const hidden = contacts.filter((one) => isHiddenIn(user.person.organization, one, users))
    if (choice.complete && mayGo(user) && hidden.length > 0 && !wasAbsent(user)) {
      reasons.masked++
      const same = plan.held.find(({ key, reason }) => key === user.key && reason === 'masked')
      const who = hidden.map(({ account, externalId }) => ({ account, externalId }))
      if (same) same.users.push(user.id)
      else plan.held.push({ contacts: who, key: user.key, reason: 'masked', users: [user.id] })
    } else if (choice.complete) remove(user, wasAbsent)
    else reasons['left-alone']++
  }

  for (const key of new Set(contacts.map((contact) => contact.key))) {
    const hits = claims.filter((claim) => claim.key === key)
    const rivals = claims.filter((claim) => claim.key !== key && hits.some(({ user }) => user.id === claim.user.id))
    const [hit] = hits
    const user = hit?.user

    // a contact that is not active is absence: it counts only where nobody of its key is active
    const everyone = groupOf(contacts, key)
    const present = everyone.filter(({ person }) => person.active)
    const members = present.length > 0 ? present : everyone
    const winner = members.reduce((a, b) => (b.externalId < a.externalId ? b : a))

    const unread = hits.some(
      (claim) =>
        claim.user.externalId !== null && !contacts.some(({ externalId }) => externalId === claim.user.externalId),
    )
    const known = user ? [user.email, ...user.otherEmails].map(toKey) : []
    const isChanged = hit?.by === 'externalId' || (hit?.by === 'key' && choice.emailChange === 'update')
    const isNew = (name: string | null) => name !== null && isChanged && !known.includes(toKey(name))
    const address: Fields = {
      ...(winner.key !== user?.key &&
        isChanged &&
        !(known.includes(winner.key) && known.includes(user?.key ?? '')) && { key: winner.key }),
      ...(isNew(winner.email) && { email: winner.email! }),
    }
    const moved = hit?.by === 'externalId' && Object.keys(address).length > 0
    const change = user && changeOf(user, winner, address)

    const isSpelled = hits.some(({ user: one }) =>
      claims.some(({ by, user }) => by === 'spelling' && user.id === one.id),
    )
    const others = contacts.filter(({ person }) => person.active)
    const hasTwin = present.some((one) => others.some((other) => areTwins(one, other)))
    const reason: Reason | null =
      isSpelled || hasTwin
        ? 'spelling'
        : hits.some((hit) => hit.doubtful || hit.foreign) ||
            hits.length > 1 ||
            rivals.length > 0 ||
            (unread && !choice.complete)
          ? 'claims'
          : members.some(({ problem }) => problem !== null)
            ? 'problem'
            : choice.duplicates === 'hold' && members.some(({ account }) => account !== winner.account)
              ? 'different-accounts'
              : present.length === 0
                ? null
                : moved && choice.emailChange === 'hold'
                  ? 'address-changed'
                  : change && user.protected !== null
                    ? 'protected'
                    : null
    const isBack = !!user && !user.person.active && winner.person.active
    if (isOld(everyone) && (reason === 'protected' || (reason === 'address-changed' && change))) {
      reasons.drift++
      continue
    }
    if (reason) {
      reasons[reason]++
      plan.held.push({
        contacts: members.map(({ account, externalId }) => ({ account, externalId })),
        key,
        reason,
        users: hits.map((claim) => claim.user.id),
      })
      continue
    }
    const removed = plan.delete.length
    const drifted = reasons.drift
    if (present.length === 0) remove(user, () => isOld(everyone))
    else if (isOld(everyone) && (!user || (change && !isBack))) reasons.drift++
    else if (!user) {
      reasons.missing++
      const { email, externalId, person } = winner
      plan.create.push({ key, reason: 'missing', to: { ...person, email: email ?? key, externalId } })
    } else if (!change) reasons.equal++
    else {
      const row = moved ? 'address-changed' : user.person.active ? 'differs' : 'returned'
      reasons[row]++
      if (hit.by === 'address' && !known.includes(key) && key !== user.key) change.from.key = user.key
      plan.update.push({ ...change, id: user.id, key, reason: row })
    }
    if (reasons.drift > drifted) continue
    if (members.length > 1 && (present.length > 0 || plan.delete.length > removed)) reasons.merged++
  }
  return plan
}

/** Whether a contact, whose names nobody can read and who has no user, may be anybody of an organization. */
function isHiddenIn(organization: string | null, contact: Contact, users: readonly User[]): boolean {
  const { account, externalId, key, person, problem } = contact
  const isNameless = key.startsWith('?') && person.active && problem?.startsWith('masked address')
  const isKnown = users.some((user) => [user.externalId, foreignOf(user)].includes(externalId))
  const home = organizations.find((one) => one.key === account)
  return !!isNameless && !isKnown && (home?.id ?? null) === organization
}

/** What has to change, field by field; null where nothing has. */
function changeOf(user: User, contact: Contact, address: Fields): { from: Fields; to: Fields } | null {
  const [was, wanted] = [user.person, contact.person]
  const from: Fields = {}
  const to: Fields = {}
  if (was.active !== wanted.active) [from.active, to.active] = [was.active, wanted.active]
  if (was.name !== wanted.name) [from.name, to.name] = [was.name, wanted.name]
  if (was.organization !== wanted.organization) {
    ;[from.organization, to.organization] = [was.organization, wanted.organization]
  }
  if (was.groups.join() !== wanted.groups.join()) [from.groups, to.groups] = [was.groups, wanted.groups]
  for (const name of Object.keys(wanted.attributes)) {
    const [a, b] = [was.attributes[name]!, wanted.attributes[name]!]
    if (String(a) === String(b)) continue
    from.attributes = { ...from.attributes, [name]: a }
    to.attributes = { ...to.attributes, [name]: b }
  }
  for (const name of ['key', 'email'] as const) {
    if (address[name] !== undefined) [from[name], to[name]] = [user[name], address[name]]
  }
  return Object.keys(to).length > 0 ? { from, to } : null
}
